"""The bench: where inputs are made and implementations are run, one sample at a time."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from evalkit.execution.client import Launcher, LauncherDied
from evalkit.execution.failure import how_it_failed, shortened
from evalkit.execution.limits import Ending, Finished, Limits
from evalkit.execution.sample import Sample
from evalkit.execution.sandbox import Sandbox, remove
from evalkit.execution.scrubbing import scrub
from evalkit.execution.task_code import Made, Refused, TaskBroken, TaskCode
from evalkit.model import Adapter, Implementation, Status

NOTHING_WRITTEN = "ended without an error but wrote nothing into outputs/"
CHANGED = "the inputs were changed by an implementation that ran before; they are made again for the next one"


class Bench:
    """Makes inputs once, runs implementations in fresh sandboxes, and has the task's checker judge them.

    A context manager that owns a temporary folder. `workspace_root` is where `tasks/` is, `launcher` runs all
    processes, `python` is evalkit's own interpreter, for the code of tasks.
    """

    def __init__(self, workspace_root: Path, launcher: Launcher, python: str = sys.executable) -> None:
        self._launcher = launcher
        self._folder = Path(tempfile.mkdtemp(prefix="evalkit-")).resolve()
        scratch = self._folder / "scratch"
        scratch.mkdir()
        self._tasks = TaskCode(workspace_root, launcher, python, scratch)
        self._made: dict[tuple[Path, int, int], Made] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove everything that is on disk."""
        self._made.clear()
        remove(self._folder)

    def inputs(self, task_folder: Path, scale: int, seed: int) -> Made:
        """Return the inputs of a task at a scale in rows, made the first time and kept while the bench lasts.

        Raises:
            TaskBroken: the task's `make` did not do its part.
        """
        key = (task_folder.resolve(), scale, seed)
        if key not in self._made:
            folder = Path(tempfile.mkdtemp(prefix="inputs-", dir=self._folder))
            try:
                self._made[key] = self._tasks.make(task_folder, scale, seed, folder)
            except BaseException:
                remove(folder)
                raise
        return self._made[key]

    def sample(
        self,
        implementation: Implementation,
        adapter: Adapter,
        environment_python: Path,
        environment_folder: Path,
        made: Made,
        task_folder: Path,
        limits: Limits,
        watch_memory: bool = False,
    ) -> Sample:
        """Run an implementation once on the inputs `made`, in a sandbox of its own, and judge what it wrote.

        Nothing about the implementation raises; what goes wrong is the sample's status and reason. A task whose checker
        breaks makes a probe-error. A watched run is measured for memory, any other for time.
        """
        try:
            with Sandbox(self._folder) as sandbox:
                if sandbox.receive_inputs(made.folder) != made.digest:
                    self._made = {key: kept for key, kept in self._made.items() if kept.folder != made.folder}
                    return Sample(Status.PROBE_ERROR, CHANGED)
                script = sandbox.receive(implementation, task_folder)
                job = _Job(self._launcher, sandbox, adapter, environment_folder, limits)
                if unprepared := job.prepare():
                    return unprepared
                finished, sample = job.run((str(environment_python), str(script)), watch_memory=watch_memory)
                if sample.status is Status.OK:
                    sample = self._judged(sample, sandbox, implementation, made, task_folder)
                return _measured(sample, finished, watch_memory) if sample.status is Status.OK else sample
        except LauncherDied as error:  # perhaps the implementation's doing, but nobody could say
            return Sample(Status.PROBE_ERROR, str(error))
        except OSError as error:
            return Sample(Status.PROBE_ERROR, f"the sandbox could not be made: {error.strerror or 'unknown reason'}")

    def _judged(
        self, sample: Sample, sandbox: Sandbox, implementation: Implementation, made: Made, task_folder: Path
    ) -> Sample:
        if _is_empty(sandbox.outputs):
            return replace(sample, status=Status.FAILED, reason=NOTHING_WRITTEN)
        try:
            verdict = self._tasks.check(task_folder, sandbox.outputs, implementation.level, made.truth)
        except Refused as refused:
            return replace(sample, status=Status.WRONG, reason=str(refused))
        except TaskBroken as broken:
            return replace(sample, status=Status.PROBE_ERROR, reason=broken.reason)
        if verdict.passed:
            return replace(sample, verdict=verdict)
        reason = shortened("; ".join(verdict.reasons)) or "the checker found it wrong and did not say why"
        return replace(sample, status=Status.WRONG, reason=reason, verdict=verdict)


@dataclass(frozen=True, slots=True)
class _Job:
    """Programs that run one after the other in one sandbox."""

    launcher: Launcher
    sandbox: Sandbox
    adapter: Adapter
    environment_folder: Path
    limits: Limits

    def prepare(self) -> Sample | None:
        """Run the adapter's commands; returns how one failed, or None."""
        for command in self.adapter.prepare:
            finished, sample = self.run(command)
            if not finished.is_good:
                reason = f"to prepare, `{shlex.join(command)}`: {sample.reason}"
                return replace(sample, status=Status.FAILED, reason=reason)
        return None

    def run(self, argv: Sequence[str], *, watch_memory: bool = False) -> tuple[Finished, Sample]:
        """Run one program; returns how it ended, and as a sample what is to be said of that before any checker looks."""
        finished = self.launcher.run(
            argv,
            cwd=self.sandbox.folder,
            environ=self.sandbox.environ(self.environment_folder, self.adapter),
            limits=self.limits,
            merge_output=True,
            watch_memory=watch_memory,
        )
        log = self._scrubbed(finished.output.decode(errors="replace"))
        status, reason = _blame(replace(finished, reason=self._scrubbed(finished.reason)), log, self.limits)
        return finished, Sample(status, reason, log=log, left_behind=finished.left_behind)

    def _scrubbed(self, text: str) -> str:
        return scrub(text, work=self.sandbox.folder, env=self.environment_folder)


def _blame(finished: Finished, log: str, limits: Limits) -> tuple[Status, str]:
    """The status that a process's end alone makes, and its reason; ok where the checker has the next word."""
    match finished.ending:
        case Ending.NOT_STARTED:
            return Status.UNAVAILABLE, f"could not be started: {finished.reason}"
        case Ending.TIMEOUT:
            return Status.TIMEOUT, f"did not end within {limits.timeout_seconds:g} s"
        case Ending.OUT_OF_MEMORY:
            return Status.OUT_OF_MEMORY, f"took more than {limits.memory_mb:g} MB of memory"
        case Ending.FINISHED:
            return (Status.OK, "") if finished.exit_code == 0 else (Status.FAILED, how_it_failed(finished, log))


def _measured(sample: Sample, finished: Finished, watched: bool) -> Sample:
    if not watched:
        return replace(sample, wall_seconds=finished.wall_seconds, cpu_seconds=finished.cpu_seconds)
    peak = max(finished.sampled_tree_mb or 0.0, finished.largest_process_mb)
    return replace(sample, peak_memory_mb=peak, memory_kind=finished.memory_kind, curve=finished.curve)


def _is_empty(outputs: Path) -> bool:
    """Whether nothing was written; what cannot be looked into is for the checker's process to refuse."""
    try:
        with os.scandir(outputs) as entries:
            return not any(entries)
    except FileNotFoundError:
        return True
    except OSError:
        return False
