"""What `evalkit run` keeps of the command that started it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalkit.commands.run import without_places


@pytest.mark.parametrize("form", [["--out", "{}"], ["--out={}"]])
def test_the_command_that_a_run_keeps_names_no_folder_of_the_machine(
    form: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    elsewhere, here = Path(os.sep, "home", "ada", "runs", "mine"), Path.cwd() / "reports" / "mine"

    def kept(out: object) -> list[str]:
        return without_places(["run", "rubrics/quick.yaml", *(part.format(out) for part in form)])

    def told(out: object) -> list[str]:
        return ["run", "rubrics/quick.yaml", *(part.format(out) for part in form)]

    assert kept(elsewhere) == told("mine")
    assert kept(here) == told("reports/mine")
    assert kept("../mine") == told("../mine")
    assert without_places(["run", "--probes", "code,run", "--seed=1"]) == ["run", "--probes", "code,run", "--seed=1"]
