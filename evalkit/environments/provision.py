"""Make environments from adapters: locked, isolated, made once, and never used half made."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from evalkit.environments.coinstall import Shared, pinned, share
from evalkit.environments.environment import Environment, Unavailable
from evalkit.environments.installed_files import NotAsLocked, must_be_as_locked, separate, state_of
from evalkit.environments.interpreters import find_interpreter, version_of
from evalkit.environments.kernel_environment import KERNEL, kernels_own, sibling, stand_on
from evalkit.environments.lock_file import Lock
from evalkit.environments.locks import Locks, Progress
from evalkit.environments.package_index import Published, published
from evalkit.environments.python_releases import from_wheels, released_pythons
from evalkit.environments.requirements import must_be_pinned
from evalkit.environments.uv_command import UvFailed, no_room, run_uv, uv_cache, uv_environ_all_indexes, uv_program
from evalkit.model import Adapter
from evalkit.store.cache_folder import NoCache, cache_folder
from evalkit.store.files import exclusive, write_whole
from evalkit.store.kept_answers import KeptAnswers

_COMPLETE = "complete"


def _silent(_: str) -> None:
    pass


def lacking(adapter: Adapter) -> str:
    """Return which program an adapter needs that this system's own folders do not have, and how to get it; '' for none."""
    for program, remedy in adapter.programs.items():
        if shutil.which(program, path=os.confstr("CS_PATH") or os.defpath) is None:
            return f"{adapter.name} needs the program {program}, which is not here: {remedy}"
    return ""


class Environments:
    """The environments in evalkit's cache: one folder for each adapter and each different set of companions.

    `cache` is the folder that `evalkit.store.cache_folder` finds, unless it is given. `locks` holds the committed
    locks, `adapters/locks` of the workspace. `kept` keeps what was found out about what is in an environment. Raises
    Unavailable if there is no folder to keep environments in.
    """

    def __init__(self, cache: Path | None = None, locks: Path = Path("adapters/locks")) -> None:
        try:
            self._cache = (cache or cache_folder()).absolute()
        except NoCache as error:
            raise Unavailable(str(error)) from None
        self._locks = Locks(locks, self._cache / "locks")
        self.kept = KeptAnswers(self._cache / "answers")

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
            Unavailable: there is no lock and none can be made, or the tool is not pinned.
        """
        must_be_pinned(adapter)
        if lacking(adapter) or self.is_ready(adapter, task):
            return 0.0
        return self.lock(adapter, task).download_mb

    def provision(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Environment:
        """Return the environment of `adapter` with its companions for `task`, and make it if needed.

        An environment whose making was interrupted, or that is no longer what was installed, is made again. If another
        process is making the same one, this waits for it. Its files are its own: it shares none with uv's cache or
        another environment. Bytecode is compiled. If uv's cache holds everything, the network is not used.

        Raises:
            Unavailable: the tool is not pinned, or a program that it needs, the interpreter, the lock or a distribution is
                not available.
        """
        progress = progress or _silent
        must_be_pinned(adapter)
        if why := lacking(adapter):
            raise Unavailable(why)
        return self._provision(adapter, task, self.lock(adapter, task, progress), progress)

    def provision_sibling(
        self, adapter: Adapter, task: str | None = None, progress: Progress | None = None
    ) -> Environment:
        """Return an environment that has all of `provision`'s and a notebook's kernel, and make both if needed.

        It holds the kernel's own distributions, and takes the others from the tool's environment. Their versions are
        those of the day on which it was first made here.

        Raises:
            Unavailable: the interpreter, the lock or a distribution is not available, or the kernel conflicts with the
                lock.
        """
        progress = progress or _silent
        own = self.provision(adapter, task, progress)
        beside = sibling(adapter, own.lock)
        try:
            return self._provision(beside, None, self._locks.on_the_spot(beside), progress, own)
        except Unavailable as unavailable:
            what, _, _ = unavailable.reason.partition("; check ")  # the advice is about files that nobody wrote
            raise Unavailable(f"{KERNEL} could not be installed beside {adapter.tool}: {what}") from None

    def _provision(
        self, adapter: Adapter, task: str | None, lock: Lock, progress: Progress, own: Environment | None = None
    ) -> Environment:
        """Return the environment of a lock, and make it if needed; a sibling stands on the tool's `own`."""
        folder = self._folder(lock)
        seconds: float | None = None
        version = _version_if_sound(folder)
        if version is None:
            waiting = f"waiting until another process has installed {adapter.tool}"
            try:
                with exclusive(folder.parent / f"{folder.name}.lock", lambda: progress(waiting)):
                    version = _version_if_sound(folder) or _adopted(lock, folder)
                    if version is None:
                        if "state" in _marker(folder):
                            progress(f"{adapter.tool} is no longer what was installed: installing it again")
                        progress(_installing(adapter, lock, own))
                        version, seconds = _make(adapter, lock, folder, own)
            except OSError as error:
                raise Unavailable(f"{adapter.tool} could not be installed: {no_room(error)}") from None
        return Environment(adapter.tool, task, _python(folder), folder, lock, version, seconds)

    def together(
        self, hosts: Sequence[Adapter], guest: Adapter, *, free: bool = False, python: str | None = None
    ) -> Shared:
        """Resolve some pinned tools and one more, which may be free, into one environment.

        The Python version is the first host's, unless one is given. Nothing is installed. Answers are kept in the cache
        for the month, except unknown ones.

        Raises:
            Unavailable: there is no interpreter, or a requirement cannot be read or is not pinned.
        """
        for pinned_one in (*hosts, *(() if free else (guest,))):
            must_be_pinned(pinned_one)
        return share(hosts, guest, self._cache / "together", free=free, python=python)

    def on_python(self, adapters: Sequence[Adapter], python: str) -> Shared:
        """Resolve pinned tools for the minor version `python`, such as '3.12'; answers are kept as for `together`.

        Raises:
            Unavailable: there is no interpreter, or a requirement cannot be read or is not pinned.
        """
        for adapter in adapters:
            must_be_pinned(adapter)
        return pinned(adapters, python, self._cache / "together")

    def from_wheels(self, adapter: Adapter, lock: Lock, python: str) -> Shared:
        """Resolve a pinned tool for the minor version `python`, without building what its `lock` takes as a wheel.

        Answers are kept as for `together`.

        Raises:
            Unavailable: there is no interpreter, or uv cannot say what the lock takes as a wheel.
        """
        return from_wheels(adapter, lock, python, self._cache / "together")

    def released_pythons(self) -> tuple[str, ...]:
        """Return the released minor versions of CPython that uv knows, the newest first.

        Raises:
            Unavailable: uv does not tell.
        """
        return released_pythons()

    def published(self, adapter: Adapter, lock: Lock) -> dict[str, Published]:
        """Ask the package indexes for the releases of all distributions in `lock`, by name; answers are not kept.

        Raises:
            Unavailable: uv cannot say which index the distributions come from.
        """
        return published(adapter, lock)

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
        return uv_environ_all_indexes(adapter.index)

    def _folder(self, lock: Lock) -> Path:
        return self._cache / "environments" / f"{lock.tool}-{lock.digest[:12]}"


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _version_if_complete(folder: Path) -> str | None:
    """Return the full Python version of an environment that is complete and whose interpreter still exists."""
    version = _marker(folder).get("python_version")
    return version if version and os.path.exists(_python(folder)) else None


def _version_if_sound(folder: Path) -> str | None:
    """As `_version_if_complete`, if nobody has changed what was installed, and the interpreter is the one it was."""
    version = _version_if_complete(folder)
    if version is None or state_of(folder) != _marker(folder).get("state"):
        return None
    return version if _is_of(folder, version) else None


def _is_of(folder: Path, version: str) -> bool:
    """Whether the environment's interpreter starts, and is of that version, '3.14.0' being one of '3.14.0rc1'."""
    said = version_of(_python(folder))
    return bool(said) and version.startswith(said)


def _marker(folder: Path) -> dict[str, str]:
    try:
        said = json.loads((folder / _COMPLETE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(said, dict) and all(isinstance(value, str) for value in said.values())
    return said if whole else {}


def _adopted(lock: Lock, folder: Path) -> str | None:
    """The version of an environment that an older evalkit made, which shares files with uv's cache: it gets its own."""
    marker = _marker(folder)
    if marker.keys() != {"python_version", "lock"} or not _is_of(folder, marker["python_version"]):
        return None
    try:
        separate(folder)
        must_be_as_locked(folder, lock.distributions)
    except NotAsLocked:
        return None
    _mark(lock, folder, marker["python_version"])
    return marker["python_version"]


def _mark(lock: Lock, folder: Path, version: str) -> None:
    said = {"python_version": version, "lock": lock.digest, "state": state_of(folder)}
    write_whole(folder / _COMPLETE, json.dumps(said) + "\n")


def _installing(adapter: Adapter, lock: Lock, own: Environment | None) -> str:
    if own:
        return f"installing a notebook's kernel beside {own.tool}"
    return f"installing {adapter.tool}: {len(lock.distributions)} distributions, at most {lock.download_mb:.0f} MB to download"


def _make(adapter: Adapter, lock: Lock, folder: Path, own: Environment | None) -> tuple[str, float]:
    """Make the environment in its final place, because its scripts hold its path; write the marker last."""
    started = time.monotonic()
    if own:
        with kernels_own(lock, own.lock) as part:
            version = _installed(adapter, part, folder)
        stand_on(folder, own.folder)
    else:
        version = _installed(adapter, lock, folder)
    _mark(lock, folder, version)
    return version, time.monotonic() - started


def _installed(adapter: Adapter, lock: Lock, folder: Path) -> str:
    """Install a lock into a new environment, and return the full version of its Python; raises `Unavailable`."""
    environ = uv_environ_all_indexes(adapter.index)
    try:
        return _install(lock, folder, environ)
    except UvFailed as failed:
        advice = failed.advice(f"check the network, or make its lock again with `evalkit lock {adapter.tool}`")
        raise Unavailable(f"{adapter.tool} could not be installed: {failed.sentence}; {advice}") from None
    except NotAsLocked as wrong:  # a tool that was installed as a link into uv's cache may have written into that
        return _install_without_cache(adapter, lock, folder, environ, wrong)


def _install_without_cache(
    adapter: Adapter, lock: Lock, folder: Path, environ: dict[str, str], wrong: NotAsLocked
) -> str:
    """Install what uv's cache has spoilt from where it came from; what is `wrong` there too was packed that way."""
    try:
        return _install(lock, folder, environ, "--no-cache", as_packed=not wrong.only_bytes)
    except NotAsLocked as still:
        raise Unavailable(f"{adapter.tool} could not be installed as it was locked: {still}") from None
    except UvFailed as failed:
        raise Unavailable(
            f"{adapter.tool} could not be installed: in what uv's cache holds of it, {wrong}, and uv could not download it "
            f"again ({failed.sentence}); run `uv cache clean` and check the network"
        ) from None


def _install(lock: Lock, folder: Path, environ: dict[str, str], *options: str, as_packed: bool = True) -> str:
    """Install a lock into a new environment, compare what is there, and return the full version of its Python.

    Raises:
        UvFailed: uv could not.
        NotAsLocked: something else was installed than was locked, its bytes left aside unless `as_packed`.
    """
    if folder.exists():
        shutil.rmtree(folder)
    venv, offline = _steps(lock, folder, offline=True)
    online = _steps(lock, folder, offline=False)[-1]
    # Copies: a tool that writes into its own package would else write into uv's cache, and so into other environments.
    options = ("--compile-bytecode", "--link-mode", "copy", *options)
    try:
        run_uv(venv, folder=Path("/"), environ=environ)
        try:
            run_uv([*offline, *options], folder=Path("/"), environ=environ)
        except UvFailed:
            run_uv([*online, *options], folder=Path("/"), environ=environ)
        try:
            must_be_as_locked(folder, lock.distributions)
        except NotAsLocked as wrong:
            if as_packed or not wrong.only_bytes:
                raise
        separate(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _version_of(folder)


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
