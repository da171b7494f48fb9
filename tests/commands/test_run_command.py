"""What `evalkit run` keeps of the command that started it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.commands.run import ranked_so_far, without_places
from tests.report.sample_report import sample


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


def test_the_first_report_is_said_to_rank_what_it_ranks() -> None:
    card = sample().scorecard
    assert ranked_so_far(sample()) == f"it ranks tools in {len(card.tasks)} of {len(card.tasks)} tasks"
    unranked = [replace(table, rows=tuple(replace(row, rank=None) for row in table.rows)) for table in card.tasks]
    some = replace(card, tasks=(card.tasks[0], *unranked[1:]))
    assert ranked_so_far(sample(scorecard=some)) == f"it ranks tools in 1 of {len(card.tasks)} tasks"
    assert ranked_so_far(sample(scorecard=replace(card, tasks=tuple(unranked)))) == "nothing can be ranked yet"
