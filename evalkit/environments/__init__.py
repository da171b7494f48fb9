"""Turn an adapter into a locked, isolated environment with known facts. uv does the work.

`Environments` is the entry point: it locks, makes and finds environments, and asks uv's resolver which tools can share
one. `Environment` is an environment that exists. `Unavailable` says in one sentence why there is none; that costs
coverage, but never stops a run. Nothing here runs an implementation; `evalkit.bench` does.
"""

from evalkit.environments.coinstall import Shared, asked_at_once, refusal
from evalkit.environments.environment import Environment, EnvironmentPaths, Unavailable, disk_mb, installed
from evalkit.environments.grouping import Fewest, fewest
from evalkit.environments.interpreters import find_interpreter, installed_interpreter
from evalkit.environments.lock_file import DamagedLock, Lock, parse_lock, platform_tag, render_lock
from evalkit.environments.package_index import Published, Release, Unanswered, index_hosts
from evalkit.environments.provision import Environments
from evalkit.environments.provisioner import Provisioner
from evalkit.environments.reading import let_read
from evalkit.environments.requirements import (
    RELEASED_WITH_PYTHON,
    is_pinned,
    main_distribution,
    not_pinned,
    without_versions,
)
from evalkit.environments.uv_command import uv_program
from evalkit.environments.uv_settings import settings as uv_settings
from evalkit.environments.variables import FIXED, for_measured, for_own_python, for_own_script, home_of_account
from evalkit.model.facts import ResolverAnswer

__all__ = [
    "FIXED",
    "RELEASED_WITH_PYTHON",
    "DamagedLock",
    "Environment",
    "EnvironmentPaths",
    "Environments",
    "Fewest",
    "Lock",
    "Provisioner",
    "Published",
    "Release",
    "ResolverAnswer",
    "Shared",
    "Unanswered",
    "Unavailable",
    "asked_at_once",
    "disk_mb",
    "fewest",
    "find_interpreter",
    "for_measured",
    "for_own_python",
    "for_own_script",
    "home_of_account",
    "index_hosts",
    "installed",
    "installed_interpreter",
    "is_pinned",
    "let_read",
    "main_distribution",
    "not_pinned",
    "parse_lock",
    "platform_tag",
    "refusal",
    "render_lock",
    "uv_program",
    "uv_settings",
    "without_versions",
]
