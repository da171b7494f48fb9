"""The sibling of an environment: everything that its lock holds, to the version, and a notebook's kernel."""

from __future__ import annotations

from evalkit.environments.lock import Lock
from evalkit.model import Adapter

KERNEL = "ipykernel"


def sibling(adapter: Adapter, lock: Lock) -> Adapter:
    """Return what asks for the distributions of `lock` and a kernel; its lock changes when `lock` does.

    The companions are in the lock already. It has another name, so that nobody takes it for the tool's environment.
    """
    pins = (f"{name}=={version}" for name, version in sorted(lock.distributions.items()))
    changes = {"tool": f"{adapter.tool}-notebook", "requires": (*pins, KERNEL), "companions": {}}
    return adapter.model_copy(update=changes)
