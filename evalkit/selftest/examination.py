"""The examination: every part of the self-test, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from evalkit import __version__
from evalkit.bench import describe_machine, is_busy, machine_load, others_now
from evalkit.model.plain_text import now
from evalkit.selftest import memory, process_lengths, twins
from evalkit.selftest.check import SelfTest
from evalkit.selftest.measuring import Measuring
from evalkit.selftest.progress import FULL, Extent, Progress, Show

_PARTS = (process_lengths, memory, twins)


def examine(
    show: Show = lambda _left, _doing: None, say: Callable[[str], None] = lambda _: None, extent: Extent = FULL
) -> SelfTest:
    """Measure what is known, and return all checks.

    `show` is called with the progress, and `say` with each line that stays. Nothing is left behind on the disk.
    """
    began, started = time.monotonic(), now()
    before = others_now()
    if busy := is_busy(replace(machine_load(), others_before=before)):
        say(busy.sentence)
    progress = Progress(show, {step: seconds for part in _PARTS for step, seconds in part.steps(extent).items()})
    with Measuring(lambda: say("waiting for another evalkit, which is timing")) as measuring:
        checks = tuple(check for part in _PARTS for check in part.checks(extent, measuring, progress))
        busy = is_busy(replace(machine_load(), others_before=before, others=measuring.others))
    return SelfTest(
        evalkit=__version__,
        started=started,
        machine=describe_machine(),
        busy=busy.reason if busy else "",
        seconds=time.monotonic() - began,
        resamples=extent.resamples,
        checks=checks,
    )
