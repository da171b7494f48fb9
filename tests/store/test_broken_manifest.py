"""A manifest that is not as evalkit writes it: file, field and remedy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.store import BadManifest, RunFolder, open_run
from tests.conftest import command
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run

Spoil = Callable[[dict[str, Any]], object]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return made_run(tmp_path / "mine", run_data())


def complaint(run: Path) -> str:
    with pytest.raises(BadManifest) as raised:
        open_run(run)
    said, _, remedy = str(raised.value).partition("; ")
    assert remedy == f"`evalkit run RUBRIC --out {run}` writes it anew, and keeps what was measured"
    return said.replace(str(run), "RUN")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda whole: whole.pop("seed"), "the field `seed` is missing"),
        (lambda whole: whole["rubric"].pop("title"), "the field `rubric.title` is missing"),
        (lambda whole: whole["tasks"]["skew"].pop("baseline"), "the field `tasks.skew.baseline` is missing"),
        (lambda whole: whole["rubric"].update(title=7), "the field `rubric.title` must be a string"),
        (lambda whole: whole.update(seed="0"), "the field `seed` must be a whole number"),
        (lambda whole: whole.update(tools=[]), "the field `tools` must be a mapping"),
        (lambda whole: whole.update(sessions="x"), "the field `sessions` must be a list"),
        (
            lambda whole: whole["rubric"].update(nonsense=1),
            "the field `rubric.nonsense` is none that this evalkit knows",
        ),
        (
            lambda whole: whole["rubric"]["measure"].update(blocks=0),
            "the field `rubric.measure.blocks` must be at least 1",
        ),
        (lambda whole: whole["adapters"].pop("quick"), "it has no adapter of 'quick'"),
    ],
)
def test_a_field_that_is_wrong(run: Path, spoil: Spoil, said: str) -> None:
    written = RunFolder(run).read_manifest()
    spoil(written)
    RunFolder(run).write_manifest(written)
    assert complaint(run) == f"RUN/manifest.json: {said}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "RUN/manifest.json:1:1: it is no JSON from here on"),
        ('{"seed": 0,\n  "rubric": {', "RUN/manifest.json:2:14: it is no JSON from here on"),
        ("[]", "RUN/manifest.json:1:1: it holds no mapping"),
        ("{}", "RUN/manifest.json: the field `evalkit` is missing"),
    ],
)
def test_a_file_that_is_torn(run: Path, content: str, said: str) -> None:
    (run / "manifest.json").write_text(content)
    assert complaint(run) == said


@pytest.mark.parametrize("name", ["report", "compare", "history", "export"])
def test_every_command_that_reads_a_run_says_so(run: Path, name: str) -> None:
    written = RunFolder(run).read_manifest()
    del written["rubric"]["title"]
    RunFolder(run).write_manifest(json.loads(json.dumps(written)))
    options = ("--to", "mlflow") if name == "export" else ()
    done = command(run.parent, name, "mine", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "evalkit: mine/manifest.json: the field `rubric.title` is missing; "
        "`evalkit run RUBRIC --out mine` writes it anew, and keeps what was measured\n"
    )
