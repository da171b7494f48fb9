"""What an earlier run found out about code is taken over by another run; what was verified or timed is not."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from evalkit.commands.run import run_rubric
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.plan import Request
from evalkit.store import Journal, KeptAnswers
from tests.conftest import SmallWorkspace
from tests.workers.real_run import Said, WorkersHere

MARK = "a module that only the kept answer names"


def test_recordings_are_taken_over_and_runs_are_made_again(small: SmallWorkspace, tmp_path: Path) -> None:
    answers = tmp_path / "answers"

    class Keeping(StandingEnvironments):
        def __init__(self, cache: Path | None = None, locks: Path = Path("adapters/locks")) -> None:
            super().__init__(cache, locks)
            self.kept = KeptAnswers(answers)

    def journal(name: str) -> Journal:
        asked: dict[str, Any] = {"levels": ("adapt",), "probes": ("run", "code"), "blocks": 1}
        request = Request("rubrics/small.yaml", small.root, out=tmp_path / name, **asked)
        assert run_rubric(request, Said(), partial(WorkersHere, environments=Keeping), Keeping).complete
        return Journal(tmp_path / name / "journal.jsonl")

    first = journal("first")
    kept = sorted(answers.iterdir())
    assert kept, "something was recorded"
    for file in kept:
        answer = json.loads(file.read_text())
        if isinstance(answer, dict):
            file.write_text(json.dumps({**answer, "modules": [MARK]}))
    second = journal("second")
    usages = [json.loads(file.read_text())["usage"] for file in (tmp_path / "second" / "usage").rglob("*.json")]
    assert usages
    assert {tuple(usage["modules"]) for usage in usages} == {(MARK,)}
    times = [[one.value for one in each.observations if one.metric == "run.wall_seconds"] for each in (first, second)]
    assert len(times[0]) == len(times[1]) > 0
    assert times[0] != times[1]
    assert sorted(answers.iterdir()) == kept
