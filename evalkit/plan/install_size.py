"""How heavy tools are to install. Light tools come first, so that the first ranking comes early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from evalkit.environments import Lock, Provisioner, Unavailable
from evalkit.plan.loading import Loaded

TIMES_UNPACKED, TIMES_KEPT = 4.2, 1.5
"""How many times as large as its download an environment is (4.1 in all those of rubrics/default.yaml, 5.5 in the smallest),
and what uv keeps of it beside."""
NOTEBOOK_MB = 80.0
"""What a notebook's kernel takes beside an environment: 60 to 97."""

_MANY_DISTRIBUTIONS = 60
_MUCH_MB = 500
"""A tool with so many distributions, or so much to download, is heavy: one of those takes as long as all light ones."""


@dataclass(frozen=True, slots=True)
class InstallSize:
    """How heavy a tool's environments are: whether all exist, their number of distributions, and the MB to download."""

    ready: bool = True
    distributions: int = 0
    download_mb: float = 0.0

    @property
    def is_heavy(self) -> bool:
        """Whether the tool comes after the light ones."""
        return self.distributions >= _MANY_DISTRIBUTIONS or self.download_mb > _MUCH_MB

    def __or__(self, other: InstallSize) -> InstallSize:
        """Return the greater of both in each respect."""
        return InstallSize(
            self.ready and other.ready,
            max(self.distributions, other.distributions),
            max(self.download_mb, other.download_mb),
        )


def mb_to_install(loaded: Loaded, environments: Provisioner, *, notebooks: bool) -> float:
    """Return about how many MB of disk the environments take that a run still has to make, as the committed locks say.

    With `notebooks`, each gets a notebook's kernel beside it.
    """
    cells = _at_hand(loaded, environments)
    downloads = {lock.digest: lock.download_mb for _, lock, ready in cells if lock and not ready}
    beside = NOTEBOOK_MB * len(downloads) if notebooks else 0.0
    return sum(downloads.values()) * (TIMES_UNPACKED + TIMES_KEPT) + beside


def install_sizes_of(loaded: Loaded, environments: Provisioner) -> Mapping[str, InstallSize]:
    """Return the install size of each tool, read from the committed locks; nothing is resolved or downloaded."""
    found: dict[str, InstallSize] = {}
    for tool, lock, ready in _at_hand(loaded, environments):
        one = (
            InstallSize(ready, len(lock.distributions), 0.0 if ready else lock.download_mb)
            if lock
            else InstallSize(ready=False)
        )
        found[tool] = found.get(tool, InstallSize()) | one
    return found


def _at_hand(loaded: Loaded, environments: Provisioner) -> Iterator[tuple[str, Lock | None, bool]]:
    """Yield the tool of each cell, the lock that exists, and whether its environment is there; skip what is unavailable."""
    for task, tool in loaded.selection.cells:
        adapter = loaded.workspace.adapters[tool]
        with suppress(Unavailable):
            yield tool, environments.at_hand(adapter, task), environments.is_ready(adapter, task)
