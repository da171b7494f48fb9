"""A printed error is read for its message, the user's own line, and the frames in other people's code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench.failure import LONGEST, exception_in
from evalkit.probes.faults.transcript import LONGEST as LONGEST_SHOWN
from evalkit.probes.faults.transcript import Frame, names, read_transcript

CHAINED = """loading
Traceback (most recent call last):
  File "<env>/lib/pandas/index.py", line 10, in get_loc
    raise KeyError
KeyError: 'age'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "<work>/adapt.py", line 7, in <module>
    main()
  File "<work>/adapt.py", line 5, in main
    table["age"]
  File "<env>/lib/pandas/frame.py", line 20, in __getitem__
    raise KeyError(key)
pkg.errors.ColumnError: no column age
  known columns: years, sex
"""


def test_the_message_is_all_that_follows_the_last_header() -> None:
    assert read_transcript(CHAINED, []).message == "pkg.errors.ColumnError: no column age\n  known columns: years, sex"


def test_the_users_own_line_is_the_innermost_in_their_files() -> None:
    read = read_transcript(CHAINED, ["<work>/adapt.py"])
    assert read.own == Frame("<work>/adapt.py", 5)
    assert read.outside == 2
    assert read.lines == len(CHAINED.splitlines())


def test_a_traceback_without_the_users_files_has_no_line_of_theirs() -> None:
    read = read_transcript(CHAINED, ["<work>/other.py"])
    assert read.own is None
    assert read.outside == 4


def test_a_real_traceback_is_read(tmp_path: Path) -> None:
    script = tmp_path / "adapt.py"
    script.write_text("import json\n\njson.loads('{')\n")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    read = read_transcript(done.stderr, [str(script)])
    assert read.own == Frame(str(script), 3)
    assert read.outside >= 2
    assert read.message.startswith("json.decoder.JSONDecodeError: ")


def test_a_line_that_is_drawn_again_is_one_line_as_on_a_terminal() -> None:
    drawn = "Metrics:   0%\rMetrics:  50%\rMetrics: 100%\r\nas on Windows\r\nHalf: 10%\rTraceback (most recent call last):\n"
    read = read_transcript(drawn + "KeyError: 'age'\n", [])
    assert read.text == "Metrics: 100%\nas on Windows\nTraceback (most recent call last):\nKeyError: 'age'"
    assert read.lines == 4
    assert read.message == "KeyError: 'age'"


def test_without_an_exception_the_last_line_is_the_message() -> None:
    assert read_transcript("Usage: tool\n\nno such column: age\n\n", []).message == "no such column: age"
    assert read_transcript("", []).message == ""


@given(st.text(alphabet="aE: \n", max_size=40), st.text(alphabet="xE: \n", max_size=40))
def test_the_message_is_the_one_that_a_failed_runs_reason_has(before: str, after: str) -> None:
    log = f"{before}\nTraceback (most recent call last):\n  File\nValueError: {after}"
    whole = " ".join(read_transcript(log, []).message.split())
    assert whole[: LONGEST - 1] == exception_in(log).rstrip("…")[: LONGEST - 1]


@pytest.mark.parametrize(
    ("message", "word", "is_named"),
    [
        ("KeyError: 'age'", "age", True),
        ("the manager failed", "age", False),
        ("no column age-group", "age", False),
        ("could not convert '13yrs'", "yrs", True),
        ("No Such File or directory", "no such file", True),
        ("read 'inputs/serving.csv'", "serving.csv", True),
        ("columns: ['age;sex']", ";", True),
        ("labels are [0, 1, 2]", "2", True),
        ("labels are [0, 1, 12]", "2", False),
        ("Expected 14 fields in line 501, saw 15", "row", True),
        ("rows 3 and 4 are bad", "row", True),
        ("a bad row", "row", False),
    ],
)
def test_a_word_is_named_only_whole(message: str, word: str, is_named: bool) -> None:
    assert names(message, [word]) is is_named


@given(st.text(max_size=2 * LONGEST_SHOWN))
def test_what_is_shown_is_bounded_and_has_both_ends(text: str) -> None:
    read = read_transcript(text, [])
    assert len(read.shown) <= LONGEST_SHOWN + 60
    assert read.shown.startswith(read.text[:1000])
    assert read.shown.endswith(read.text[-1000:])
