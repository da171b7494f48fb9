"""The kinds of workers, by the names that `evalkit run --on` accepts.

A new kind is a new file here and a line below.
"""

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
"""The module and the class of each kind; a module is loaded when its kind is asked for."""


@dataclass(frozen=True, slots=True)
class Hiring:
    """What somebody asked for: the kind of workers, their number, and the address of a scheduler if the kind uses one.

    A class of workers is called with the snapshot of the workspace and this object.
    """

    kind: str = "local"
    count: int | None = None
    scheduler: str | None = None
    environments: Callable[..., Provisioner] = Environments

    def hire(self, snapshot: Snapshot) -> Workers:
        """Return the workers, to be entered as a context; raises KeyError if the kind is not in `KINDS`."""
        module, name = KINDS[self.kind]
        workers: Workers = getattr(import_module(module), name)(snapshot, self)
        return workers
