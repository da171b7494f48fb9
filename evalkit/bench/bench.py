"""The bench: where inputs are made and implementations are run, one sample at a time."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evalkit.bench.client import Launcher, LauncherDied
from evalkit.bench.failure import how_it_failed, shortened
from evalkit.bench.hindrance import hindrance
from evalkit.bench.leftovers import before, tidied
from evalkit.bench.limits import Ending, Finished, Limits
from evalkit.bench.sample import Sample
from evalkit.bench.sandbox import Sandbox, digest, remove
from evalkit.bench.scrubbing import scrub
from evalkit.bench.task_code import Made, Refused, TaskBroken, TaskCode
from evalkit.model import Adapter, Implementation, Status

NOTHING_WRITTEN = "ended without an error but wrote nothing into outputs/"
CHANGED = "an earlier implementation changed the inputs; evalkit makes them again for the next one"


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
        """End the processes that have loaded checkers, and remove everything that is on disk."""
        self._tasks.close()
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
        digest_outputs: bool = False,
    ) -> Sample:
        """Run an implementation once on the inputs `made`, in a sandbox of its own, and judge what it wrote.

        Nothing about the implementation raises; what goes wrong is the sample's status and reason. A task whose checker
        breaks makes a probe-error. A watched run is measured for memory, any other for time. With `digest_outputs` the
        sample says what was written, for comparing it with another run's.
        """
        try:
            with self.setting(
                implementation, adapter, environment_python, environment_folder, task_folder, limits
            ) as at:
                if trouble := at.ready(made):
                    return trouble
                trial = at.run(watch_memory=watch_memory)
                sample = _measured(trial.sample, trial.finished, watch_memory)
                if digest_outputs and sample.status is Status.OK:
                    sample = replace(sample, outputs=digest(at.sandbox.outputs))
                return sample
        except LauncherDied as error:  # perhaps the implementation's doing, but nobody could say
            return Sample(Status.PROBE_ERROR, str(error))
        except OSError as error:
            return Sample(Status.PROBE_ERROR, f"the sandbox could not be made: {error.strerror or 'unknown reason'}")

    @contextlib.contextmanager
    def setting(
        self,
        implementation: Implementation,
        adapter: Adapter,
        environment_python: Path,
        environment_folder: Path,
        task_folder: Path,
        limits: Limits,
    ) -> Iterator[Setting]:
        """A sandbox with the implementation in it, for a probe that runs it more than once, or changed.

        Call its `ready` with the inputs first. Raises OSError where the sandbox cannot be made.
        """
        with Sandbox(self._folder) as sandbox:
            script = sandbox.receive(implementation, task_folder)
            yield Setting(
                self,
                self._launcher,
                self._tasks,
                sandbox,
                script,
                implementation,
                adapter,
                environment_python,
                environment_folder,
                task_folder,
                limits,
            )

    def altered(self, task_folder: Path, module: str, function: str, made: Made, **arguments: Any) -> Made:
        """The inputs `made`, copied and changed by a function of the task's `module` (inputs or faults).

        The function is called with `folder`, `truth` and the further arguments by name, and returns the new truth, or
        None where that is the old one. The copy stays until the bench closes.

        Raises:
            TaskBroken: it is not there, raised, hung or took too much.
        """
        folder = Path(tempfile.mkdtemp(prefix="altered-", dir=self._folder))
        try:
            return self._tasks.alter(task_folder, module, function, made, folder, **arguments)
        except BaseException:
            remove(folder)
            raise

    def forget(self, made: Made) -> None:
        """Remove inputs that are no longer needed; those that `inputs` keeps are made again when asked for."""
        self._made = {key: kept for key, kept in self._made.items() if kept.folder != made.folder}
        remove(made.folder)


@dataclass(frozen=True, slots=True)
class Trial:
    """One run in a setting: how the process ended, and what is to be said of it.

    `finished` has the seconds of any run, also of one that failed, for probes that ask how long a failure takes; the
    `sample` has none, and carries the checker's verdict. `printed` is what it really printed, with evalkit's own
    folders by the names <work> and <env>: for metrics that read it, and never to be kept. The sample's log is.
    """

    finished: Finished
    sample: Sample
    printed: str = ""


@dataclass(slots=True)
class Setting:
    """One implementation in one sandbox, which may be run there as often as a probe needs.

    What a run leaves behind (caches, outputs) is there for the next one. `sandbox` has the folders, `script` is the
    path of the script in it.
    """

    bench: Bench
    launcher: Launcher
    tasks: TaskCode
    sandbox: Sandbox
    script: Path
    implementation: Implementation
    adapter: Adapter
    python: Path
    environment_folder: Path
    task_folder: Path
    limits: Limits
    made: Made | None = None

    def ready(self, made: Made) -> Sample | None:
        """Put the inputs into place and run what the adapter prepares; returns how that failed, or None."""
        self.made = made
        if not made.is_unchanged():
            self.bench.forget(made)
            return Sample(Status.PROBE_ERROR, CHANGED)
        self.sandbox.receive_inputs(made.folder)
        for command in self.adapter.prepare:
            trial = self._start(command)
            if not trial.finished.is_good:
                reason = f"to prepare, `{shlex.join(command)}`: {trial.sample.reason}"
                hindered = trial.finished.ending is Ending.FINISHED and trial.sample.status.is_ours
                status = trial.sample.status if hindered else Status.FAILED
                return replace(trial.sample, status=status, reason=reason)
        return None

    def run(
        self,
        *,
        before: Sequence[str] = (),
        arguments: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
        without: Collection[str] = (),
        fault: str | None = None,
        watch_memory: bool = False,
    ) -> Trial:
        """Run the script once, and judge what it wrote against the truth of the inputs that are in place.

        `before` is put in front of the interpreter and the script (a program that starts them), `arguments` between
        the two; `environ` is laid over the sandbox's variables, and those in `without` are taken out. `fault` is
        handed to the checker.
        """
        argv = (*before, str(self.python), *arguments, str(self.script))
        trial = self._start(argv, environ=environ, without=without, watch_memory=watch_memory)
        return replace(trial, sample=self.judged(trial.sample, fault)) if trial.sample.status is Status.OK else trial

    def judged(self, sample: Sample, fault: str | None = None) -> Sample:
        """The sample of a process that ended well, with the checker's word on what is in outputs/ now."""
        if self.made is None:
            raise ValueError("call ready() first: there are no inputs to judge against")
        if _is_empty(self.sandbox.outputs):
            return replace(sample, status=Status.FAILED, reason=NOTHING_WRITTEN)
        try:
            verdict = self.tasks.check(
                self.task_folder, self.sandbox.outputs, self.implementation.level, self.made.truth, fault
            )
        except Refused as refused:
            return replace(sample, status=Status.WRONG, reason=str(refused))
        except TaskBroken as broken:
            return replace(sample, status=Status.PROBE_ERROR, reason=broken.reason)
        if verdict.passed:
            return replace(sample, verdict=verdict)
        reason = shortened("; ".join(verdict.reasons)) or "the checker found it wrong and did not say why"
        return replace(sample, status=Status.WRONG, reason=reason, verdict=verdict)

    def start(
        self, argv: Sequence[str], *, environ: Mapping[str, str] | None = None, without: Collection[str] = ()
    ) -> Trial:
        """Run any program in the sandbox, as the script would be; nothing is judged."""
        return self._start(argv, environ=environ, without=without)

    def _start(
        self,
        argv: Sequence[str],
        *,
        environ: Mapping[str, str] | None = None,
        without: Collection[str] = (),
        watch_memory: bool = False,
    ) -> Trial:
        variables = {**self.sandbox.environ(self.environment_folder, self.adapter), **(environ or {})}
        folders = (self.sandbox.folder / "home", self.sandbox.folder / "tmp")
        found = before(folders)
        finished = self.launcher.run(
            argv,
            cwd=self.sandbox.folder,
            environ={name: value for name, value in variables.items() if name not in without},
            limits=self.limits,
            merge_output=True,
            watch_memory=watch_memory,
        )
        left = tidied(found, folders, finished.shared_memory)
        printed = finished.output.decode(errors="replace")
        reason = self._scrubbed(finished.reason)
        status, reason = _blame(replace(finished, reason=reason), printed, self.limits, self._scrubbed)
        if status is Status.FAILED and (why := hindrance(finished, self.limits, self.sandbox.folder)):
            status, reason = Status.UNAVAILABLE, f"{why} ({reason})"
        sample = Sample(
            status,
            reason,
            log=self._scrubbed(printed),
            left_behind=finished.left_behind,
            left=left,
            others=finished.others,
        )
        return Trial(finished, sample, self._named(printed))

    def _named(self, text: str) -> str:
        """What was printed, with evalkit's own folders by name and everything else as it was."""
        for folder, word in ((self.sandbox.folder, "<work>"), (self.environment_folder, "<env>")):
            text = text.replace(str(folder), word)
        return text

    def _scrubbed(self, text: str) -> str:
        return scrub(text, work=self.sandbox.folder, env=self.environment_folder)


def _blame(finished: Finished, printed: str, limits: Limits, scrubbed: Callable[[str], str]) -> tuple[Status, str]:
    """The status that a process's end alone makes, and its reason; ok where the checker has the next word."""
    match finished.ending:
        case Ending.NOT_STARTED:
            return Status.UNAVAILABLE, f"could not be started: {finished.reason}"
        case Ending.TIMEOUT:
            return Status.TIMEOUT, f"did not end within {limits.timeout_seconds:g} s"
        case Ending.OUT_OF_MEMORY:
            return Status.OUT_OF_MEMORY, f"took more than {limits.memory_mb:g} MB of memory"
        case Ending.FINISHED:
            return (
                (Status.OK, "")
                if finished.exit_code == 0
                else (Status.FAILED, how_it_failed(finished, printed, scrubbed))
            )


def _measured(sample: Sample, finished: Finished, watched: bool) -> Sample:
    if sample.status is not Status.OK:
        return sample
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
