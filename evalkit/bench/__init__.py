"""Measure single processes: launcher, sandbox, limits, samples; inputs and checkers run in bounded processes.

Everything here runs on the machine that calls it. To run work elsewhere, send a function that opens its own `Launcher` and
`Bench` there; neither refers to anything but a process and a folder of its machine.
"""

from evalkit.bench.bench import Bench, Setting, Trial
from evalkit.bench.client import Launcher, LauncherDied
from evalkit.bench.environ import bare_environ
from evalkit.bench.limits import Ending, Finished, Limits
from evalkit.bench.machine import Busy, describe_machine, digest_of, is_busy, machine_load, others_now
from evalkit.bench.sample import Sample
from evalkit.bench.sandbox import Sandbox
from evalkit.bench.scrubbing import scrub
from evalkit.bench.task_code import Made, Refused, TaskBroken
from evalkit.bench.turn import turn

__all__ = [
    "Bench",
    "Busy",
    "Ending",
    "Finished",
    "Launcher",
    "LauncherDied",
    "Limits",
    "Made",
    "Refused",
    "Sample",
    "Sandbox",
    "Setting",
    "TaskBroken",
    "Trial",
    "bare_environ",
    "describe_machine",
    "digest_of",
    "is_busy",
    "machine_load",
    "others_now",
    "scrub",
    "turn",
]
