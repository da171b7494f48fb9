"""Measure single processes: launcher, sandbox, limits, samples; inputs and checkers run in bounded processes.

Everything here runs on the machine that calls it. To run work elsewhere, send a function that opens its own `Launcher`
and `Bench` there; neither refers to anything but a process and a folder of its machine.

Each name is imported when it is first asked for: the processes of checkers and drivers need little of this, and all of
it takes a second to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evalkit.bench.bench import Bench
    from evalkit.bench.environ import bare_environ
    from evalkit.bench.launcher import Launcher, LauncherDied
    from evalkit.bench.limits import Limits
    from evalkit.bench.machine import describe_machine, digest_of
    from evalkit.bench.machine_busy import Busy, is_busy, machine_load, others_now
    from evalkit.bench.process_end import Ending, Finished
    from evalkit.bench.sample import Given, Sample
    from evalkit.bench.sandbox import Sandbox
    from evalkit.bench.scrubbing import scrub
    from evalkit.bench.setting import Setting, Trial
    from evalkit.bench.task_code import Made, Refused, TaskBroken
    from evalkit.bench.timing_lock import turn

_MODULES = {
    "bench": ("Bench",),
    "machine_busy": ("Busy", "is_busy", "machine_load", "others_now"),
    "launcher": ("Launcher", "LauncherDied"),
    "environ": ("bare_environ",),
    "process_end": ("Ending", "Finished"),
    "limits": ("Limits",),
    "machine": ("describe_machine", "digest_of"),
    "sample": ("Given", "Sample"),
    "sandbox": ("Sandbox",),
    "scrubbing": ("scrub",),
    "setting": ("Setting", "Trial"),
    "task_code": ("Made", "Refused", "TaskBroken"),
    "timing_lock": ("turn",),
}
"""Which module each name stands in."""
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

if not TYPE_CHECKING:  # a type checker would take any name to be there

    def __getattr__(name: str) -> Any:
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        globals()[name] = value
        return value


__all__ = [
    "Bench",
    "Busy",
    "Ending",
    "Finished",
    "Given",
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
