from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Launcher, Limits
from evalkit.bench.process_end import Ending
from evalkit.bench.standing_process import StandingProcess

LIMITS = Limits(timeout_seconds=60, memory_mb=500)
ANSWERING = """
import atexit, json, os, sys, time
from pathlib import Path
from evalkit.bench.standing_process import questions
folder = Path(sys.argv[1])
atexit.register(lambda: (folder.parent / "cleared").touch())
for place, asked in enumerate(questions(folder)):
    what = asked.question["what"]
    if what == "die":
        sys.stderr.write("a bad word\\n")
        sys.stderr.flush()
        os._exit(3)
    if what == "answer and die":
        asked.answer(json.dumps({"what": what}))
        os._exit(3)
    if what == "nothing":
        time.sleep(60)
    asked.answer(json.dumps({"what": what, "place": place, "process": os.getpid()}))
"""

Start = Callable[..., StandingProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    script = tmp_path / "answering.py"
    script.write_text(ANSWERING)
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    (tmp_path / "talk").mkdir()
    with Launcher.start() as launcher:
        yield lambda *more: StandingProcess(
            launcher, [sys.executable, script], environ, LIMITS, tmp_path / "talk", *more
        )


def test_one_process_answers_question_after_question_and_leaves_no_file(start: Start, tmp_path: Path) -> None:
    process = start()
    answers = [json.loads(process.ask({"what": f"ä {number}"}, 30) or "") for number in range(3)]
    assert not list((tmp_path / "talk").iterdir())
    finished = process.end()
    assert [(answer["what"], answer["place"]) for answer in answers] == [("ä 0", 0), ("ä 1", 1), ("ä 2", 2)]
    assert len({answer["process"] for answer in answers}) == 1
    assert finished is not None
    assert (finished.ending, finished.exit_code) == (Ending.FINISHED, 0)
    assert (tmp_path / "cleared").exists(), "it ends by itself, and clears up"


def test_the_end_of_the_process_is_no_answer_and_says_how(start: Start) -> None:
    process = start()
    assert process.ask({"what": "die"}, 30) is None
    finished = process.end()
    assert finished is not None
    assert (finished.exit_code, finished.errors) == (3, b"a bad word\n")


def test_what_was_answered_before_the_end_counts(start: Start) -> None:
    process = start()
    assert process.ask({"what": "answer and die"}, 30) == b'{"what": "answer and die"}'
    assert process.ask({"what": "more"}, 30) is None
    process.end()


def test_a_process_that_does_not_answer_in_time_is_ended(start: Start) -> None:
    process = start(0.1)
    assert process.ask({"what": "first"}, 30)
    assert process.ask({"what": "nothing"}, 0.2) is None
    finished = process.end()
    assert finished is not None
    assert finished.ending is Ending.CUT


def test_a_program_that_cannot_be_started_says_why(tmp_path: Path) -> None:
    with Launcher.start() as launcher:
        process = StandingProcess(launcher, [tmp_path / "missing"], {}, LIMITS, tmp_path)
        assert process.ask({"what": "anything"}, 30) is None
        finished = process.end()
    assert finished is not None
    assert finished.ending is Ending.NOT_STARTED
