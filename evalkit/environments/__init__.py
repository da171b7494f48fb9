"""Adapter to locked, isolated environment, and facts about it. uv does the work."""

from evalkit.environments.coinstall import Shared, main_distribution, refusal, without_versions
from evalkit.environments.environment import Environment
from evalkit.environments.grouping import Fewest, fewest
from evalkit.environments.interpreters import find_interpreter, installed_interpreter
from evalkit.environments.lock import DamagedLock, Lock, parse_lock, render_lock
from evalkit.environments.platforms import platform_tag
from evalkit.environments.provision import Environments
from evalkit.environments.size import disk_mb
from evalkit.environments.unavailable import Unavailable
from evalkit.environments.uv_command import uv_program
from evalkit.model.facts import Outcome

__all__ = [
    "DamagedLock",
    "Environment",
    "Environments",
    "Fewest",
    "Lock",
    "Outcome",
    "Shared",
    "Unavailable",
    "disk_mb",
    "fewest",
    "find_interpreter",
    "installed_interpreter",
    "main_distribution",
    "parse_lock",
    "platform_tag",
    "refusal",
    "render_lock",
    "uv_program",
    "without_versions",
]
