"""The launcher's client, for the rest of evalkit."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from evalkit.bench.failure import how_it_ended
from evalkit.bench.limits import Limits
from evalkit.bench.memory_curve import CurveRecorder
from evalkit.bench.process_end import Ending, Finished
from evalkit.environments import for_own_python

_SCRIPT = Path(__file__).with_name("launcher_process.py")
LATE_SECONDS = 5.0
"""How long after its time limit a run may be answered, before evalkit believes that somebody has stopped the
launcher."""
_LEAVE_SECONDS = 60.0
"""The seconds that the launcher may take to end a tree and itself: usually milliseconds, more for thousands of
processes."""

_STEP_SECONDS = 5.0


class LauncherDied(Exception):
    """The process that starts processes has ended unexpectedly; the next run starts another one."""


class Launcher:
    """Runs processes one at a time, from a small process of its own; `launcher_process.py` says why and what it guarantees.

    It is a context manager; `Launcher.start()` returns one that is running, to be closed with `close()`. Start it
    before heavy imports, so that the first measurement depends on as little as possible. `command` starts the small
    process, `environ` holds all its variables, and `called` is its name in messages. A small process that has not
    answered `late_seconds` after a time limit is woken, in case a process that it ran has stopped it, and later killed.
    """

    def __init__(
        self,
        command: Sequence[str | os.PathLike[str]] = (sys.executable, "-I", "-S", _SCRIPT),
        environ: Mapping[str, str] | None = None,
        called: str = "the launcher, evalkit's own process that starts others,",
        late_seconds: float = LATE_SECONDS,
    ) -> None:
        self._command, self._environ, self._called = command, environ, called
        self._late_seconds = late_seconds
        self._server: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    @classmethod
    def start(cls) -> Self:
        """Return a launcher that is running."""
        return cls().__enter__()

    def __enter__(self) -> Self:
        self._serving()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process id of the small process, or None if it does not run."""
        return self._server.pid if self._server else None

    def close(self) -> None:
        """End the launcher and everything that it still runs; a second call does nothing."""
        server, self._server = self._server, None
        if server is None:
            return
        try:
            with contextlib.suppress(OSError):
                _pipe(server.stdin).close()  # this is what ends it
            try:
                server.wait(_LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        finally:
            for pipe in (server.stdout, server.stderr):
                _pipe(pipe).close()

    def run(
        self,
        argv: Sequence[str | os.PathLike[str]],
        *,
        cwd: str | os.PathLike[str],
        environ: Mapping[str, str],
        limits: Limits,
        stdin: bytes = b"",
        merge_output: bool = False,
        watch_memory: bool = False,
        cut_at: str | os.PathLike[str] | None = None,
        stop_at: str | os.PathLike[str] | None = None,
        started: Callable[[int], None] = lambda _: None,
    ) -> Finished:
        """Run one program to its end; return when nothing of it is left.

        `environ` holds all its variables, including the PATH in which `argv[0]` is looked up. A watched run is sampled
        20 times a second, so its time must not be used. If the file `cut_at` appears, the tree is killed at once, as by
        a power cut. If the file `stop_at` appears, every process of the tree gets SIGTERM, and some seconds later
        SIGKILL. `started` is called with the process id. Ctrl-C first ends the process tree and is then raised.

        Raises:
            LauncherDied: the launcher was killed or broke.
        """
        request = {
            "argv": [os.fspath(argument) for argument in argv],
            "cwd": os.fspath(cwd),
            "environ": dict(environ),
            "timeout_seconds": limits.timeout_seconds,
            "memory_mb": limits.memory_mb,
            "log_bytes": limits.log_bytes,
            "stdin": base64.b64encode(stdin).decode(),
            "merge_output": merge_output,
            "watch_memory": watch_memory,
            "cut_at": None if cut_at is None else os.fspath(cut_at),
            "stop_at": None if stop_at is None else os.fspath(stop_at),
        }
        recorder = CurveRecorder() if watch_memory else None
        with self._turn:
            try:
                finished = self._ask(request, recorder, limits, started)
            except BaseException:
                self.close()  # after any exception, above all a Ctrl-C, nothing may be left
                raise
            finally:
                curve = recorder.stop() if recorder else ()
        return replace(finished, curve=curve)

    def _serving(self) -> subprocess.Popen[bytes]:
        if self._server is None:
            self._server = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # The user's secrets must not be in another process.
                env=for_own_python() if self._environ is None else self._environ,
                cwd="/",
                start_new_session=True,
            )
        return self._server

    def _ask(
        self,
        request: Mapping[str, Any],
        recorder: CurveRecorder | None,
        limits: Limits,
        started: Callable[[int], None],
    ) -> Finished:
        server = self._serving()
        pid: int | None = None
        with contextlib.suppress(OSError, json.JSONDecodeError), _answering(server, limits, self._late_seconds):
            requests = _pipe(server.stdin)
            requests.write(json.dumps(request).encode() + b"\n")
            requests.flush()
            while line := _pipe(server.stdout).readline():
                answer = json.loads(line)
                if "finished" in answer:
                    return _finished(answer["finished"])
                pid = int(answer["started"])
                started(pid)
                if recorder:
                    recorder.start(pid, limits.timeout_seconds)
        raise LauncherDied(f"{self._called} {_obituary(server, pid)}")


@contextlib.contextmanager
def _answering(server: subprocess.Popen[bytes], limits: Limits, late_seconds: float) -> Iterator[None]:
    """Wake a process that answers too late while the body waits for it; if that does not help, kill it."""
    answered = threading.Event()

    def watch() -> None:
        if not _is_set_within(answered, limits.timeout_seconds + late_seconds):
            server.send_signal(signal.SIGCONT)
            if not _is_set_within(answered, _LEAVE_SECONDS):
                server.kill()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        answered.set()
        watching.join()


def _is_set_within(event: threading.Event, seconds: float) -> bool:
    """Wait for an event for seconds in which this process runs: those for which a container is frozen do not count."""
    while seconds > 0:
        step = min(seconds, _STEP_SECONDS)
        if event.wait(step):
            return True
        seconds -= step
    return event.is_set()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    """Return one of the launcher's pipes."""
    if pipe is None:
        raise AssertionError("the launcher is always started with three pipes")
    return pipe


def _finished(fields: dict[str, Any]) -> Finished:
    for name in ("output", "errors"):
        fields[name] = base64.b64decode(fields.get(name, ""))
    shared = tuple(fields.get("shared_memory", ()))
    return Finished(**{**fields, "ending": Ending(fields["ending"]), "shared_memory": shared})


def _obituary(server: subprocess.Popen[bytes], pid: int | None) -> str:
    """End what a dead launcher has left of the run, as far as it can be known, and return what happened."""
    with contextlib.suppress(OSError):
        _pipe(server.stdin).close()
    try:
        code = server.wait(_LEAVE_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        code = server.wait()
    if pid is not None:
        # Its child died with it (PR_SET_PDEATHSIG); this ends the child's group.
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
    last = _pipe(server.stderr).read().decode(errors="replace").strip().splitlines()[-1:]
    return ": ".join([how_it_ended(code), *last])
