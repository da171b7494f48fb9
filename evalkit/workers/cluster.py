"""Workers of a Dask cluster, either one that evalkit starts or the user's own.

Each Dask worker is a seat. It needs nothing but evalkit: evalkit sends it the workspace, and the worker makes
environments from the locks and inputs from the seed. Before it gets work, evalkit asks it for its platform and its
version.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import platform
import queue
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import evalkit
from evalkit.bench.machine import describe_machine
from evalkit.bench.temporary import settle_temporary_folder
from evalkit.environments import Provisioner, platform_tag
from evalkit.plan import Outcome, Work
from evalkit.store.snapshot import Snapshot
from evalkit.workers.worker_kinds import Hiring
from evalkit.workers.workers import Done, Event, Lost, NoCluster, Seat

RESOURCE = "evalkit"
"""A worker may declare one of this Dask resource; other users of the cluster then leave it alone during our work."""
_CONNECT_SECONDS = 20.0
_LOOK_SECONDS = 1.0
"""The time between two looks at which workers exist."""
_UNHEARD_SECONDS = 30.0
"""If a scheduler does not answer for this long, its workers count as lost."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """A Dask worker's description of itself."""

    machine: Mapping[str, str]
    host: str
    platform: str
    python: str
    code: str


class ClusterWorkers:
    """Dask workers: a local cluster of some processes, or the cluster of a scheduler.

    Raises:
        NoCluster: on entering, if Dask is not installed or the scheduler does not answer.
    """

    patience = 60.0

    def __init__(self, snapshot: Snapshot, hiring: Hiring) -> None:
        self._snapshot, self._environments = snapshot, hiring.environments
        self._count, self._scheduler = hiring.count, hiring.scheduler
        self._cluster: Any = None
        self._client: Any = None
        self._folder: Path | None = None
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._seats: dict[str, Seat] = {}
        self._running: dict[str, Any] = {}
        self._looked = float("-inf")
        self._unheard = 0.0
        self._own = own_greeting()

    def __enter__(self) -> Self:
        try:
            import distributed  # noqa: F401, PLC0415
        except ImportError:
            raise NoCluster("Dask is not installed: pip install 'evalkit-mlops[cluster]'") from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # evalkit itself reports lost workers
        try:
            if self._scheduler is None:
                self._start_cluster()
            self._connect()
            self._look()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for future in self._running.values():
            with contextlib.suppress(Exception):
                future.cancel()
        self._running.clear()
        if self._client is not None:
            with contextlib.suppress(Exception):
                self._client.run(leave, workers=list(self._seats), on_error="ignore")
            with contextlib.suppress(Exception):
                self._client.close(timeout=5)
        if self._cluster is not None:
            with contextlib.suppress(Exception):
                self._cluster.close(timeout=30)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def seats(self) -> Sequence[Seat]:
        """Return the Dask workers that exist now; each was asked for its greeting once."""
        if time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._look()
        return list(self._seats.values())

    def submit(self, seat: str, work: Work) -> None:
        """Give work to one Dask worker and no other."""
        resources = {RESOURCE: 1} if self._declares(seat) else None
        future = self._client.submit(
            perform_there,
            work,
            key=f"evalkit-{work.name}-{time.monotonic_ns()}",
            workers=[seat],
            allow_other_workers=False,
            resources=resources,
            pure=False,
            retries=0,
        )
        self._running[seat] = future
        future.add_done_callback(lambda done: self._ended(seat, done))

    def next(self, timeout: float) -> Event | None:
        """Return a worker's answer, or that it is gone."""
        deadline = time.monotonic() + timeout
        while True:
            self.seats()
            left = deadline - time.monotonic()
            try:
                return self._events.get(timeout=max(0.0, min(left, _LOOK_SECONDS)))
            except queue.Empty:
                if time.monotonic() >= deadline:
                    return None

    # -- the cluster ----------------------------------------------------------------------------------------------

    def _start_cluster(self) -> None:
        from distributed import LocalCluster  # noqa: PLC0415

        self._folder = Path(tempfile.mkdtemp(prefix="evalkit-cluster-"))
        self._cluster = LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=self._count,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(self._folder),
            resources={RESOURCE: 1},
            silence_logs=logging.CRITICAL,
        )

    def _connect(self) -> None:
        from distributed import Client  # noqa: PLC0415

        address = self._cluster or self._scheduler
        try:
            self._client = Client(  # type: ignore[no-untyped-call]
                address, timeout=_CONNECT_SECONDS, set_as_default=False
            )
            if self._scheduler is not None:
                self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except (OSError, TimeoutError, ValueError) as error:
            what = f"the scheduler at {self._scheduler} does not answer or has no workers"
            raise NoCluster(
                f"{what} ({type(error).__name__}): check that it is running, with at least one `dask worker`"
            ) from None

    def _look(self) -> None:
        """Look for workers: greet the new ones, and report those that are gone."""
        self._looked = time.monotonic()
        present = self._present()
        if present is None:
            self._unheard = self._unheard or time.monotonic()
            if time.monotonic() - self._unheard < _UNHEARD_SECONDS:
                return  # a busy scheduler answers later, so nothing counts as lost yet
            present = []
        else:
            self._unheard = 0.0
        for seat in [seat for seat in self._seats if seat not in present]:
            del self._seats[seat]
            future = self._running.pop(seat, None)
            if future is not None:
                with contextlib.suppress(Exception):
                    future.cancel()
                self._events.put(Lost(seat, "its Dask worker is gone"))
        for seat in present:
            if seat not in self._seats:
                self._seats[seat] = self._greet(seat)

    def _present(self) -> list[str] | None:
        """Return the addresses of the present workers, or None if the scheduler does not answer."""
        try:
            if self._client.status != "running":
                self._reconnect()
            return sorted(self._client.nthreads())
        except Exception:
            return None

    def _reconnect(self) -> None:
        with contextlib.suppress(Exception):
            self._client.close(timeout=2)
        self._connect()

    def _greet(self, seat: str) -> Seat:
        try:
            said = self._client.run(greet, self._snapshot, self._environments, workers=[seat])[seat]
        except Exception as error:
            return Seat(seat, seat, {}, f"cannot run evalkit: {type(error).__name__}: {str(error)[:200]}")
        fit = Seat(seat, said.host, said.machine)
        if said.platform != self._own.platform:
            return replace(
                fit, unfit=f"is another kind of machine ({said.platform}), and the locks are for {self._own.platform}"
            )
        if said.code != self._own.code:
            return replace(
                fit, unfit="runs another version of evalkit than this command; install the same version there"
            )
        return fit

    def _declares(self, seat: str) -> bool:
        with contextlib.suppress(Exception):
            resources = self._client.scheduler_info(n_workers=-1)["workers"][seat]["resources"]
            return bool(resources.get(RESOURCE))
        return False

    def _ended(self, seat: str, future: Any) -> None:
        """Take in a future that is done, failed or cancelled; Dask calls this in one of its threads."""
        if self._running.get(seat) is not future:
            return  # the work was given up already
        del self._running[seat]
        self._events.put(_event(seat, future))


def _event(seat: str, future: Any) -> Event:
    """Turn a finished future into an event."""
    if future.status == "finished":
        outcome: Outcome = future.result()
        return Done(seat, outcome)
    if future.status == "error":
        error = future.exception()
        return Lost(seat, f"{type(error).__name__}: {str(error)[:300]}")
    return Lost(seat, "it was cancelled")


# -- what runs on a Dask worker -----------------------------------------------------------------------------------


class _Standing:
    """The workbench of this process, and the folder that it writes into."""

    workbench: Any = None
    folder: Path | None = None


def greet(snapshot: Snapshot, environments: Callable[..., Provisioner]) -> Greeting:
    """Make a workbench for this snapshot in this process, and describe this worker."""
    from evalkit.workers.workbench import Workbench  # noqa: PLC0415

    leave()
    settle_temporary_folder()
    _Standing.folder = Path(tempfile.mkdtemp(prefix="evalkit-")).resolve()
    _Standing.workbench = Workbench(_Standing.folder, {snapshot.digest: snapshot}.__getitem__, environments)
    return own_greeting()


def perform_there(work: Work) -> Outcome:
    """Perform work on the workbench of this process."""
    from evalkit.workers.perform import perform  # noqa: PLC0415

    if _Standing.workbench is None:
        return Outcome(work.name, describe_machine(), unfit="was restarted and does not have the workspace yet")
    return perform(work, _Standing.workbench)


def leave() -> None:
    """Stop everything that runs in this process, and remove its files."""
    if _Standing.workbench is not None:
        _Standing.workbench.close()
        _Standing.workbench = None
    if _Standing.folder is not None:
        shutil.rmtree(_Standing.folder, ignore_errors=True)
        _Standing.folder = None


def own_greeting() -> Greeting:
    """Return the description of this process."""
    return Greeting(describe_machine(), _host(), platform_tag(), platform.python_version(), _code())


def _host() -> str:
    """Return a name for this machine since it booted that reveals nothing about it; its processes share the name."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    except OSError:
        boot = platform.node()
    return hashlib.sha256(boot.encode()).hexdigest()[:12]


@cache
def _code() -> str:
    return code_digest(Path(os.path.abspath(evalkit.__file__)).parent)


def code_digest(root: Path) -> str:
    """Return a digest of a package's code and of what its probes know; two versions with one number differ in it."""
    digest = hashlib.sha256()
    for file in sorted((*root.rglob("*.py"), *root.rglob("*.yaml"))):
        if "starter" not in file.relative_to(root).parts:
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
