"""Runs a task's own code, `make` and `check`, each in a bounded process of evalkit's interpreter."""

from __future__ import annotations

import json
import os
import shutil
import site
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.bench.client import Launcher, LauncherDied
from evalkit.bench.environ import bare_environ
from evalkit.bench.failure import exception_in, shortened
from evalkit.bench.limits import Ending, Finished, Limits
from evalkit.bench.sandbox import digest, files_of
from evalkit.bench.scrubbing import scrub
from evalkit.model import Truth, Verdict

MAKE_LIMITS = Limits(timeout_seconds=300, memory_mb=2000, log_bytes=64_000_000)
"""For making inputs; the answer holds the truth, so that the truth may be as large as a log."""
CHECK_LIMITS = Limits(timeout_seconds=60, memory_mb=2000)

_SCRIPT = Path(__file__).with_name("bounded.py")


class TaskBroken(Exception):
    """A task's own code did not do its part; `reason` says what happened, with nobody's paths in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Exception):
    """The outputs are not fit to be shown to a checker: the implementation's doing."""


@dataclass(frozen=True, slots=True)
class Made:
    """The inputs of a task at a scale: where they are, what was planted, and the SHA-256 over names and bytes."""

    folder: Path
    truth: Truth
    digest: str


class TaskCode:
    """Calls the code of tasks in the workspace at `root`, in processes that `launcher` runs with `python`.

    `scratch` is a folder that they may leave things in. The workspace and evalkit are importable there, as in
    `from tasks.outputs import read_records` and `from evalkit.model.verdict import Verdict`.
    """

    def __init__(self, root: Path, launcher: Launcher, python: str, scratch: Path) -> None:
        self._root, self._launcher, self._python, self._scratch = root.resolve(), launcher, python, scratch

    def make(self, task_folder: Path, scale: int, seed: int, folder: Path) -> Made:
        """Make inputs of `scale` rows in `folder`, which is there and empty.

        Raises:
            TaskBroken: `make` raised, hung, took too much, or returned something that JSON cannot hold.
        """
        what = f"the inputs of {task_folder.name} at {scale:,} rows could not be made"
        answer = self._call(["make", task_folder.resolve(), str(scale), str(seed), folder], MAKE_LIMITS, b"", what)
        truth: Truth = answer["truth"]
        if not any(folder.iterdir()):
            raise TaskBroken(f"{what}: make() wrote no file")
        return Made(folder, truth, digest(folder))

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
        answer = self._call(call, MAKE_LIMITS, json.dumps(question).encode(), what)
        return Made(folder, answer["truth"], digest(folder))

    def check(self, task_folder: Path, outputs: Path, level: str, truth: Truth, fault: str | None = None) -> Verdict:
        """Judge the outputs of one implementation; `fault` names the fault that its inputs had, if any.

        Raises:
            Refused: the outputs are links, devices or too much.
            TaskBroken: `check` raised, hung, took too much, or returned no Verdict.
        """
        what = f"the checker of {task_folder.name} broke"
        question = json.dumps({"level": level, "truth": truth, "fault": fault}).encode()
        answer = self._call(["check", task_folder.resolve(), outputs], CHECK_LIMITS, question, what)
        if "refused" in answer:
            raise Refused(answer["refused"])
        verdict = answer["verdict"]
        return Verdict(verdict["passed"], verdict["score"], tuple(self._scrubbed(text) for text in verdict["reasons"]))

    def _call(self, arguments: list[str | Path], limits: Limits, question: bytes, what: str) -> dict[str, Any]:
        try:
            finished = self._launcher.run(
                [self._python, "-P", _SCRIPT, *arguments],
                cwd=self._scratch,
                environ=self._environ(),
                limits=limits,
                stdin=question,
            )
        except LauncherDied as error:
            raise TaskBroken(f"{what}: {error}") from None
        try:
            answer = json.loads(finished.output) if finished.is_good and not finished.truncated else None
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
        shared = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
        return {**environ, **shared, "PYTHONPATH": os.pathsep.join(places)}

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
