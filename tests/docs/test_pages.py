from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
import typer.main

import evalkit.commands.main  # noqa: F401  (registers the commands)
from evalkit.commands.app import app
from evalkit.exit_codes import EXIT_CODES
from evalkit.model import REQUIREMENTS
from evalkit.probes import METRICS, PROBES, RATING, probe_of, ratings, runs, serving
from evalkit.workspace import load

ROOT = Path(__file__).parents[2]


@cache
def made() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "docs" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages: dict[str, str] = module.pages()
    return pages


def test_the_pages_of_metrics_and_probes_are_what_the_code_says() -> None:
    for name, text in made().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, "run `python docs/build.py`"
    assert {f"probes/{page.name}" for page in (ROOT / "docs" / "probes").glob("*.md")} == {
        name for name in made() if name.startswith("probes/")
    }


def test_every_page_of_a_probe_says_what_a_reader_needs() -> None:
    for name, text in made().items():
        if name.startswith("probes/"):
            for wanted in ("Motivation.", "How.", "Validity.", "How it can be gamed.", "What to do about a bad value."):
                assert wanted in text, f"{name}: {wanted}"


def test_every_metric_belongs_to_a_probe_and_stands_on_the_page() -> None:
    assert {probe_of(metric.name) for metric in (*METRICS.values(), RATING)} == {
        *PROBES,
        runs.FAMILY,
        serving.FAMILY,
        ratings.FAMILY,
    }
    for metric in (*METRICS, RATING.name):
        assert f"`{metric}`" in made()["metrics.md"]


EXAMPLES = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "rubrics.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("workspace")
    for folder in ("adapters", "tasks", "rubrics"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("data", "locks", "__pycache__"))
    return root


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_rubric_that_the_page_shows_is_in_order(example: str, workspace: Path) -> None:
    without = "profiles: null\n" if "interoperability: null" in example else ""
    file = workspace / "rubrics" / "ours.yaml"
    file.write_text(example + without, encoding="utf-8")
    load(workspace, file)


def test_what_the_talk_does_not_ask_has_anchors_on_the_page() -> None:
    shown = [entry for example in EXAMPLES for entry in re.findall(r"metric: (continuity\.\w+)", example)]
    assert sorted(shown) == sorted(name for name in METRICS if name.startswith("continuity."))


def test_every_requirement_stands_on_its_page() -> None:
    for name in REQUIREMENTS:
        assert f"| `{name}` |" in made()["requirements.md"]


def test_links_between_pages_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "adapters").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", ["README.md", "docs/method.md"])
def test_what_the_examples_import_is_there(page: str) -> None:
    imports = re.findall(r"^from (evalkit[\w.]*) import (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert imports
    for module, names in imports:
        offered = importlib.import_module(module).__all__
        assert not [name for name in names.split(", ") if name not in offered]


def test_the_exit_codes_stand_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = readme.partition("Exit codes: ")[2].partition("\n\n")[0]
    for code in re.findall(r"\d+", EXIT_CODES):
        assert re.search(rf"\b{code}\b", told), code


def test_every_option_of_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Commands")[2].partition("Exit codes")[0]
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        [row] = [line for line in table.splitlines() if line.startswith(f"| `evalkit {name}")]
        options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        assert not [option for option in sorted(options - {"--json"}) if f"`{option}" not in row], name
