"""One process, measured honestly: launcher, sandbox, limits, samples; inputs and checkers in bounded processes.

Everything here runs on the machine it is called on. Whoever runs work elsewhere hands it over as a function that opens
its own `Launcher` and `Bench` there: neither holds anything but a process and a folder of its machine.
"""

from evalkit.execution.bench import Bench, Setting, Trial
from evalkit.execution.client import Launcher, LauncherDied
from evalkit.execution.environ import bare_environ
from evalkit.execution.limits import Ending, Finished, Limits
from evalkit.execution.sample import Sample
from evalkit.execution.sandbox import Sandbox
from evalkit.execution.scrubbing import scrub
from evalkit.execution.task_code import Made, TaskBroken

__all__ = [
    "Bench",
    "Ending",
    "Finished",
    "Launcher",
    "LauncherDied",
    "Limits",
    "Made",
    "Sample",
    "Sandbox",
    "Setting",
    "TaskBroken",
    "Trial",
    "bare_environ",
    "scrub",
]
