from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from evalkit.model import METRICS
from evalkit.probes import PROBES

ROOT = Path(__file__).parents[2]


def made() -> str:
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "docs" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page: str = module.page()
    return page


def test_the_page_of_metrics_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8") == made(), "run `python docs/build.py`"


def test_every_metric_belongs_to_a_probe_and_stands_on_the_page() -> None:
    assert {metric.probe for metric in METRICS.values()} == set(PROBES)
    for metric in METRICS:
        assert f"`{metric}`" in made()


def test_links_between_pages_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "adapters").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
