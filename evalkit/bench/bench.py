"""The bench makes inputs and runs implementations, one sample at a time."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evalkit.bench import browser
from evalkit.bench.driving import Told
from evalkit.bench.launcher import Launcher, LauncherDied
from evalkit.bench.limits import Limits
from evalkit.bench.pictures import Look, Pictures
from evalkit.bench.process_end import Finished
from evalkit.bench.sample import Sample
from evalkit.bench.sandbox import Sandbox, digests, remove
from evalkit.bench.setting import Setting, pages_for_checker
from evalkit.bench.task_code import Made, TaskCode
from evalkit.environments import EnvironmentPaths
from evalkit.model import Adapter, Implementation, Status, Truth, Verdict
from evalkit.remedies import FULL, remedy_of

MOST_ALTERED = 64
"""Altered inputs that are kept, each some megabytes; more of them if they are all of one task."""


class Bench:
    """Makes inputs once, runs implementations in fresh sandboxes, and lets the task's checker judge them.

    It is a context manager that owns a temporary folder. `workspace_root` contains `tasks/`. `launcher` runs all
    processes. `python` is evalkit's own interpreter, for the code of tasks. `lack` says what this machine lacks to open
    a browser. `own` is the file of a reader's own table, coded, of which inputs are made.
    """

    def __init__(
        self,
        workspace_root: Path,
        launcher: Launcher,
        python: str = sys.executable,
        lack: Callable[[], str] = browser.lack,
        own: Path | None = None,
        most_altered: int = MOST_ALTERED,
    ) -> None:
        self._launcher, self._most_altered = launcher, most_altered
        self._folder = Path(tempfile.mkdtemp(prefix="evalkit-")).resolve()
        scratch = self._folder / "scratch"
        scratch.mkdir()
        self._tasks = TaskCode(workspace_root, launcher, python, scratch, own=own)
        self._pictures = Pictures(python, self._tasks.environ, scratch, lack)
        self._made: dict[tuple[Path, int, int], Made] = {}
        self._altered: dict[tuple[Path, str, str, str, str], Made] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End evalkit's own processes that this bench started, and remove all files."""
        self._tasks.close()
        self._pictures.close()
        self._made.clear()
        self._altered.clear()
        remove(self._folder)

    def inputs(self, task_folder: Path, scale: int, seed: int) -> Made:
        """Return the inputs of a task at a scale in rows, made at first use and kept while the bench lasts.

        Raises:
            TaskBroken: the task's `make` failed.
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
        environment: EnvironmentPaths,
        made: Made,
        task_folder: Path,
        limits: Limits,
        watch_memory: bool = False,
        digest_outputs: bool = False,
        draw: bool = False,
        keep: Path | None = None,
    ) -> Sample:
        """Run an implementation once on the inputs `made`, in its own sandbox, and judge its outputs.

        A failure of the implementation raises nothing; it is the sample's status and reason. A broken checker gives the
        status probe-error. A watched run is measured for memory, any other for time. With `digest_outputs` the sample
        holds digests of the outputs, to compare with another run's, and with `draw` the pictures of its level. The
        sandbox is copied to `keep`, a folder that does not exist, with what was printed as log.txt.
        """
        try:
            with self.setting(implementation, adapter, environment, task_folder, limits) as at:
                if trouble := at.prepare(made):
                    if keep:
                        at.sandbox.copied(keep, trouble.log)
                    return trouble
                trial = at.run(watch_memory=watch_memory)
                if keep:
                    at.sandbox.copied(keep, trial.sample.log)
                sample = _measured(trial.sample, trial.finished, at.told, watch_memory)
                if digest_outputs and sample.status is Status.OK:
                    sample = replace(sample, outputs=digests(at.sandbox.outputs, at.seen()))
                if draw and sample.status is Status.OK:
                    sample = replace(sample, pictures=at.pictures())
                return sample
        except LauncherDied as error:  # the implementation may have caused it, but nobody can tell
            return Sample(Status.PROBE_ERROR, str(error))
        except OSError as error:
            return Sample(Status.PROBE_ERROR, _no_sandbox(error))

    @contextlib.contextmanager
    def setting(
        self,
        implementation: Implementation,
        adapter: Adapter,
        environment: EnvironmentPaths,
        task_folder: Path,
        limits: Limits,
    ) -> Iterator[Setting]:
        """Yield a sandbox with the implementation, for a probe that runs it several times or with changes.

        Call its `prepare` with the inputs first.

        Raises:
            OSError: the sandbox cannot be made.
        """
        whose = f"{implementation.task}/{implementation.tool}"
        self._tasks.turn_to(whose)
        self._pictures.turn_to(whose)
        with Sandbox(self._folder) as sandbox:
            scripts = sandbox.receive(implementation, task_folder)
            yield Setting(
                forget=self.forget,
                launcher=self._launcher,
                tasks=self._tasks,
                drawer=self._pictures,
                sandbox=sandbox,
                scripts=scripts,
                implementation=implementation,
                adapter=adapter,
                environment=environment,
                task_folder=task_folder,
                limits=limits,
            )

    def altered(self, task_folder: Path, module: str, function: str, made: Made, **arguments: Any) -> Made:
        """Return a copy of the inputs `made`, changed by a function of the task's `module` (inputs or faults).

        The function is called with `folder`, `truth` and the further arguments by name. It returns the new truth, or
        None if the truth stays the same. All tools are asked with the same inputs, so the copy is kept: at least while
        no other task's are asked for.

        Raises:
            TaskBroken: the function is missing, raised, hung or exceeded its limits.
        """
        task = task_folder.resolve()
        key = (task, module, function, made.digest, json.dumps(arguments, sort_keys=True))
        kept = self._altered.get(key)
        if kept is None or not kept.is_unchanged():
            self._make_room(task)
            folder = Path(tempfile.mkdtemp(prefix="altered-", dir=self._folder))
            try:
                kept = self._altered[key] = self._tasks.alter(task_folder, module, function, made, folder, **arguments)
            except BaseException:
                remove(folder)
                raise
        return kept

    def _make_room(self, task: Path) -> None:
        """Remove the oldest altered inputs of other tasks where there are many."""
        for key in [key for key in self._altered if key[0] != task]:
            if len(self._altered) < self._most_altered:
                break
            remove(self._altered.pop(key).folder)

    def judged(
        self,
        task_folder: Path,
        outputs: Path,
        level: str,
        truth: Truth,
        fault: str | None = None,
        shows: Sequence[str] = (),
    ) -> Verdict:
        """Let a task's checker judge any folder of outputs by any truth.

        Raises:
            Refused: the outputs must not reach a checker.
            TaskBroken: the checker raised, hung or returned no verdict.
        """
        return self._tasks.check(task_folder, outputs, level, truth, fault, shows)

    def opened(self, task_folder: Path, outputs: Path, level: str, files: Sequence[str]) -> Truth:
        """Return what a checker gets beside the truth of pages in any folder of outputs; nothing where a level has no pages.

        `files` are the level's pages, such as outputs/report.html.

        Raises:
            TaskBroken: the task's look at a page raised.
        """
        if not files:
            return {}
        return pages_for_checker(self._pictures.drawn(outputs.parent, files, Look(task_folder, level)), task_folder)

    def forget(self, made: Made) -> None:
        """Remove inputs that are no longer what they were; they are made again if somebody asks."""
        self._made = {key: kept for key, kept in self._made.items() if kept.folder != made.folder}
        self._altered = {key: kept for key, kept in self._altered.items() if kept.folder != made.folder}
        remove(made.folder)


def _no_sandbox(error: OSError) -> str:
    reason = error.strerror or "unknown reason"
    if error.errno in FULL:
        return (
            f"disk full at the folder for temporary files ({reason}): make room there, or name another one in the variable "
            "TMPDIR"
        )
    remedy = remedy_of(error)
    return f"the sandbox could not be made: {reason}{f'; {remedy}' if remedy else ''}"


def _measured(sample: Sample, finished: Finished, told: Told | None, watched: bool) -> Sample:
    if sample.status is not Status.OK:
        return sample
    if told:
        sample = replace(sample, ready_seconds=told.ready_seconds, load=told.load)
    if not watched:
        return replace(sample, wall_seconds=finished.wall_seconds, cpu_seconds=finished.cpu_seconds)
    peak = max(finished.sampled_tree_mb or 0.0, finished.largest_process_mb)
    return replace(sample, peak_memory_mb=peak, memory_kind=finished.memory_kind, curve=finished.curve)
