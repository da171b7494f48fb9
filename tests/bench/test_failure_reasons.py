"""The one line that says why an implementation failed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench import Ending, Finished
from evalkit.bench.failure import LONGEST, how_it_failed


def reason(log: str, code: int = 1) -> str:
    return how_it_failed(Finished(Ending.FINISHED, exit_code=code), log)


CHAINED = """starting
Traceback (most recent call last):
  File "<work>/hello.py", line 1, in <module>
    {}["a"]
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "<work>/hello.py", line 3, in <module>
    raise ValueError("no column a")
pkg.errors.SchemaErrors: no column a
  Usage: name a column
"""


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("Traceback (most recent call last):\n  File\n    x\nValueError: bad row\n", "ValueError: bad row"),
        ("Traceback (most recent call last):\n  File\nKeyboardInterrupt\n", "KeyboardInterrupt"),
        (CHAINED, "pkg.errors.SchemaErrors: no column a Usage: name a column"),
        (
            '  File "hello.py", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n',
            "SyntaxError: invalid syntax",
        ),
        ("loading\nno such file\n\n", "ended with exit code 1: no such file"),
        ("", "ended with exit code 1, printing nothing"),
    ],
)
def test_the_reason_runs_from_the_last_exception_to_the_end(log: str, expected: str) -> None:
    assert reason(log) == expected


def test_a_signal_is_named() -> None:
    assert reason("Fatal Python error: Segmentation fault", -11) == "ended by signal SIGSEGV"
    assert reason("", -250) == "ended by signal 250"


@given(st.text(), st.text())
def test_a_reason_is_one_line_of_bounded_length(before: str, after: str) -> None:
    said = reason(f"{before}\nTraceback (most recent call last):\n  File\nValueError: {after}")
    assert said
    assert len(said) <= LONGEST
    assert said.splitlines() == [said]


@pytest.mark.parametrize("piece", ["a.", "a", "a\n", "aError.", "Traceback (most recent call last):\n"])
def test_a_monotonous_log_is_no_trap(piece: str) -> None:
    assert reason(piece * 300_000)
