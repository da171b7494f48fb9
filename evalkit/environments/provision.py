"""Make environments from adapters: locked, isolated, made once, and never used half made."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import platformdirs

from evalkit.environments.coinstall import Shared, pinned, share
from evalkit.environments.environment import Environment, Unavailable
from evalkit.environments.interpreters import find_interpreter
from evalkit.environments.lock_file import Lock
from evalkit.environments.locks import Locks, Progress
from evalkit.environments.uv_command import UvFailed, run_uv, uv_cache, uv_environ, uv_program
from evalkit.model import Adapter
from evalkit.store.files import exclusive

_COMPLETE = "complete"
KERNEL = "ipykernel"
"""The package that runs a notebook's cells; it is installed in a separate environment beside the tool's distributions."""


def _silent(_: str) -> None:
    pass


class Environments:
    """The environments in evalkit's cache: one folder for each adapter and each different set of companions.

    `cache` is the user's cache folder, unless it is given here or in the variable EVALKIT_CACHE. `locks` holds the
    committed locks, `adapters/locks` of the workspace.
    """

    def __init__(self, cache: Path | None = None, locks: Path = Path("adapters/locks")) -> None:
        chosen = cache or os.environ.get("EVALKIT_CACHE") or platformdirs.user_cache_dir("evalkit")
        self._cache = Path(chosen).expanduser().absolute()
        self._locks = Locks(locks, self._cache / "locks")

    def lock(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Lock:
        """Return the lock of `adapter`, with its companions for `task`.

        It is the committed lock for this platform if the adapter has not changed since; otherwise one that is made and
        kept in the cache. `progress` is told which one, and why.

        Raises:
            Unavailable: the lock does not exist and cannot be made.
        """
        return self._locks.lock(adapter, task, progress or _silent)

    def renew(self, adapter: Adapter, tasks: Iterable[str]) -> list[Path]:
        """Renew and write the committed locks of `adapter`, alone and with its companions for `tasks`.

        Raises:
            Unavailable: one of them cannot be made.
        """
        return self._locks.renew(adapter, tasks)

    def at_hand(self, adapter: Adapter, task: str | None = None) -> Lock | None:
        """Return the lock that exists, or None if it would have to be made; uses neither network nor uv.

        Raises:
            Unavailable: the adapter's requirements cannot be read.
        """
        return self._locks.at_hand(adapter, task)

    def is_ready(self, adapter: Adapter, task: str | None = None) -> bool:
        """Return whether `provision` would have nothing to do; uses neither network nor uv.

        Raises:
            Unavailable: the adapter's requirements cannot be read.
        """
        lock = self._locks.at_hand(adapter, task)
        return lock is not None and _version_if_complete(self._folder(lock)) is not None

    def download_mb(self, adapter: Adapter, task: str | None = None) -> float:
        """Return how many MB provisioning may download at most: 0 if it is ready, less if uv's cache helps.

        Raises:
            Unavailable: there is no lock and none can be made.
        """
        return 0.0 if self.is_ready(adapter, task) else self.lock(adapter, task).download_mb

    def provision(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Environment:
        """Return the environment of `adapter` with its companions for `task`, and make it if needed.

        An environment whose making was interrupted is made again. If another evalkit is making the same one, this waits
        for it. Bytecode is compiled. If uv's cache holds everything, the network is not used.

        Raises:
            Unavailable: the interpreter, the lock or a distribution is not available.
        """
        progress = progress or _silent
        return self._provision(adapter, task, self.lock(adapter, task, progress), progress)

    def provision_sibling(
        self, adapter: Adapter, task: str | None = None, progress: Progress | None = None
    ) -> Environment:
        """Return a second copy of `provision`'s environment that also has a notebook's kernel, and make it if needed.

        Every distribution has the version of the lock. The versions of the kernel's own packages are those of the day on
        which it was first made here.

        Raises:
            Unavailable: the interpreter, the lock or a distribution is not available, or the kernel conflicts with the lock.
        """
        progress = progress or _silent
        beside = sibling(adapter, self.lock(adapter, task, progress))
        try:
            return self._provision(beside, None, self._locks.on_the_spot(beside), progress)
        except Unavailable as unavailable:
            what, _, _ = unavailable.reason.partition("; check ")  # the advice is about files that nobody wrote
            raise Unavailable(f"{KERNEL} could not be installed beside {adapter.tool}: {what}") from None

    def _provision(self, adapter: Adapter, task: str | None, lock: Lock, progress: Progress) -> Environment:
        folder = self._folder(lock)
        seconds: float | None = None
        version = _version_if_complete(folder)
        if version is None:
            waiting = f"waiting for another evalkit, which is installing {adapter.tool}"
            try:
                with exclusive(folder.parent / f"{folder.name}.lock", lambda: progress(waiting)):
                    version = _version_if_complete(folder)
                    if version is None:
                        count, mb = len(lock.distributions), lock.download_mb
                        progress(f"installing {adapter.tool}: {count} distributions, at most {mb:.0f} MB to download")
                        version, seconds = _make(adapter, lock, folder)
            except OSError as error:
                raise Unavailable(
                    f"{adapter.tool} could not be installed into evalkit's cache ({error.strerror or error}): "
                    "make room there, or name another folder in the variable EVALKIT_CACHE"
                ) from None
        return Environment(adapter.tool, task, _python(folder), folder, lock, version, seconds)

    def together(
        self, hosts: Sequence[Adapter], guest: Adapter, *, free: bool = False, python: str | None = None
    ) -> Shared:
        """Resolve some pinned tools and one more, which may be free, into one environment.

        The Python version is the first host's, unless one is given. Nothing is installed. Answers are kept in the cache
        for the month, except unknown ones.

        Raises:
            Unavailable: there is no interpreter, or a requirement cannot be read.
        """
        return share(hosts, guest, self._cache / "together", free=free, python=python)

    def on_python(self, adapters: Sequence[Adapter], python: str) -> Shared:
        """Resolve pinned tools for the minor version `python`, such as '3.12'; answers are kept as for `together`.

        Raises:
            Unavailable: there is no interpreter, or a requirement cannot be read.
        """
        return pinned(adapters, python, self._cache / "together")

    def install_command(self, lock: Lock, folder: Path) -> list[list[str]]:
        """Return the commands that install `lock` into a new environment `folder`, offline and without compiling.

        They are argument lists, to be run one after the other with `install_environ`, for timing an installation from
        uv's warm cache.

        Raises:
            Unavailable: there is no interpreter for it.
        """
        return [
            [uv_program(), *arguments, "--cache-dir", uv_cache()] for arguments in _steps(lock, folder, offline=True)
        ]

    def install_environ(self, adapter: Adapter) -> dict[str, str]:
        """Return the variables for `install_command`, including the package index of the user or the adapter.

        They may contain addresses and passwords, so they must not be logged.
        """
        return uv_environ(adapter.index)

    def _folder(self, lock: Lock) -> Path:
        return self._cache / "environments" / f"{lock.tool}-{lock.digest[:12]}"


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _version_if_complete(folder: Path) -> str | None:
    """Return the full Python version of an environment that is complete and whose interpreter still exists."""
    try:
        version = json.loads((folder / _COMPLETE).read_text(encoding="utf-8"))["python_version"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return version if isinstance(version, str) and _python(folder).exists() else None


def _make(adapter: Adapter, lock: Lock, folder: Path) -> tuple[str, float]:
    """Make the environment in its final place, because its scripts hold its path; write the marker last."""
    started = time.perf_counter()
    if folder.exists():
        shutil.rmtree(folder)
    environ = uv_environ(adapter.index)
    try:
        venv, offline = _steps(lock, folder, offline=True)
        online = _steps(lock, folder, offline=False)[-1]
        run_uv(venv, folder=Path("/"), environ=environ)
        try:
            run_uv([*offline, "--compile-bytecode"], folder=Path("/"), environ=environ)
        except UvFailed:
            run_uv([*online, "--compile-bytecode"], folder=Path("/"), environ=environ)
    except UvFailed as failed:
        shutil.rmtree(folder, ignore_errors=True)
        raise Unavailable(
            f"{adapter.tool} could not be installed: {failed.sentence}; check the network, or make its lock again with "
            f"`evalkit lock {adapter.tool}`"
        ) from None
    version = _version_of(folder)
    seconds = time.perf_counter() - started
    (folder / _COMPLETE).write_text(
        json.dumps({"python_version": version, "lock": lock.digest}) + "\n", encoding="utf-8"
    )
    return version, seconds


def _steps(lock: Lock, folder: Path, *, offline: bool) -> list[list[str]]:
    # The path, not the version: with a version only, uv looks through all interpreters for 8 to 12 s.
    venv = ["venv", "--quiet", "--no-project", "--python", str(find_interpreter(lock.python)), str(folder)]
    install = ["pip", "install", "--quiet", "--python", str(_python(folder)), "--require-hashes", "--no-deps"]
    install += [*(["--offline"] if offline else []), "--requirements", str(lock.file.absolute())]
    return [venv, install]


def _version_of(folder: Path) -> str:
    for line in (folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "version_info":
            return value.strip()
    raise Unavailable(f"uv made an environment without saying which Python it is for ({folder.name})")


def sibling(adapter: Adapter, lock: Lock) -> Adapter:
    """Return an adapter that asks for the distributions of `lock` and a notebook's kernel; its lock depends on `lock`.

    `lock` already includes the companions. The adapter has another name, so that nobody mistakes it for the tool's.
    """
    pins = (f"{name}=={version}" for name, version in sorted(lock.distributions.items()))
    changes = {"tool": f"{adapter.tool}-notebook", "requires": (*pins, KERNEL), "companions": {}}
    return adapter.model_copy(update=changes)
