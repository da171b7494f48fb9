"""A self-test that was not made: one check of each kind, of which the last one is not within its limit."""

from __future__ import annotations

from evalkit.selftest import Check, SelfTest

SLEPT = Check(
    "Known length", "a process that sleeps for 0.1 s", "ms", 100.0, 101.5, 99.9, 102.0, spread=(101.0, 103.25)
)
HELD = Check("Known memory", "60 MB held in a child", "MB", 60.0, 59.5, 58.0, 62.0)
SAID = Check("One tool under two names", "how often 'faster' is said", "", 0, 0, 0, 0)
RATIO = Check("A tool that is a tenth slower", "its time over the other's", "×", 1.1, 1.15, 1.07, 1.13)
MISSING = Check(
    "Known memory", "60 MB in <shared> memory", "MB", 60.0, None, 58.0, 62.0, reason="ended by signal SIGBUS"
)

ALL = SelfTest(
    evalkit="0.1.0",
    started="2026-11-29T02:00:00Z",
    machine={"processor": "A & B", "cores": "2"},
    busy="other programs kept 60% of the processors busy",
    seconds=41.7,
    resamples=1000,
    checks=(SLEPT, HELD, SAID, RATIO, MISSING),
)
GOOD = SelfTest("0.1.0", "2026-11-29T02:00:00Z", {"cores": "2"}, "", 41.7, 1000, (SLEPT, HELD, SAID))
