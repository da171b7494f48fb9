"""Runs a task's own code, `make` and `check`, each in a bounded process of evalkit's interpreter."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import site
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evalkit.bench.client import Launcher, LauncherDied
from evalkit.bench.environ import bare_environ
from evalkit.bench.failure import exception_in, shortened
from evalkit.bench.launcher import LINUX
from evalkit.bench.limits import Ending, Finished, Limits
from evalkit.bench.sandbox import State, digest, files_of, state
from evalkit.bench.scrubbing import scrub
from evalkit.environments import for_own_python
from evalkit.model import Truth, Verdict

MAKE_LIMITS = Limits(timeout_seconds=300, memory_mb=2000, log_bytes=64_000_000)
"""For making inputs; the answer holds the truth, so that the truth may be as large as a log."""
CHECK_LIMITS = Limits(timeout_seconds=60, memory_mb=2000)

_SCRIPT = Path(__file__).with_name("bounded.py")
_LOADED = Path(__file__).with_name("loaded_checker.py")


class TaskBroken(Exception):
    """A task's own code did not do its part; `reason` says what happened, with nobody's paths in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Exception):
    """The outputs are not fit to be shown to a checker: the implementation's doing."""


@dataclass(frozen=True, slots=True)
class Made:
    """The inputs of a task at a scale: where they are, what was planted, and the SHA-256 over names and bytes.

    `state` is that of the folder when the digest was taken: as long as it is the same, so are the bytes.
    """

    folder: Path
    truth: Truth
    digest: str
    state: State = ()

    @classmethod
    def of(cls, folder: Path, truth: Truth) -> Self:
        """Return what stands in `folder` now."""
        before = state(folder)
        return cls(folder, truth, digest(folder), before)

    def is_unchanged(self) -> bool:
        """Whether the files still hold the bytes that they were made with; they are read only if in doubt."""
        return state(self.folder) == self.state or digest(self.folder) == self.digest


class TaskCode:
    """Calls the code of tasks in the workspace at `root`, in processes that `launcher` runs with `python`.

    `scratch` is a folder that they may leave things in. The workspace and evalkit are importable there, as in
    `from tasks.outputs import read_records` and `from evalkit.model.verdict import Verdict`. Where it can, it keeps one
    process for each task that has loaded the checker (`loaded_checker.py`); `close` ends these. Close it: a context
    manager.
    """

    def __init__(
        self,
        root: Path,
        launcher: Launcher,
        python: str,
        scratch: Path,
        *,
        keep_loaded: bool = LINUX,
        check_limits: Limits | None = None,
    ) -> None:
        self._root, self._launcher, self._python, self._scratch = root.resolve(), launcher, python, scratch
        self._keep_loaded, self._check_limits = keep_loaded, check_limits
        self._checkers: dict[Path, Launcher] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that have loaded checkers; the next verdict would start another."""
        while self._checkers:
            self._checkers.popitem()[1].close()

    def make(self, task_folder: Path, scale: int, seed: int, folder: Path) -> Made:
        """Make inputs of `scale` rows in `folder`, which is there and empty.

        Raises:
            TaskBroken: `make` raised, hung, took too much, or returned something that JSON cannot hold.
        """
        what = f"the inputs of {task_folder.name} at {scale:,} rows could not be made"
        call: list[str | Path] = ["make", task_folder.resolve(), str(scale), str(seed), folder]
        answer = self._answer(self._fresh(call, MAKE_LIMITS, b"", what), MAKE_LIMITS, what)
        truth: Truth = answer["truth"]
        if not any(folder.iterdir()):
            raise TaskBroken(f"{what}: make() wrote no file")
        return Made.of(folder, truth)

    def alter(self, task_folder: Path, module: str, function: str, made: Made, folder: Path, **arguments: Any) -> Made:
        """Copy the inputs `made` into `folder`, and have a function of the task's `module` change them.

        The function is called with `folder`, `truth` and the further `arguments`, by name.

        Raises:
            TaskBroken: it is not there, raised, hung or took too much.
        """
        for file in files_of(made.folder):
            target = folder / file.relative_to(made.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        question = {"arguments": {"folder": str(folder), "truth": made.truth, **arguments}}
        what = f"{module}.{function} of {task_folder.name} broke"
        call: list[str | Path] = ["alter", task_folder.resolve(), module, function]
        answer = self._answer(self._fresh(call, MAKE_LIMITS, json.dumps(question).encode(), what), MAKE_LIMITS, what)
        return Made.of(folder, answer["truth"])

    def check(self, task_folder: Path, outputs: Path, level: str, truth: Truth, fault: str | None = None) -> Verdict:
        """Judge the outputs of one implementation; `fault` names the fault that its inputs had, if any.

        Raises:
            Refused: the outputs are links, devices or too much.
            TaskBroken: `check` raised, hung, took too much, or returned no Verdict.
        """
        what = f"the checker of {task_folder.name} broke"
        question = json.dumps({"level": level, "truth": truth, "fault": fault}).encode()
        task_folder, limits = task_folder.resolve(), self._check_limits or CHECK_LIMITS
        finished = self._loaded(task_folder, outputs, limits, question)
        if finished is None:
            finished = self._fresh(["check", task_folder, outputs], limits, question, what)
        answer = self._answer(finished, limits, what)
        if "refused" in answer:
            raise Refused(answer["refused"])
        verdict = answer["verdict"]
        return Verdict(verdict["passed"], verdict["score"], tuple(self._scrubbed(text) for text in verdict["reasons"]))

    def _loaded(self, task_folder: Path, outputs: Path, limits: Limits, question: bytes) -> Finished | None:
        """Have a process judge that has loaded the checker already; None where there is none, or it died of this."""
        if not self._keep_loaded:
            return None
        checker = self._checkers.get(task_folder)
        if checker is None:
            command = (self._python, "-P", _LOADED, task_folder)
            called = f"the process that has loaded the checker of {task_folder.name}"
            checker = self._checkers[task_folder] = Launcher(command, self._environ(), called)
        with contextlib.suppress(LauncherDied, OSError):
            return checker.run([outputs], cwd=self._scratch, environ={}, limits=limits, stdin=question)
        return None

    def _fresh(self, arguments: list[str | Path], limits: Limits, question: bytes, what: str) -> Finished:
        """Run one call of a task's code in a process of its own."""
        command = [self._python, "-P", _SCRIPT, *arguments]
        environ = self._environ()
        try:
            return self._launcher.run(command, cwd=self._scratch, environ=environ, limits=limits, stdin=question)
        except LauncherDied as error:
            raise TaskBroken(f"{what}: {error}") from None

    def _answer(self, finished: Finished, limits: Limits, what: str) -> dict[str, Any]:
        """What a call of a task's code has answered."""
        try:
            answer = json.loads(finished.output) if finished.is_good else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TaskBroken(f"{what}: {self._scrubbed(_silence(finished, limits))}")
        if "error" in answer:
            raise TaskBroken(f"{what}: {self._scrubbed(shortened(answer['error']))}")
        return answer

    def _environ(self) -> dict[str, str]:
        ours = Path(__file__).parents[2]  # where the evalkit that asks was found, installed or not
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
    """Why there was no answer."""
    if finished.ending is Ending.TIMEOUT:
        return f"it did not end within {limits.timeout_seconds:g} s"
    if finished.ending is Ending.OUT_OF_MEMORY:
        return f"it took more than {limits.memory_mb:g} MB of memory"
    if finished.ending is Ending.NOT_STARTED:
        return f"it could not be started: {finished.reason}"
    if finished.truncated:
        return f"its answer is longer than {limits.log_bytes // 1_000_000} MB"
    said = exception_in(finished.errors.decode(errors="replace"))
    return said or f"it ended with exit code {finished.exit_code} and without an answer"
