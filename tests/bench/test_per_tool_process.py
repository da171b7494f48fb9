from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalkit.bench import Limits
from evalkit.bench.per_tool_process import PerToolProcess

ANSWERING = """
import json, os, sys
from pathlib import Path
from evalkit.bench.standing_process import questions
for asked in questions(Path(sys.argv[1])):
    if asked.question["what"] == "die":
        os._exit(3)
    asked.answer(json.dumps(os.getpid()))
"""


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[PerToolProcess]:
    (tmp_path / "answering.py").write_text(ANSWERING)
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = PerToolProcess(
        "a process of a test", lambda: environ, Limits(timeout_seconds=60, memory_mb=500), tmp_path
    )
    yield process
    process.close()


def asked(kept: PerToolProcess, tmp_path: Path, what: str = "who are you") -> int | None:
    answer = kept.at_hand([sys.executable, tmp_path / "answering.py"]).ask({"what": what}, 30)
    return None if answer is None else int(json.loads(answer))


def test_a_tool_keeps_its_process_and_the_next_tool_has_another(kept: PerToolProcess, tmp_path: Path) -> None:
    kept.turn_to("skew/scipy")
    first = asked(kept, tmp_path)
    kept.turn_to("skew/scipy")
    assert asked(kept, tmp_path) == first
    kept.turn_to("skew/pandas")
    assert asked(kept, tmp_path) != first


def test_a_process_that_ended_says_how_and_the_next_question_has_a_fresh_one(
    kept: PerToolProcess, tmp_path: Path
) -> None:
    first = asked(kept, tmp_path)
    assert asked(kept, tmp_path, "die") is None
    finished = kept.end()
    assert finished is not None
    assert finished.exit_code == 3
    assert asked(kept, tmp_path) not in (None, first)


def test_one_that_is_closed_starts_again_when_it_is_needed(kept: PerToolProcess, tmp_path: Path) -> None:
    assert kept.end() is None, "nothing was started before somebody needed it"
    first = asked(kept, tmp_path)
    kept.close()
    assert asked(kept, tmp_path) not in (None, first)
