"""The website: every page has its place in it, every link leads somewhere, and no page loads anything from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "site.py"


def test_every_page_stands_in_the_navigation() -> None:
    listed = set(re.findall(r"(?:docs/)?[\w-]+\.md", (ROOT / "docs" / "site.yml").read_text(encoding="utf-8")))
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} <= listed


def test_the_site_is_built_without_a_warning_and_is_whole(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SITE), str(tmp_path / "site")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    built = {page.relative_to(tmp_path / "site").as_posix(): page for page in (tmp_path / "site").rglob("*.html")}
    assert "index.html" in built
    assert {f"docs/probes/{page.stem}/index.html" for page in (ROOT / "docs" / "probes").glob("*.md")} <= set(built)
    for name, page in built.items():
        loaded = re.findall(
            r'(?:<script[^>]*src|<link[^>]*rel="stylesheet"[^>]*href|<img[^>]*src)="(https?:[^"]*)"',
            page.read_text("utf-8"),
        )
        assert loaded == [], name


def test_the_configuration_is_strict() -> None:
    config = yaml.safe_load((ROOT / "docs" / "site.yml").read_text(encoding="utf-8"))
    assert {level for kind in config["validation"].values() for level in kind.values()} == {"warn"}
