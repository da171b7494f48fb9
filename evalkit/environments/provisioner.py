"""What makes environments, as the rest of evalkit sees it: `Environments` does so with uv, tests have others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from evalkit.environments.coinstall import Shared
from evalkit.environments.environment import Environment
from evalkit.environments.lock_file import Lock
from evalkit.environments.package_index import Published
from evalkit.model import Adapter
from evalkit.store.kept_answers import KeptAnswers

Progress = Callable[[str], None]


class Provisioner(Protocol):
    """Makes environments and answers questions about them.

    `Environments` does so with uv, and documents each method.
    """

    @property
    def kept(self) -> KeptAnswers: ...

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

    def from_wheels(self, adapter: Adapter, lock: Lock, python: str) -> Shared: ...

    def released_pythons(self) -> tuple[str, ...]: ...

    def published(self, adapter: Adapter, lock: Lock) -> Mapping[str, Published]: ...

    def install_command(self, lock: Lock, folder: Path) -> list[list[str]]: ...

    def install_environ(self, adapter: Adapter) -> dict[str, str]: ...

    def renew(self, adapter: Adapter, tasks: Iterable[str]) -> list[Path]: ...
