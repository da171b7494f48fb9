"""Environments that stand already: one interpreter serves every tool. A double for tests and trials, with real processes."""

from __future__ import annotations

import datetime as dt
import platform
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from evalkit.environments.coinstall import Shared
from evalkit.environments.environment import Environment, Unavailable
from evalkit.environments.lock_file import Lock
from evalkit.model import Adapter
from evalkit.model.facts import Outcome

Progress = Callable[[str], None]


class Provisioner(Protocol):
    """Whoever makes environments and answers questions about them; `Environments` does it with uv, its docstrings say how."""

    def lock(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Lock: ...

    def at_hand(self, adapter: Adapter, task: str | None = None) -> Lock | None: ...

    def is_ready(self, adapter: Adapter, task: str | None = None) -> bool: ...

    def download_mb(self, adapter: Adapter, task: str | None = None) -> float: ...

    def provision(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Environment: ...

    def provision_sibling(
        self, adapter: Adapter, task: str | None = None, progress: Progress | None = None
    ) -> Environment: ...

    def together(
        self, hosts: Sequence[Adapter], guest: Adapter, *, free: bool = False, python: str | None = None
    ) -> Shared: ...

    def on_python(self, adapters: Sequence[Adapter], python: str) -> Shared: ...

    def install_command(self, lock: Lock, folder: Path) -> list[list[str]]: ...

    def install_environ(self, adapter: Adapter) -> dict[str, str]: ...

    def renew(self, adapter: Adapter, tasks: Iterable[str]) -> list[Path]: ...


class StandingEnvironments:
    """The interpreter that runs this process, as the environment of every tool but those named in `missing`.

    `missing` says by tool why it cannot be had; `resolves` whether tools resolve together, else that is not known.
    """

    missing: Mapping[str, str] = {"absent": "absent cannot be had: nobody publishes it"}
    resolves = False

    def __init__(self, cache: Path | None = None, locks: Path = Path("adapters/locks")) -> None:
        del cache, locks

    def lock(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Lock:
        """A lock that holds the tool's own distribution, in the version that its adapter pins."""
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
        """The lock; None where the tool cannot be had."""
        return None if adapter.tool in self.missing else self.lock(adapter, task)

    def is_ready(self, adapter: Adapter, task: str | None = None) -> bool:
        """It stands."""
        del adapter, task
        return True

    def download_mb(self, adapter: Adapter, task: str | None = None) -> float:
        """Nothing is downloaded."""
        del adapter, task
        return 0.0

    def provision(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Environment:
        """The environment of this process."""
        lock = self.lock(adapter, task, progress)
        folder = Path(sys.executable).parent.parent
        return Environment(adapter.tool, task, Path(sys.executable), folder, lock, platform.python_version())

    def provision_sibling(
        self, adapter: Adapter, task: str | None = None, progress: Progress | None = None
    ) -> Environment:
        """There is none."""
        del adapter, task, progress
        raise Unavailable("no kernel is installed here")

    def together(
        self, hosts: Sequence[Adapter], guest: Adapter, *, free: bool = False, python: str | None = None
    ) -> Shared:
        """All of them, where anything resolves here."""
        del free
        return self.on_python((*hosts, guest), python or "")

    def on_python(self, adapters: Sequence[Adapter], python: str) -> Shared:
        """All of them, where anything resolves here."""
        del python
        if not self.resolves:
            raise Unavailable("nothing is resolved here")
        return Shared(Outcome.INSTALLS, {adapter.tool: "1.0" for adapter in adapters})

    def install_command(self, lock: Lock, folder: Path) -> list[list[str]]:
        """A command that does nothing."""
        del lock, folder
        return [[sys.executable, "-c", "pass"]]

    def install_environ(self, adapter: Adapter) -> dict[str, str]:
        """No variables."""
        del adapter
        return {}

    def renew(self, adapter: Adapter, tasks: Iterable[str]) -> list[Path]:
        """Locks cannot be made here."""
        del tasks
        raise Unavailable(f"the lock of {adapter.tool} cannot be made here")


class ResolvingEnvironments(StandingEnvironments):
    """As `StandingEnvironments`, and everything resolves together."""

    resolves = True
