"""Turn an adapter into a locked, isolated environment with known facts. uv does the work.

`Environments` is the entry point: it locks, makes and finds environments, and asks uv's resolver which tools can share one.
`Environment` is an environment that exists. `Unavailable` says in one sentence why there is none; that costs coverage, but
never stops a run. Nothing here runs an implementation; `evalkit.bench` does.
"""

from evalkit.environments.coinstall import Shared, refusal
from evalkit.environments.environment import Environment, Unavailable, disk_mb, installed
from evalkit.environments.grouping import Fewest, fewest
from evalkit.environments.interpreters import find_interpreter, installed_interpreter
from evalkit.environments.lock_file import DamagedLock, Lock, parse_lock, platform_tag, render_lock
from evalkit.environments.provision import Environments
from evalkit.environments.requirements import main_distribution, without_versions
from evalkit.environments.standing import Provisioner
from evalkit.environments.uv_command import uv_program
from evalkit.model.facts import Outcome

__all__ = [
    "DamagedLock",
    "Environment",
    "Environments",
    "Fewest",
    "Lock",
    "Outcome",
    "Provisioner",
    "Shared",
    "Unavailable",
    "disk_mb",
    "fewest",
    "find_interpreter",
    "installed",
    "installed_interpreter",
    "main_distribution",
    "parse_lock",
    "platform_tag",
    "refusal",
    "render_lock",
    "uv_program",
    "without_versions",
]
