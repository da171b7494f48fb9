"""Run a task's own code, `make` and `check`, each in a bounded process of evalkit's interpreter."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import site
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evalkit.bench import given_code
from evalkit.bench.driving import Driver, Told
from evalkit.bench.environ import bare_environ
from evalkit.bench.failure import exception_in, how_it_ended, shortened
from evalkit.bench.launcher import Launcher, LauncherDied
from evalkit.bench.launcher_process import LINUX
from evalkit.bench.limits import CHECK_LIMITS, DRIVE_LIMITS, MAKE_LIMITS, Limits
from evalkit.bench.per_tool_process import PerToolProcess
from evalkit.bench.process_end import HALTED, Ending, Finished
from evalkit.bench.sandbox import State, digest, files_of, state
from evalkit.bench.scrubbing import scrub
from evalkit.environments import for_own_python
from evalkit.model import Implementation, Truth, Verdict

DRIVE_MORE_SECONDS = 60.0
"""A driver may take this much longer than its service may, so that a service that hangs is ended first."""

_SCRIPT = Path(__file__).with_name("task_process.py")
_LOADED = Path(__file__).with_name("loaded_checker_process.py")
_DRIVER = Path(__file__).with_name("driver_process.py")


class TaskBroken(Exception):
    """A task's own code failed; `reason` says what happened, without anybody's paths."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Exception):
    """The outputs must not reach a checker; this is the implementation's failure."""


@dataclass(frozen=True, slots=True)
class Made:
    """The inputs of a task at a scale: the folder, what was planted, and the SHA-256 over names and bytes.

    `state` is the folder's state at the time of the digest. If the state is the same, so are the bytes.
    """

    folder: Path
    truth: Truth
    digest: str
    state: State = ()

    @classmethod
    def of(cls, folder: Path, truth: Truth) -> Self:
        """Return the present inputs in `folder`."""
        before = state(folder)
        return cls(folder, truth, digest(folder), before)

    def is_unchanged(self) -> bool:
        """Return whether the files still hold their original bytes; they are read only in doubt."""
        return state(self.folder) == self.state or digest(self.folder) == self.digest


class TaskCode:
    """Calls the code of tasks in the workspace at `root`, in processes that `launcher` runs with `python`.

    They may leave files in the folder `scratch`. They can import the workspace and evalkit, as in
    `from tasks.outputs import read_records` and `from evalkit.model.verdict import Verdict`. Where possible, one
    process for each task keeps its checker loaded (`loaded_checker_process.py`). Making and altering inputs may take
    `make_limits`, a verdict `check_limits`. Inputs are made of the reader's own table in the file `own`, if there is
    one. It is a context manager; `close` ends these processes.
    """

    def __init__(
        self,
        root: Path,
        launcher: Launcher,
        python: str,
        scratch: Path,
        *,
        keep_loaded: bool = LINUX,
        make_limits: Limits = MAKE_LIMITS,
        check_limits: Limits = CHECK_LIMITS,
        own: Path | None = None,
    ) -> None:
        self._root, self._launcher, self._python, self._scratch = root.resolve(), launcher, python, scratch
        self._keep_loaded, self._make_limits, self._check_limits = keep_loaded, make_limits, check_limits
        self._own = own
        self._checkers: dict[Path, Launcher] = {}
        self._driving = PerToolProcess("evalkit's own process that runs drivers", self.environ, DRIVE_LIMITS, scratch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that have loaded checkers, and those that run drivers; the next to be needed starts again."""
        self._driving.close()
        while self._checkers:
            self._checkers.popitem()[1].close()

    def turn_to(self, whose: str) -> None:
        """Say whose services come next: the process that drove those of anybody else ends."""
        self._driving.turn_to(whose)

    def make(self, task_folder: Path, scale: int, seed: int, folder: Path) -> Made:
        """Make inputs of `scale` rows in `folder`, which exists and is empty, and put the task's given code beside them.

        Raises:
            TaskBroken: `make` raised, hung, exceeded its limits, returned something that is not JSON data, or wrote a
                file that is named as given code.
        """
        what = f"the inputs of {task_folder.name} at {scale:,} rows could not be made"
        own = [self._own.resolve()] if self._own else []
        call: list[str | Path] = ["make", task_folder.resolve(), str(scale), str(seed), folder, *own]
        answer = self._answer(self._fresh(call, self._make_limits, b"", what), self._make_limits, what)
        truth: Truth = answer["truth"]
        if not any(folder.iterdir()):
            raise TaskBroken(f"{what}: make() wrote no file")
        try:
            given_code.put(task_folder, folder)
        except FileExistsError as error:
            raise TaskBroken(f"{what}: {error}") from None
        return Made.of(folder, truth)

    def alter(self, task_folder: Path, module: str, function: str, made: Made, folder: Path, **arguments: Any) -> Made:
        """Copy the inputs `made` into `folder`, and let a function of the task's `module` change them.

        The function is called with `folder`, `truth` and the further `arguments`, by name.

        Raises:
            TaskBroken: the function is missing, raised, hung or exceeded its limits.
        """
        for file in files_of(made.folder):
            target = folder / file.relative_to(made.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        question = {"arguments": {"folder": str(folder), "truth": made.truth, **arguments}}
        what = f"{module}.{function} of {task_folder.name} broke"
        call: list[str | Path] = ["alter", task_folder.resolve(), module, function]
        limits = self._make_limits
        answer = self._answer(self._fresh(call, limits, json.dumps(question).encode(), what), limits, what)
        return Made.of(folder, answer["truth"])

    def check(
        self,
        task_folder: Path,
        outputs: Path,
        level: str,
        truth: Truth,
        fault: str | None = None,
        shows: Sequence[str] = (),
    ) -> Verdict:
        """Judge the outputs of one implementation, and grade them by the facts `shows` that the level lists.

        `fault` names the fault in its inputs, if there is one.

        Raises:
            Refused: the outputs are links, devices or too large.
            TaskBroken: `check` raised, hung, exceeded its limits, returned no Verdict, or missed a fact that is not
                listed.
        """
        what = f"the checker of {task_folder.name} broke"
        question = json.dumps({"level": level, "truth": truth, "fault": fault}).encode()
        task_folder, limits = task_folder.resolve(), self._check_limits
        finished = self._loaded(task_folder, outputs, limits, question)
        if finished is None:
            finished = self._fresh(["check", task_folder, outputs], limits, question, what)
        answer = self._answer(finished, limits, what)
        if "refused" in answer:
            raise Refused(answer["refused"])
        try:
            return self._verdict(answer["verdict"]).graded(shows)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise TaskBroken(f"{what}: {self._scrubbed(shortened(str(error)))}") from None

    @contextlib.contextmanager
    def driver(
        self,
        task_folder: Path,
        sandbox: Path,
        implementation: Implementation,
        truth: Truth,
        limits: Limits,
        *,
        own_network: bool = False,
    ) -> Iterator[Driver]:
        """Yield a task's driver, which has loaded and waits for a service in a sandbox; `limits` are the service's.

        One process drives the services of a tool; `turn_to` ends it before those of another. `own_network` says that the
        service will have a network of its own.
        """
        question = {
            "folder": str(sandbox),
            "level": implementation.level,
            "truth": truth,
            "driver": implementation.driver,
            "own_network": own_network,
        }
        bounds = replace(DRIVE_LIMITS, timeout_seconds=limits.timeout_seconds + DRIVE_MORE_SECONDS)
        if own_network:
            self._driving.end()
        process = self._driving.at_hand([self._python, "-P", _DRIVER, task_folder.resolve()])
        driver: Driver | None = None
        try:
            with (
                tempfile.TemporaryDirectory(prefix="driver-", dir=self._scratch) as signs,
                Driver(process, bounds, question, Path(signs)) as driver,
            ):
                yield driver
        finally:
            if own_network or driver is None or not driver.has_answered:  # it stays in that network, or hangs
                self._driving.end()

    def told(self, task_folder: Path, driver: Driver) -> Told:
        """Return what a driver told, which ends now if it has not.

        Raises:
            Refused: the service's address is none that anybody may talk to.
            TaskBroken: `drive` raised, hung, exceeded its limits, or returned no Conversation.
            LauncherDied: evalkit's own process that ran it broke.
        """
        what = f"the driver of {task_folder.name} broke"
        finished = driver.end()
        answer = self._answer(finished, driver.limits, what)
        if finished.halted or answer.get("halted"):
            raise TaskBroken(f"the driver of {task_folder.name} measured nothing: {HALTED}")
        if "refused" in answer:
            raise Refused(answer["refused"])
        try:
            return Told.of(answer["conversation"])
        except (KeyError, TypeError, ValueError) as error:
            raise TaskBroken(f"{what}: {self._scrubbed(shortened(str(error)))}") from None

    def _verdict(self, said: Mapping[str, Any]) -> Verdict:
        """Make a verdict of what a checker's process answered, which may be anything."""
        return Verdict(
            bool(said["passed"]),
            float(said["score"]),
            tuple(self._scrubbed(text) for text in said["reasons"]),
            {name: self._scrubbed(why) for name, why in said["missed"].items()},
        )

    def _loaded(self, task_folder: Path, outputs: Path, limits: Limits, question: bytes) -> Finished | None:
        """Get the verdict from a process that has loaded the checker; None if there is none, or if this killed it."""
        if not self._keep_loaded:
            return None
        checker = self._checkers.get(task_folder)
        if checker is None:
            command = (self._python, "-P", _LOADED, task_folder)
            called = f"the process that has loaded the checker of {task_folder.name}"
            checker = self._checkers[task_folder] = Launcher(command, self.environ(), called)
        with contextlib.suppress(LauncherDied, OSError):
            return checker.run([outputs], cwd=self._scratch, environ={}, limits=limits, stdin=question)
        return None

    def _fresh(self, arguments: list[str | Path], limits: Limits, question: bytes, what: str) -> Finished:
        """Call a task's code once, in a separate process."""
        command = [self._python, "-P", _SCRIPT, *arguments]
        environ = self.environ()
        try:
            return self._launcher.run(command, cwd=self._scratch, environ=environ, limits=limits, stdin=question)
        except LauncherDied as error:
            raise TaskBroken(f"{what}: {error}") from None

    def _answer(self, finished: Finished, limits: Limits, what: str) -> dict[str, Any]:
        """Return the answer of a call of a task's code."""
        try:
            answer = json.loads(finished.output) if finished.is_good else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TaskBroken(f"{what}: {self._scrubbed(_silence(finished, limits))}")
        if "error" in answer:
            raise TaskBroken(f"{what}: {self._scrubbed(shortened(answer['error']))}")
        return answer

    def environ(self) -> dict[str, str]:
        """Return the variables of evalkit's own processes that run a task's code: they can import it and evalkit."""
        ours = Path(__file__).parents[2]  # the folder of this evalkit, installed or not
        places = [str(self._root), str(ours)]
        if site.ENABLE_USER_SITE:
            places.append(site.getusersitepackages())
        environ = bare_environ(Path(sys.prefix), self._scratch)
        return {**environ, **for_own_python(), "PYTHONPATH": os.pathsep.join(map(self._importable, places))}

    def _importable(self, place: str) -> str:
        """A path of a folder that PYTHONPATH can hold: one with a colon in it is reached through a link."""
        if os.pathsep not in place:
            return place
        link = self._scratch / f"place-{hashlib.sha256(place.encode(errors='surrogateescape')).hexdigest()[:8]}"
        if not link.is_symlink():
            link.symlink_to(place)
        return str(link)

    def _scrubbed(self, text: str) -> str:
        return scrub(scrub(text, work=self._scratch.parent, env=Path(sys.prefix)), work=self._root)


def _silence(finished: Finished, limits: Limits) -> str:
    """Return why there was no answer."""
    if finished.ending is Ending.TIMEOUT:
        return f"it did not end within {limits.timeout_seconds:g} s"
    if finished.ending is Ending.OUT_OF_MEMORY:
        return f"it took more than {limits.memory_mb:g} MB of memory"
    if finished.ending is Ending.NOT_STARTED:
        return f"it could not be started: {finished.reason}"
    if finished.truncated:
        return f"its answer is longer than {limits.log_bytes // 1_000_000} MB"
    said = exception_in(finished.errors.decode(errors="replace"))
    ended = how_it_ended(finished.exit_code, by_kernel=finished.killed_by_kernel)
    return said or f"its process gave no answer: it {ended}"
