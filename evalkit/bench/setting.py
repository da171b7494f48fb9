"""A setting: one implementation in its sandbox, the runs that it makes there, and what is judged of them."""

from __future__ import annotations

import contextlib
import os
import shlex
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

from evalkit.bench import given_code
from evalkit.bench.address import ADDRESS, PORT, free_port
from evalkit.bench.driving import Driver, Told, without_driver
from evalkit.bench.failure import how_it_failed, shortened
from evalkit.bench.launcher import Launcher
from evalkit.bench.leftovers import before, tidied
from evalkit.bench.limits import Limits
from evalkit.bench.machine_trouble import hindrance
from evalkit.bench.pictures import Drawn, Look, Pictures
from evalkit.bench.process_end import HALTED, Ending, Finished
from evalkit.bench.sample import Sample
from evalkit.bench.sandbox import Sandbox, remove
from evalkit.bench.scrubbing import scrub
from evalkit.bench.task_code import Made, Refused, TaskBroken, TaskCode
from evalkit.environments import EnvironmentPaths
from evalkit.model import Adapter, Implementation, Status, Truth

CONVERSATION = "conversation.json"
"""The name by which what a driver saw counts among the outputs of a service, when these are compared."""
NOTHING_WRITTEN = "ended without an error but wrote nothing into outputs/"
NOT_CUT = "ended by itself, although given code was to cut it off in the middle"
CHATTED = "ended by itself while the driver talked to it"
NO_ADDRESS = "ended by itself before it was ready"
CHANGED = "an earlier implementation changed the inputs; evalkit makes them again for the next one"


@dataclass(frozen=True, slots=True)
class Trial:
    """One run in a setting: how the process ended, and the sample.

    `finished` has the seconds of every run, also of a failed one, for probes that time failures. The `sample` has
    seconds only if the run was verified; it also has the checker's verdict. `printed` is what the process really
    printed, with evalkit's own folders by the names <work> and <env>: metrics read it, and nothing keeps it. The
    sample's log is kept.
    """

    finished: Finished
    sample: Sample
    printed: str = ""

    def then(self, later: Trial) -> Trial:
        """Return this run and a later one of the same implementation as one run, which ended as the later one did."""
        finished = self.finished.then(later.finished)
        sample = replace(
            later.sample,
            log=self.sample.log + later.sample.log,
            left_behind=finished.left_behind,
            left=self.sample.left + later.sample.left,
            others=finished.others,
        )
        return Trial(finished, sample, self.printed + later.printed)


@dataclass(frozen=True, slots=True)
class _Aside:
    """What a setting knew of its runs when a copy of its sandbox was set aside."""

    made: Made | None
    was_cut: bool
    stages: tuple[given_code.Stage, ...]
    told: Told | None
    pages: Mapping[str, Drawn]


@dataclass(slots=True)
class Setting:
    """One implementation in one sandbox, which a probe may run as often as it needs.

    Files that a run leaves (caches, outputs) are there for the next run. `forget` is told of inputs that an earlier
    implementation changed, so that they are made again. `sandbox` has the folders; `scripts` are the paths of the
    scripts in the sandbox, in the order in which they run. `stages` says of each script when it ran. `told` is what the
    task's driver told of the last run, if the implementation is a service. `pages` are those of the last run that a
    browser opened for the checker.
    """

    forget: Callable[[Made], None]
    launcher: Launcher
    tasks: TaskCode
    drawer: Pictures
    sandbox: Sandbox
    scripts: tuple[Path, ...]
    implementation: Implementation
    adapter: Adapter
    environment: EnvironmentPaths
    task_folder: Path
    limits: Limits
    made: Made | None = None
    was_cut: bool = False
    stages: list[given_code.Stage] = field(default_factory=list)
    told: Told | None = None
    pages: dict[str, Drawn] = field(default_factory=dict)
    _aside: _Aside | None = None

    def set_aside(self) -> None:
        """Set a copy of the sandbox aside, and what is known of its runs; `go_back` tells whether that was possible."""
        known = _Aside(self.made, self.was_cut, tuple(self.stages), self.told, dict(self.pages))
        self._aside = known if self.sandbox.set_aside() else None

    def go_back(self) -> bool:
        """Make everything what it was when it was set aside, once, and return whether that was possible."""
        known, self._aside = self._aside, None
        if known is None or not self.sandbox.go_back():
            return False
        self.made, self.was_cut, self.told = known.made, known.was_cut, known.told
        self.stages, self.pages = list(known.stages), dict(known.pages)
        return True

    def prepare(self, made: Made) -> Sample | None:
        """Put the inputs in place and run the adapter's `prepare` commands; return a failed sample, or None."""
        self.made = made
        if not made.is_unchanged():
            self.forget(made)
            return Sample(Status.PROBE_ERROR, CHANGED)
        self.sandbox.receive_inputs(made.folder)
        for command in self.adapter.prepare:
            trial = self._start(command)
            if not trial.finished.is_good:
                reason = f"to prepare, `{shlex.join(command)}`: {trial.sample.reason}"
                hindered = trial.finished.ending is Ending.FINISHED and trial.sample.status.is_evalkit_failure
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
        judge: bool = True,
    ) -> Trial:
        """Run the scripts once, each as a process of its own, and judge the outputs against the truth of the inputs in place.

        Given code cuts the stage that its level names off, in the first run of this setting; the next stage follows.
        `before` goes in front of the interpreter, for a program that starts it. `arguments` go between the interpreter
        and a script. `environ` overrides variables of the sandbox, and `without` removes variables. The checker gets
        `fault`; without `judge` it is not asked, and no browser opens pages for it.
        """
        trials: list[Trial] = []
        self.told = None
        needs_browser = self.implementation.needs_browser if judge else self.implementation.driver == "browser"
        if needs_browser and (why := self.drawer.lack()):
            return Trial(Finished(Ending.NOT_STARTED, reason=why), Sample(Status.UNAVAILABLE, why))
        for number, script in enumerate(self.scripts):
            is_cut = self.implementation.scripts[number] == self.implementation.cut and not self.was_cut
            argv = (*before, str(self.environment.python), *arguments, str(script))
            left = self.limits.timeout_seconds - sum(trial.finished.wall_seconds for trial in trials)
            limits = replace(self.limits, timeout_seconds=max(left, 0.001))
            began = time.monotonic()
            if self.implementation.driver and script == self.scripts[-1]:
                trial = self._serve(
                    argv,
                    environ=environ,
                    without=without,
                    watch_memory=watch_memory,
                    limits=limits,
                    own_network=bool(before),
                )
            else:
                trial = self._start(
                    argv, environ=environ, without=without, watch_memory=watch_memory, limits=limits, may_be_cut=is_cut
                )
            self.stages.append({"stage": script.stem, "began": began, "ended": time.monotonic()})
            if is_cut:
                self.was_cut = trial.finished.ending is Ending.CUT
                if not self.was_cut and trial.sample.status is Status.OK:
                    trial = replace(trial, sample=replace(trial.sample, status=Status.FAILED, reason=NOT_CUT))
            trials.append(trial)
            if trials[-1].sample.status is not Status.OK:
                break
        trial = reduce(Trial.then, trials)
        if trial.sample.status is not Status.OK and self.implementation.stages:
            sample = replace(trial.sample, reason=f"{script.stem}: {trial.sample.reason}")
            return replace(trial, sample=sample)
        if not judge or trial.sample.status is not Status.OK:
            return trial
        return replace(trial, sample=self.judged(trial.sample, fault))

    def seen(self) -> dict[str, bytes]:
        """Return what the task's driver saw of a service in the last run, as the output that it stands for; empty otherwise."""
        return {CONVERSATION: self.told.as_output} if self.told else {}

    def pictures(self) -> tuple[Drawn, ...]:
        """Return what a browser makes of the pages and pictures of this level; the pages have been opened for the checker."""
        opened = {file: replace(page, saw=None) for file, page in self.pages.items()}
        found = {**opened, **self.drawer.drawn(self.sandbox.folder, self.implementation.pictures)}
        return tuple(found.values())

    def judged(self, sample: Sample, fault: str | None = None) -> Sample:
        """Return the sample of a process that ended well, after the checker has judged the present outputs."""
        if self.made is None:
            raise ValueError("call prepare() first: there are no inputs to judge against")
        if _is_empty(self.sandbox.outputs) and not self.told:
            strays = self.sandbox.strays()
            where = (
                f"; it wrote {', '.join(strays)}, where nobody looks: write into the folder outputs/" if strays else ""
            )
            return replace(sample, status=Status.FAILED, reason=NOTHING_WRITTEN + where)
        truth = self.made.truth
        if self.told:
            truth = {**truth, "conversation": self.told.saw}
        if self.implementation.pages:
            look = Look(self.task_folder, self.implementation.level)
            self.pages = self.drawer.drawn(self.sandbox.folder, self.implementation.pages, look)
            try:
                truth = {**truth, **pages_for_checker(self.pages, self.task_folder)}
            except TaskBroken as broken:
                return replace(sample, status=Status.PROBE_ERROR, reason=broken.reason)
        try:
            if given_code.modules(self.task_folder):
                truth = {**truth, "ran": given_code.ran(self.sandbox.folder), "stages": self.stages}
            verdict = self.tasks.check(
                self.task_folder,
                self.sandbox.outputs,
                self.implementation.level,
                truth,
                fault,
                self.implementation.shows,
            )
        except (Refused, given_code.UnreadableRecord) as refused:
            return replace(sample, status=Status.WRONG, reason=str(refused))
        except TaskBroken as broken:
            return replace(sample, status=Status.PROBE_ERROR, reason=broken.reason)
        if verdict.passed:
            return replace(sample, verdict=verdict)
        reason = shortened("; ".join(verdict.reasons)) or "the checker found it wrong and gave no reason"
        return replace(sample, status=Status.WRONG, reason=reason, verdict=verdict)

    def start(
        self, argv: Sequence[str], *, environ: Mapping[str, str] | None = None, without: Collection[str] = ()
    ) -> Trial:
        """Run any program in the sandbox in the same way as the script, but judge nothing."""
        return self._start(argv, environ=environ, without=without)

    def _serve(
        self,
        argv: Sequence[str],
        *,
        environ: Mapping[str, str] | None,
        without: Collection[str],
        watch_memory: bool,
        limits: Limits,
        own_network: bool,
    ) -> Trial:
        """Run a service, let the task's driver talk to it, and stop it; its seconds are those to the end of the conversation.

        The address leaves the outputs with the service, because it is another one each time.
        """
        if self.made is None:
            raise ValueError("call prepare() first: there are no inputs to talk about")
        address = self.sandbox.outputs / ADDRESS
        _discard(address)
        with self.tasks.driver(
            self.task_folder,
            self.sandbox.folder,
            self.implementation,
            self.made.truth,
            limits,
            own_network=own_network,
        ) as driver:
            trial = Trial(Finished(Ending.NOT_STARTED), Sample(Status.OK))
            if driver.is_loaded:
                trial = self._start(
                    argv,
                    environ={**(environ or {}), PORT: str(free_port())},
                    without=without,
                    watch_memory=watch_memory,
                    limits=limits,
                    service_of=driver,
                )
            has_address = os.path.lexists(address)
            _discard(address)
            if trial.sample.status is Status.TIMEOUT:
                return replace(trial, sample=replace(trial.sample, reason=_late(driver, limits, has_address)))
            if trial.sample.status is not Status.OK:
                return trial
            return self._after_conversation(trial, driver)

    def _after_conversation(self, trial: Trial, driver: Driver) -> Trial:
        """Finish the trial of a service by its driver's verdict; the process itself ended as expected."""
        finished, sample = trial.finished, trial.sample
        ended_itself = finished.ending is Ending.FINISHED
        try:
            told = self.tasks.told(self.task_folder, driver)
        except Refused as refused:
            return replace(trial, sample=replace(sample, status=Status.WRONG, reason=str(refused)))
        except TaskBroken as broken:
            if ended_itself:  # and so the driver was cut short
                why = CHATTED if driver.met_service else NO_ADDRESS
                return replace(trial, sample=replace(sample, status=Status.FAILED, reason=why))
            return replace(trial, sample=replace(sample, status=Status.PROBE_ERROR, reason=broken.reason))
        if (
            ended_itself
        ):  # it is to run until it is stopped; when it ended is known only as well as the launcher was awake
            return replace(trial, sample=replace(sample, status=Status.FAILED, reason=CHATTED))
        self.told = replace(told, ready_seconds=told.ready - finished.began)
        finished = without_driver(finished, told)
        return replace(trial, finished=finished, sample=replace(sample, others=finished.others))

    def _start(
        self,
        argv: Sequence[str],
        *,
        environ: Mapping[str, str] | None = None,
        without: Collection[str] = (),
        watch_memory: bool = False,
        limits: Limits | None = None,
        may_be_cut: bool = False,
        service_of: Driver | None = None,
    ) -> Trial:
        variables = {**self.sandbox.environ(self.environment.folder, self.adapter), **(environ or {})}
        if given_code.modules(self.task_folder):
            variables = given_code.variables(self.sandbox.folder, variables)
        folders = (self.sandbox.folder / "home", self.sandbox.folder / "tmp")
        found = before(folders)
        finished = self.launcher.run(
            argv,
            cwd=self.sandbox.folder,
            environ={name: value for name, value in variables.items() if name not in without},
            limits=limits or self.limits,
            merge_output=True,
            watch_memory=watch_memory,
            cut_at=self.sandbox.folder / given_code.CUT if may_be_cut else None,
            stop_at=service_of.over if service_of else None,
            started=service_of.tell if service_of else _nobody_asks,
        )
        left = tidied(found, folders, finished.shared_memory)
        printed = finished.output.decode(errors="replace")
        reason = self._scrubbed(finished.reason)
        status, reason = _blame(replace(finished, reason=reason), printed, self.limits, self._scrubbed)
        why = hindrance(finished, self.limits, self.sandbox.folder) if status is Status.FAILED else ""
        if why:
            status, reason = Status.UNAVAILABLE, f"{why} ({reason})"
        if finished.halted and status is Status.OK:
            status, reason = Status.PROBE_ERROR, HALTED
        sample = Sample(
            status,
            reason,
            log=self._scrubbed(printed),
            left_behind=finished.left_behind,
            left=left,
            others=finished.others,
            hindrance=why,
        )
        return Trial(finished, sample, self._named(printed))

    def _named(self, text: str) -> str:
        """What was printed, with evalkit's own folders by name and everything else as it was."""
        for folder, word in ((self.sandbox.folder, "<work>"), (self.environment.folder, "<env>")):
            text = text.replace(str(folder), word)
        return text

    def _scrubbed(self, text: str) -> str:
        return scrub(text, work=self.sandbox.folder, env=self.environment.folder)


def _blame(finished: Finished, printed: str, limits: Limits, scrubbed: Callable[[str], str]) -> tuple[Status, str]:
    """Return the status and reason that the end of the process implies; ok if the checker must decide."""
    match finished.ending:
        case Ending.NOT_STARTED:
            return Status.UNAVAILABLE, f"could not be started: {finished.reason}"
        case Ending.TIMEOUT:
            return Status.TIMEOUT, f"did not end within {limits.timeout_seconds:g} s"
        case Ending.OUT_OF_MEMORY:
            return Status.OUT_OF_MEMORY, f"took more than {limits.memory_mb:g} MB of memory"
        case Ending.CUT | Ending.STOPPED:
            return Status.OK, ""
        case Ending.FINISHED:
            return (
                (Status.OK, "")
                if finished.exit_code == 0
                else (Status.FAILED, how_it_failed(finished, printed, scrubbed))
            )


def pages_for_checker(opened: Mapping[str, Drawn], task_folder: Path) -> Truth:
    """Return what a checker gets of pages; raises TaskBroken if the task's look at one raised."""
    if broken := next((page.broken for page in opened.values() if page.broken), ""):
        raise TaskBroken(f"look.py of {task_folder.name} broke: {broken}")
    return {"pages": {file: page.for_checker for file, page in opened.items()}}


def _late(driver: Driver, limits: Limits, has_address: bool) -> str:
    """Return what a service did not do in time."""
    if driver.met_service:
        return f"the driver's conversation with it was not over within {limits.timeout_seconds:g} s"
    lacking = f"nothing answered at its outputs/{ADDRESS}" if has_address else f"it wrote no outputs/{ADDRESS}"
    return f"was not ready within {limits.timeout_seconds:g} s: {lacking}"


def _discard(file: Path) -> None:
    """Remove a file, whatever it is; where that is not possible, whoever reads it will say so."""
    if file.is_dir() and not file.is_symlink():
        remove(file)
    with contextlib.suppress(OSError):
        file.unlink()


def _nobody_asks(_: int) -> None:
    """Take the process id of a run that nobody talks to."""


def _is_empty(outputs: Path) -> bool:
    """Return whether the folder is empty; an unreadable folder is left to the checker's process."""
    try:
        with os.scandir(outputs) as entries:
            return not any(entries)
    except FileNotFoundError:
        return True
    except OSError:
        return False
