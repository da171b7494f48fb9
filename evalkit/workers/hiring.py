"""The kinds of workers there are, by the name that `evalkit run --on` knows. To add one: its file here, and a line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from evalkit.environments import Environments, Provisioner
from evalkit.store.snapshot import Snapshot
from evalkit.workers.workers import Workers

KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "local": ("evalkit.workers.local", "LocalWorkers"),
        "dask": ("evalkit.workers.cluster", "ClusterWorkers"),
    }
)
"""Module and class of each kind; a module is loaded when somebody asks for its kind."""


@dataclass(frozen=True, slots=True)
class Hiring:
    """What somebody asked of workers: the kind, how many, and the address of a scheduler where the kind has one.

    A class of workers is called with the snapshot of the workspace and this.
    """

    kind: str = "local"
    count: int | None = None
    scheduler: str | None = None
    environments: Callable[..., Provisioner] = Environments

    def hire(self, snapshot: Snapshot) -> Workers:
        """The workers, to be entered as a context; raises KeyError for a kind that is not among `KINDS`."""
        module, name = KINDS[self.kind]
        workers: Workers = getattr(import_module(module), name)(snapshot, self)
        return workers
