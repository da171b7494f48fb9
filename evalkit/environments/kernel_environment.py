"""The sibling of a tool's environment, which also has a notebook's kernel, and takes all else from the tool's.

A copy of everything would take as much disk again, and minutes. So the sibling holds the kernel's own distributions only,
and a `.pth` file that adds what stands in the tool's (docs.python.org/3/library/site.html). The kernel's distributions
are resolved together with the tool's lock, so the two never hold one distribution in two versions.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from evalkit.environments.lock_file import Lock, render_lock
from evalkit.model import Adapter

KERNEL = "ipykernel"
"""The package that runs a notebook's cells."""
_PTH = "evalkit-sibling.pth"


def sibling(adapter: Adapter, lock: Lock) -> Adapter:
    """Return an adapter that asks for the distributions of `lock` and a notebook's kernel; its lock depends on `lock`.

    `lock` already includes the companions. The adapter has another name, so that nobody mistakes it for the tool's.
    """
    pins = (f"{name}=={version}" for name, version in sorted(lock.distributions.items()))
    changes = {"tool": f"{adapter.tool}-notebook", "requires": (*pins, KERNEL), "companions": {}}
    return adapter.model_copy(update=changes)


@contextmanager
def kernels_own(lock: Lock, own: Lock) -> Iterator[Lock]:
    """Yield a lock, in a file of its own, of what the sibling's `lock` names beyond the tool's `own`."""
    names = lock.distributions.keys() - own.distributions.keys()
    with tempfile.TemporaryDirectory(prefix="evalkit-") as folder:
        part = replace(
            lock,
            file=Path(folder) / "kernel.txt",
            distributions={name: lock.distributions[name] for name in names},
            hashes={name: lock.hashes[name] for name in names},
        )
        part.file.write_text(render_lock(part), encoding="utf-8")
        yield part


def stand_on(folder: Path, own: Path) -> None:
    """Let the environment in `folder` have all that the one in `own` has: its modules, and its programs."""
    [site], [owns] = ([*each.glob("lib/python*/site-packages")] for each in (folder, own))
    (site / _PTH).write_text(f"import site; site.addsitedir({str(owns)!r})\n", encoding="utf-8")
    for program in (own / "bin").iterdir():
        if not (beside := folder / "bin" / program.name).exists():
            beside.symlink_to(program)
