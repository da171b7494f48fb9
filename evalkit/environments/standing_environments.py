"""Environments that exist already: one interpreter serves every tool.

For tests, trials and the self-test, with real processes.
"""

from __future__ import annotations

import datetime as dt
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from evalkit.environments.coinstall import Shared
from evalkit.environments.environment import Environment, Unavailable
from evalkit.environments.lock_file import Lock
from evalkit.environments.package_index import Published
from evalkit.environments.provisioner import Progress
from evalkit.environments.requirements import must_be_pinned
from evalkit.model import Adapter
from evalkit.store.kept_answers import KeptAnswers


class StandingEnvironments:
    """The interpreter of this process, as the environment of every tool except those in `missing`.

    `missing` maps tools to the reason why they are not available. Whether tools resolve together is unknown here, and
    nothing is kept.
    """

    missing: Mapping[str, str] = {"absent": "absent cannot be had: nobody publishes it"}

    def __init__(self, cache: Path | None = None, locks: Path = Path("adapters/locks")) -> None:
        del cache, locks
        self.kept = KeptAnswers(None)

    def lock(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Lock:
        """Return a lock with the tool's own distribution, in the version that its adapter pins."""
        del task, progress
        if adapter.tool in self.missing:
            raise Unavailable(self.missing[adapter.tool])
        name, _, version = adapter.requires[0].partition("==")
        return Lock(
            Path("lock"),
            adapter.tool,
            "here",
            adapter.python,
            "asked",
            dt.date(2026, 1, 1),
            0.0,
            {name: version or "1.0"},
            {name: ("sha256:00",)},
            {name: "1.1"},
        )

    def at_hand(self, adapter: Adapter, task: str | None = None) -> Lock | None:
        """Return the lock, or None if the tool is not available."""
        return None if adapter.tool in self.missing else self.lock(adapter, task)

    def is_ready(self, adapter: Adapter, task: str | None = None) -> bool:
        """Return True: the environment exists."""
        del adapter, task
        return True

    def download_mb(self, adapter: Adapter, task: str | None = None) -> float:
        """Return 0: nothing is downloaded."""
        del adapter, task
        return 0.0

    def provision(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Environment:
        """Return the environment of this process, unless the tool is not pinned or not available."""
        must_be_pinned(adapter)
        lock = self.lock(adapter, task, progress)
        folder = Path(sys.executable).parent.parent
        return Environment(adapter.tool, task, Path(sys.executable), folder, lock, platform.python_version())

    def provision_sibling(
        self, adapter: Adapter, task: str | None = None, progress: Progress | None = None
    ) -> Environment:
        """Raise `Unavailable`: there is no kernel."""
        del adapter, task, progress
        raise Unavailable("no kernel is installed here")

    def together(
        self, hosts: Sequence[Adapter], guest: Adapter, *, free: bool = False, python: str | None = None
    ) -> Shared:
        """Raise `Unavailable`: nothing is resolved here."""
        del free
        return self.on_python((*hosts, guest), python or "")

    def on_python(self, adapters: Sequence[Adapter], python: str) -> Shared:
        """Raise `Unavailable`: nothing is resolved here."""
        del adapters, python
        raise Unavailable("nothing is resolved here")

    def from_wheels(self, adapter: Adapter, lock: Lock, python: str) -> Shared:
        """Raise `Unavailable`: nothing is resolved here."""
        del lock
        return self.on_python((adapter,), python)

    def released_pythons(self) -> tuple[str, ...]:
        """Return the version of this process's interpreter."""
        return (".".join(platform.python_version_tuple()[:2]),)

    def published(self, adapter: Adapter, lock: Lock) -> Mapping[str, Published]:
        """Raise `Unavailable`: no package index is asked here."""
        del adapter, lock
        raise Unavailable("no package index is asked here")

    def install_command(self, lock: Lock, folder: Path) -> list[list[str]]:
        """Return a command that does nothing."""
        del lock, folder
        return [[sys.executable, "-c", "pass"]]

    def install_environ(self, adapter: Adapter) -> dict[str, str]:
        """Return no variables."""
        del adapter
        return {}

    def renew(self, adapter: Adapter, tasks: Iterable[str]) -> list[Path]:
        """Raise `Unavailable`: locks cannot be made here."""
        del tasks
        raise Unavailable(f"the lock of {adapter.tool} cannot be made here")
