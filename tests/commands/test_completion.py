"""Shell completion: what the shells' own protocol answers, and that every option that takes a name completes it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import evalkit.commands.main  # noqa: F401  (registers the commands)
from evalkit.commands import completing
from evalkit.commands.app import app
from tests.conftest import command

COMPLETED = {"rubric", "task", "tool", "level", "probes", "on", "baseline", "extends", "metric", "tasks", "tools"}
"""The parameters that take a name which evalkit knows, wherever they occur; `NEW` are those that name something new."""
NEW = {("new task", "name"), ("new tool", "name"), ("new rubric", "name")}
NAMES = {("probe", "name")}

_AS_EVALKIT = "import sys; sys.argv[0] = 'evalkit'; from evalkit.__main__ import main; main()"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that `evalkit init` made; nobody changes it."""
    folder = tmp_path_factory.mktemp("founded")
    done = command(folder, "init", "own", "--task", "skew", "--tool", "scipy")
    assert done.returncode == 0, done.stderr
    return folder / "own"


def answer(folder: Path, environ: dict[str, str]) -> list[str]:
    """What evalkit prints to a shell that asks it to complete."""
    here = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", _AS_EVALKIT],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": here, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


def in_bash(folder: Path, line: str) -> list[str]:
    words = line.split(" ")
    return answer(
        folder,
        {"_EVALKIT_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)},
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("evalkit run rub", ["rubrics/default.yaml", "rubrics/quick.yaml"]),
        ("evalkit run rubrics/quick.yaml --tool s", ["scipy"]),
        ("evalkit check ", ["pandas", "scipy"]),
        ("evalkit run rubrics/quick.yaml --probes code,ru", ["code,run"]),
    ],
)
def test_bash_is_answered_with_what_the_workspace_holds(own: Path, line: str, expected: list[str]) -> None:
    assert in_bash(own, line) == expected


def test_fish_and_zsh_are_answered_too(own: Path) -> None:
    asked = "evalkit inputs sk"
    fish = {
        "_EVALKIT_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_ARGS": asked,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    assert answer(own, fish) == ["skew"]
    assert any(
        "skew" in part for part in answer(own, {"_EVALKIT_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": asked})
    )


def parameters() -> Iterator[tuple[str, Any]]:
    """Every parameter of every command, with the command's name."""
    group: Any = typer.main.get_command(app)
    waiting = [(name, each) for name, each in group.commands.items()]
    while waiting:
        name, each = waiting.pop()
        waiting += [(f"{name} {sub}", one) for sub, one in getattr(each, "commands", {}).items()]
        for parameter in each.params:
            yield name, parameter


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        pytest.param(name, parameter, id=f"{name} {parameter.name}")
        for name, parameter in parameters()
        if (parameter.name in COMPLETED or (name, parameter.name) in NAMES) and (name, parameter.name) not in NEW
    ],
)
def test_every_option_that_takes_a_name_completes_it(
    name: str, parameter: Any, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own)
    group: Any = typer.main.get_command(app)
    context = group.make_context("evalkit", [], resilient_parsing=True)
    assert parameter.shell_complete(context, ""), name


def test_half_a_workspace_completes_nothing_and_says_nothing(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(own, tmp_path / "half", ignore=shutil.ignore_patterns("rubrics"))
    monkeypatch.chdir(tmp_path / "half")
    assert completing.tasks("") == []


def test_without_a_workspace_the_one_that_comes_along_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "rubrics/default.yaml" in completing.rubrics("rubrics/")
    assert completing.tools("tfd") == ["tfdv"]
