from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from evalkit.report.forked_work import beside
from evalkit.report.formats.as_json import as_json
from evalkit.scoring import judge
from tests.report import sample_report as lifelike

T = TypeVar("T")
linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is copied")


def test_work_is_done_when_the_block_has_ended(tmp_path: Path) -> None:
    with beside(lambda: (tmp_path / "done").write_text(str(os.getpid()))):
        pass
    assert (tmp_path / "done").exists()


def test_the_block_can_ask_for_what_it_makes() -> None:
    with beside(lambda: ["made"]) as made:
        assert made() == ["made"]
        assert made() == ["made"]


def test_several_works_are_done_at_a_time() -> None:
    with beside(lambda: "one") as one, beside(lambda: "other") as other:
        assert (other(), one()) == ("other", "one")


MEANWHILE = """
import os
from evalkit.report.forked_work import beside

reading, writing = os.pipe()
with beside(lambda: os.write(writing, str(os.getpid()).encode())):
    print(int(os.read(reading, 100)) != os.getpid())
"""


@linux
def test_it_is_done_by_another_process_meanwhile() -> None:
    # In a process of its own: one that runs tests beside others has several threads.
    done = subprocess.run([sys.executable, "-c", MEANWHILE], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True\n"


def test_a_process_with_several_threads_does_it_itself_after_the_block(tmp_path: Path) -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        with beside(lambda: (tmp_path / "done").write_text(str(os.getpid()))):
            assert not (tmp_path / "done").exists()
        assert (tmp_path / "done").read_text() == str(os.getpid())
    finally:
        over.set()
        thread.join()


def test_a_process_with_several_threads_does_it_once_when_it_is_asked() -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    done: list[str] = []
    try:
        with beside(lambda: done.append("done")) as made:
            assert not done
            made()
            assert done == ["done"]
        assert done == ["done"]
    finally:
        over.set()
        thread.join()


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "scorecard.json")


def test_its_error_is_raised_with_all_that_it_says() -> None:
    with pytest.raises(OSError, match=r"No space left on device: 'scorecard\.json'") as raised, beside(full):
        pass
    assert raised.value.errno == errno.ENOSPC


def test_its_error_is_raised_where_the_block_asks_for_what_it_makes() -> None:
    with pytest.raises(OSError, match="No space left on device"), beside(full) as made:
        pytest.fail(f"it made {made()}")


KILLED = """
import os, sys
from evalkit.report.forked_work import beside

try:
    with beside(lambda: os.kill(os.getpid(), int(sys.argv[1]))):
        pass
except ChildProcessError as error:
    print(error)
"""


@linux
@pytest.mark.parametrize(("number", "said"), [(9, "SIGKILL"), (signal.SIGRTMIN + 3, str(signal.SIGRTMIN + 3))])
def test_a_copy_that_is_killed_is_told_by_its_signal(number: int, said: str) -> None:
    command = [sys.executable, "-c", KILLED, str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert f"was ended by signal {said}; make the report again" in done.stdout


class TwoParts(Exception):
    """An error that cannot be made again from what pickle keeps."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def fail_oddly() -> None:
    raise TwoParts("a", "b")


def test_an_error_that_cannot_be_handed_over_is_told_in_words() -> None:
    with pytest.raises((RuntimeError, TwoParts), match="a and b"), beside(fail_oddly):
        pass


def test_an_error_of_the_block_goes_on_and_leaves_no_process(tmp_path: Path) -> None:
    before = psutil.Process().children()
    with pytest.raises(ValueError, match="of the block"), beside((tmp_path / "done").touch):
        raise ValueError("of the block")
    assert psutil.Process().children() == before


def test_a_scorecard_is_the_same_whether_a_part_of_it_is_made_in_a_copy() -> None:
    made: list[int] = []

    @contextmanager
    def in_a_copy(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
        with beside(work) as result:
            made.append(os.getpid())
            yield result

    asked = (lifelike.rubric(), lifelike.tasks(), lifelike.MEMBERS, [*lifelike.observations(12)])
    copied, plain = judge(*asked, beside=in_a_copy).card, judge(*asked).card
    assert any(table.faster for table in plain.tasks)
    assert as_json(copied) == as_json(plain)
    assert made, "nothing was made beside"
