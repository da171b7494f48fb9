"""What `evalkit run` says before and while it measures, and what it keeps of the command that started it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.commands.run import ranked_so_far, too_little_disk, without_places
from evalkit.environments import Lock
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import Adapter
from evalkit.plan import Request, load
from tests.conftest import SmallWorkspace
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


class NothingIsInstalled(StandingEnvironments):
    """Every environment is still to be made, and downloads 100 MB."""

    def is_ready(self, adapter: Adapter, task: str | None = None) -> bool:
        return False

    def lock(self, adapter: Adapter, task: str | None = None, progress: object = None) -> Lock:
        return replace(super().lock(adapter, task), download_mb=100.0)


def test_a_run_that_needs_more_disk_than_is_free_says_so_and_what_to_do(small: SmallWorkspace) -> None:
    request = Request(rubric="rubrics/small.yaml", folder=small.root)
    loaded = load(request)
    said = too_little_disk(request, loaded, NothingIsInstalled(), free=500.0)
    assert "GB of disk, and 0.5 GB are free" in said
    assert "EVALKIT_CACHE" in said
    assert not too_little_disk(request, loaded, NothingIsInstalled(), free=50_000.0)
    assert not too_little_disk(request, loaded, StandingEnvironments(), free=0.0), (
        "environments that are there take nothing"
    )
