"""CONTRIBUTING.md and docs/architecture.md: every file, command and line of code that they name is real."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer.main

import evalkit.commands.main  # noqa: F401  (registers the commands)
from evalkit.commands.app import app
from evalkit.model import Implementation, Usage
from evalkit.probes import Probe, Question

ROOT = Path(__file__).parents[2]
GUIDES = ("CONTRIBUTING.md", "docs/architecture.md")
TOP = sorted(
    path.name for path in ROOT.iterdir() if (path.is_dir() and not path.name.startswith(".")) or path.name == ".ci"
)
TEXT = {name: (ROOT / name).read_text(encoding="utf-8") for name in GUIDES}


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT[name], re.DOTALL)


def named_files(name: str) -> set[str]:
    """Whatever stands in single backquotes or in a command and begins with a folder of the repository."""
    words = re.findall(r"`([^`\s]+)`", TEXT[name])
    words += [word for block in blocks(name, "sh") for word in block.split()]
    return {word for word in words if word.partition("/")[0] in TOP and "/" in word and not re.search(r"[<*]", word)}


@pytest.mark.parametrize("name", GUIDES)
def test_every_file_that_a_guide_names_is_there(name: str) -> None:
    assert len(named_files(name)) > 5
    missing = [
        file for file in sorted(named_files(name)) if not (ROOT / file).exists() and not file.startswith("reports/")
    ]
    assert not missing


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_of_a_guide_leads_somewhere(name: str) -> None:
    for target, heading in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", TEXT[name]):
        page = (ROOT / name).parent / target
        assert page.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w-]", "", title.lower().replace(" ", "-")) for title in headings}, heading


def test_the_layers_stand_in_the_order_that_is_enforced() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer.rpartition(".")[2] for layer in reversed(contracts[0]["layers"])]
    assert re.findall(r"^\| `evalkit/(\w+)/` \|", TEXT["docs/architecture.md"], re.MULTILINE) == layers


@pytest.mark.parametrize("line", [line for block in blocks("CONTRIBUTING.md", "sh") for line in block.splitlines()])
def test_every_command_line_is_one_that_works(line: str) -> None:
    words = shlex.split(line, comments=True)
    if words[0] == "evalkit":
        command = typer.main.get_command(app).commands[words[1]]  # type: ignore[attr-defined]
        command.make_context(words[1], words[2:])
    elif words[0] == "pytest":
        for word in words[1:]:
            assert not word.startswith("tests") or (ROOT / word).exists()
    else:
        assert words[0] in ("python", "python3", "pip", "ruff", "mypy", "lint-imports", ".ci/run")


def test_a_word_that_selects_tests_selects_some() -> None:
    [(file, word)] = re.findall(r"pytest (\S+) -k (\w+)", TEXT["CONTRIBUTING.md"])
    assert re.search(rf"def test_\w*{word}", (ROOT / file).read_text(encoding="utf-8"))


def test_the_probe_that_contributing_shows_is_one(tmp_path: Path) -> None:
    [code] = blocks("CONTRIBUTING.md", "python")
    namespace: dict[str, object] = {}
    exec(compile(code, "CONTRIBUTING.md", "exec"), namespace)
    probe = namespace["PROBE"]
    assert isinstance(probe, Probe)
    script = tmp_path / "adapt.py"
    script.write_text("# one\nx = 1\n    # two\n")
    asked = Implementation("rows", "pandas", "adapt", script, (script,))
    [finding] = probe.ask(Question(tmp_path, (asked,), lambda _: Usage(recorded=False, uses=())))
    assert finding.value == 2


def test_continuous_integration_runs_what_contributing_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    said = TEXT["CONTRIBUTING.md"].partition("## What continuous integration runs")[2]
    for command in re.findall(r"`((?:ruff|mypy|lint|evalkit)[^`]*)`", said):
        assert command in script
