"""The locks: committed beside the adapters, or made when needed in evalkit's cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from packaging.utils import canonicalize_name

from evalkit.environments.environment import Unavailable
from evalkit.environments.lock_file import DamagedLock, Lock, digest_of_asked, parse_lock, platform_tag, render_lock
from evalkit.environments.requirements import parse_requirements
from evalkit.environments.resolution import resolve
from evalkit.model import Adapter
from evalkit.store.files import write_whole

Progress = Callable[[str], None]


class Locks:
    """The locks of this machine's platform, first from the folder `committed`, then from evalkit's own folder `spot`."""

    def __init__(self, committed: Path, spot: Path) -> None:
        self._committed = committed
        self._spot = spot

    def at_hand(self, adapter: Adapter, task: str | None) -> Lock | None:
        """Return the lock that exists, committed or made before, or None if it would have to be made."""
        for file in (self._committed_file(adapter, task), self._spot_file(adapter, task)):
            lock, _ = self._fitting(adapter, task, file)
            if lock is not None:
                return lock
        return None

    def lock(self, adapter: Adapter, task: str | None, progress: Progress) -> Lock:
        """Return the lock that exists, or make one in the cache, and say why the committed one is not used.

        Raises:
            Unavailable: the lock does not exist and cannot be made.
        """
        committed, why = self._fitting(adapter, task, self._committed_file(adapter, task))
        if committed is not None:
            return committed
        spot, _ = self._fitting(adapter, task, self._spot_file(adapter, task))
        if spot is not None:
            progress(f"{why}; using the lock made here on {spot.locked}")
            return spot
        progress(f"{why}; making one here")
        return _write(resolve(adapter, task, self._spot_file(adapter, task)))

    def on_the_spot(self, adapter: Adapter) -> Lock:
        """Return the lock in evalkit's own folder, or make it there; nothing is committed.

        The adapter's requirements may be another lock's pins, so each is looked for in every index.

        Raises:
            Unavailable: the lock does not exist and cannot be made.
        """
        file = self._spot_file(adapter, None)
        spot, _ = self._fitting(adapter, None, file)
        return spot or _write(resolve(adapter, None, file, newest=False, all_indexes=True))

    def renew(self, adapter: Adapter, tasks: Iterable[str]) -> list[Path]:
        """Resolve again and write every committed lock that `adapter` needs for `tasks`; return the files.

        Locks for companions that the adapter no longer names are removed.

        Raises:
            Unavailable: a lock cannot be made; the ones before it are written.
        """
        variants: dict[Path, str | None] = {}
        for task in (None, *(task for task in tasks if adapter.companions.get(task))):
            file = self._committed_file(adapter, task)
            other = variants.setdefault(file, task)
            if sorted(adapter.requirements(other)) != sorted(adapter.requirements(task)):
                raise Unavailable(
                    f"adapters/{adapter.tool}.yaml: {other} and {task} have the same companions in different versions; "
                    "write the same version for both"
                )
        written = [_write(resolve(adapter, task, file)).file for file, task in variants.items()]
        named = {self._committed_file(adapter, task) for task in adapter.companions}
        for file in self._committed.glob(f"{adapter.tool}+*.{platform_tag()}.txt"):
            if file not in named and _belongs_to(file, adapter.tool):
                file.unlink()
        return written

    def _fitting(self, adapter: Adapter, task: str | None, file: Path) -> tuple[Lock | None, str]:
        """Return the lock in `file` if it matches the adapter now; otherwise None and the reason."""
        advice = f"run `evalkit lock {adapter.tool}`"
        try:
            lock = parse_lock(file.read_text(encoding="utf-8"), file)
        except FileNotFoundError:
            return None, f"{adapter.tool} has no lock for {platform_tag()}"
        except (OSError, UnicodeDecodeError):
            return None, f"adapters/locks/{file.name} cannot be read: {advice}"
        except DamagedLock as damaged:
            return None, f"adapters/locks/{damaged}: {advice}"
        asked = digest_of_asked(adapter.requirements(task), adapter.python, adapter.index)
        if (lock.asked, lock.tool, lock.platform) != (asked, adapter.tool, platform_tag()):
            return None, f"adapters/{adapter.tool}.yaml changed since its lock was made: {advice}"
        return lock, ""

    def _committed_file(self, adapter: Adapter, task: str | None) -> Path:
        return self._committed / f"{_stem(adapter, task)}.{platform_tag()}.txt"

    def _spot_file(self, adapter: Adapter, task: str | None) -> Path:
        asked = digest_of_asked(adapter.requirements(task), adapter.python, adapter.index)
        return self._spot / f"{_stem(adapter, task)}.{platform_tag()}.{asked[:12]}.txt"


def _stem(adapter: Adapter, task: str | None) -> str:
    companions = parse_requirements(adapter, adapter.companions.get(task, ()) if task else ())
    return "+".join([adapter.tool, *sorted({canonicalize_name(each.name) for each in companions})])


def _belongs_to(file: Path, tool: str) -> bool:
    try:
        return parse_lock(file.read_text(encoding="utf-8"), file).tool == tool
    except (OSError, ValueError):
        return False


def _write(lock: Lock) -> Lock:
    """Write a lock, and return it as a later reader will see it."""
    text = render_lock(lock)
    try:
        write_whole(lock.file, text)
    except OSError as error:
        raise Unavailable(f"the lock {lock.file.name} cannot be written: {error.strerror}") from None
    return parse_lock(text, lock.file)
