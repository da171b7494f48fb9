"""Implementations in stages: one process after another in the same sandbox, and one sample of it all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evalkit.bench import Limits
from evalkit.bench.process_end import Ending, Finished
from evalkit.environments import EnvironmentPaths
from evalkit.model import Implementation, Status
from tests.bench.riddle import LIMITS, RIGHT, Workshop, tool

FIT = "import os, time\nopen('learned', 'w').write(str(os.getpid()))\nprint('fitting')\n"
APPLY = "import os\nassert open('learned').read() != str(os.getpid())\nprint('applying')\n" + RIGHT


def sources(fit: str = FIT, apply: str = APPLY) -> dict[str, str]:
    return {"hello/fit.py": fit, "hello/apply.py": apply}


def test_a_later_stage_is_a_fresh_process_that_finds_what_an_earlier_one_saved(workshop: Workshop) -> None:
    sample = workshop.sample(sources(), stages=2)
    assert (sample.status, sample.reason) == (Status.OK, "")
    assert sample.log == "fitting\napplying\n"


def test_seconds_are_those_of_all_stages(workshop: Workshop) -> None:
    slow = "time.sleep(0.3)\n"
    sample = workshop.sample(sources(fit=FIT + slow, apply="import time\n" + slow + APPLY), stages=2)
    assert sample.wall_seconds
    assert sample.wall_seconds > 0.6


def test_memory_is_that_of_the_largest_stage(workshop: Workshop) -> None:
    large = "b = b'x' * 100_000_000\ntime.sleep(0.4)\n"
    both = sources(fit=FIT + large, apply="import time\n" + large + APPLY)
    sample = workshop.sample(both, stages=2, watch_memory=True)
    assert sample.peak_memory_mb
    assert 100 < sample.peak_memory_mb < 200
    assert sample.curve
    seconds = [second for second, _ in sample.curve]
    assert seconds == sorted(seconds), "one curve over all stages"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"fit": "raise ValueError('no rows')"}, "fit: ValueError: no rows"),
        ({"apply": "raise ValueError('not fitted')"}, "apply: ValueError: not fitted"),
    ],
)
def test_the_stage_that_failed_is_named(workshop: Workshop, changed: dict[str, str], reason: str) -> None:
    sample = workshop.sample(sources(**changed), stages=2)
    assert (sample.status, sample.reason) == (Status.FAILED, reason)


def test_metrics_read_what_every_stage_printed(workshop: Workshop) -> None:
    folder = workshop.task / "tool" / "hello"
    workshop.sample(sources(), stages=2)
    one = Implementation("riddle", "tool", "hello", folder / "fit.py", stages=(folder / "fit.py", folder / "apply.py"))
    python = Path(sys.executable)
    with workshop.bench.setting(
        one, tool(), EnvironmentPaths(python, python.parent.parent), workshop.task, LIMITS
    ) as setting:
        assert setting.prepare(workshop.bench.inputs(workshop.task, 100, 7)) is None
        assert setting.run().printed == "fitting\napplying\n"


def test_what_every_stage_left_is_counted(workshop: Workshop) -> None:
    leave = "open('home/{0}', 'w').close()\n"
    sample = workshop.sample(sources(FIT + leave.format("a"), leave.format("b") + APPLY), stages=2)
    assert sample.left.files == 2


def test_nothing_runs_after_a_stage_that_failed(workshop: Workshop) -> None:
    sample = workshop.sample(sources(fit="print('fitting')\nraise SystemExit(3)"), stages=2)
    assert "applying" not in sample.log


def test_the_limit_of_time_is_for_all_stages_together(workshop: Workshop) -> None:
    both = sources(fit=FIT + "time.sleep(0.7)\n", apply="import time\ntime.sleep(0.7)\n" + APPLY)
    sample = workshop.sample(both, stages=2, limits=Limits(1.0, 2000))
    assert (sample.status, sample.reason) == (Status.TIMEOUT, "apply: did not end within 1 s")


def test_two_processes_one_after_the_other_are_as_one() -> None:
    first = Finished(
        Ending.FINISHED, 0, 1.0, 0.5, 30.0, 40.0, "pss", ((0.0, 10.0), (0.5, 40.0)), b"a", left_behind=1, others=0.1
    )
    later = Finished(Ending.TIMEOUT, None, 2.0, 1.5, 20.0, 25.0, "pss", ((0.0, 5.0),), b"b", truncated=True, others=0.4)
    both = first.then(later)
    assert (both.ending, both.wall_seconds, both.cpu_seconds) == (Ending.TIMEOUT, 3.0, 2.0)
    assert (both.largest_process_mb, both.sampled_tree_mb) == (30.0, 40.0)
    assert both.curve == ((0.0, 10.0), (0.5, 40.0), (1.0, 5.0))
    assert (both.output, both.truncated, both.left_behind) == (b"ab", True, 1)
    assert both.others == pytest.approx(0.3), "by the seconds of each"
