"""The loop of a run: load, plan, provision, observe, score, render. It reads like that list."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from evalkit import __version__
from evalkit.bench import Bench, Launcher
from evalkit.bench.machine import describe_machine, digest_of
from evalkit.commands.interruption import stoppable
from evalkit.environments import Environments
from evalkit.model import Status
from evalkit.plan import Keys
from evalkit.plan.budget import Budget, BudgetSpent
from evalkit.plan.loading import Loaded, load
from evalkit.plan.request import Cell, Request, Result, Screen
from evalkit.probes import PROBES
from evalkit.report.publishing import environments_of, publish
from evalkit.scoring import Scorecard
from evalkit.store import Journal
from evalkit.store.manifest import Manifest, NotARun, ToolState, states_of
from evalkit.store.run_folder import RunFolder, fresh_path
from evalkit.workers.ask import ask, asked_first
from evalkit.workers.observe import note_sources, rounds, time_block, verify, watch_memory
from evalkit.workers.observer import Observer
from evalkit.workers.record import Record

FIRST_REPORT_SECONDS = 60
REPORT_EVERY_SECONDS = 120


def run(request: Request, screen: Screen) -> Result:
    """Execute a rubric: continue its run, or start one.

    Raises `BadInput` for mistakes in files, `BadRequest` for those in the request, `FolderBusy` where another evalkit
    runs. Ctrl-C and a spent budget end it cleanly, with a report of what there is.
    """
    with stoppable(), Launcher() as launcher:  # before anything heavy is imported: see its docstring
        loaded = load(request)
        folder = RunFolder(fresh_path(loaded.out) if request.fresh else loaded.out)
        with folder.held(), Bench(loaded.workspace.root, launcher) as bench:
            return _run(request, loaded, folder, launcher, bench, screen)


def _run(
    request: Request, loaded: Loaded, folder: RunFolder, launcher: Launcher, bench: Bench, screen: Screen
) -> Result:
    publisher = Publisher(_observer(request, loaded, folder, launcher, bench, screen))
    observer = publisher.observer
    for damage in observer.record.journal.damage:
        screen.say(str(damage))
    interrupted = out_of_budget = False
    publisher.note(complete=False)
    try:
        note_sources(observer)
        ask(observer, [probe for probe in PROBES.values() if asked_first(probe)], publisher.now_and_then)
        verify(observer, publisher.now_and_then)
        if request.wants("run"):
            _time(observer, publisher)
        else:
            _beside_time(observer, publisher)
    except BudgetSpent:
        out_of_budget = True
        screen.say("the time allowed is over; run it again to go on where it stopped")
    except KeyboardInterrupt:
        interrupted = True
        screen.say("interrupted; what was measured is kept, and running it again goes on from here")
    card = publisher.now(complete=not interrupted and not out_of_budget)
    return Result(folder.report, cells_of(observer, card), interrupted, out_of_budget)


def _time(observer: Observer, publisher: Publisher) -> None:
    """Blocks, one round after the other; memory and the other probes after the first round, so that there is a time to show."""
    blocks = rounds(observer)
    first_round = len({block.task for block in blocks})
    done = 0
    for place, block in enumerate(blocks):
        if place == first_round:
            _beside_time(observer, publisher)
        time_block(observer, block, blocks[place + 1 :], done)
        done += len(block.members)
        publisher.now_and_then()
    if len(blocks) <= first_round:
        _beside_time(observer, publisher)


def _beside_time(observer: Observer, publisher: Publisher) -> None:
    if observer.request.wants("run"):
        watch_memory(observer)
    publisher.now_and_then()
    later = [probe for probe in PROBES.values() if probe.name != "run" and not asked_first(probe)]
    ask(observer, later, publisher.now_and_then)


def _observer(
    request: Request, loaded: Loaded, folder: RunFolder, launcher: Launcher, bench: Bench, screen: Screen
) -> Observer:
    machine = digest_of(describe_machine())
    measure = loaded.rubric.measure
    record = Record(Journal(folder.journal), uuid4().hex[:12])
    old = folder.read_manifest()
    record.current.update({name: key for name, key in old.get("current", {}).items() if isinstance(key, str)})
    return Observer(
        request=request,
        loaded=loaded,
        folder=folder,
        record=record,
        keys=Keys(loaded.workspace, measure, request.seed, machine, PROBES["run"].version, _now()[:7]),
        environments=Environments(locks=loaded.workspace.locks),
        launcher=launcher,
        bench=bench,
        screen=screen,
        budget=Budget(measure.budget_minutes * 60),
    )


class Publisher:
    """Writes manifest, scorecard and report: early once, then now and then, and at the end."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer
        self._last = time.monotonic()
        self._any = False
        old = observer.folder.read_manifest()
        try:
            before = Manifest.from_json(old) if old else None
        except NotARun:
            before = None
        self._before = before
        self._started = before.started if before else _now()

    def now_and_then(self) -> None:
        """Publish if the last time is long enough ago."""
        pause = REPORT_EVERY_SECONDS if self._any else FIRST_REPORT_SECONDS
        if time.monotonic() - self._last >= pause:
            first = not self._any
            self.now(complete=False)
            if first:
                self.observer.screen.say(f"a first report is at {self.observer.folder.report}")

    def now(self, *, complete: bool) -> Scorecard:
        """Publish what there is."""
        manifest = self.note(complete=complete)
        card = publish(self.observer.folder, manifest, self.observer.record.journal)
        self._any = True
        self._last = time.monotonic()
        return card

    def note(self, *, complete: bool) -> Manifest:
        """Write down what is being run, so that a run that is killed can still be told apart and reported."""
        manifest = self._manifest(complete=complete)
        self.observer.folder.write_manifest(manifest.to_json())
        return manifest

    def _manifest(self, *, complete: bool) -> Manifest:
        observer, before = self.observer, self._before
        locks = {pair: environment.lock.digest for pair, environment in observer.ready.items()}
        tools = states_of(observer.loaded.selection.tools, before.tools if before else {}, _states(observer))
        sessions = before.sessions if before else ()
        manifest = Manifest(
            evalkit=__version__,
            rubric=observer.loaded.rubric,
            tasks={task: observer.loaded.workspace.tasks[task] for task in observer.loaded.rubric.tasks},
            adapters=dict(observer.loaded.workspace.adapters),
            members=observer.loaded.selection.members,
            machine=describe_machine(),
            seed=observer.request.seed,
            command=observer.request.command,
            started=self._started,
            sessions=tuple(dict.fromkeys((*sessions, observer.record.session))),
            tools=tools,
            environments={**(before.environments if before else {}), **environments_of(locks)},
            current=dict(observer.record.current),
        )
        return replace(manifest, finished=_now() if complete else None, complete=complete)


def _states(observer: Observer) -> dict[str, ToolState]:
    states = {tool: ToolState("", state="unavailable", reason=why) for tool, why in observer.missing.items()}
    for (tool, _), environment in observer.ready.items():
        lock = environment.lock
        named = observer.loaded.workspace.adapters[tool].requires[0]
        name = _distribution(named)
        states[tool] = ToolState(
            version=lock.distributions.get(name, ""),
            newest=lock.newest.get(name),
            locked=str(lock.locked),
            state="ready",
        )
    return states


def _distribution(requirement: str) -> str:
    """The normalised name of a requirement (PEP 503)."""
    name = requirement
    for mark in "[=<>!~;@ ":
        name = name.partition(mark)[0]
    return name.strip().lower().replace("_", "-").replace(".", "-")


def cells_of(observer: Observer, card: Scorecard) -> tuple[Cell, ...]:
    """How each implementation of the work came out."""
    results = {
        (table.task, row.tool, level.level): level for table in card.tasks for row in table.rows for level in row.levels
    }
    cells = []
    for one in observer.loaded.selection.work:
        level = results.get((one.task, one.tool, one.level))
        status = level.status if level else None
        if status is None and not observer.request.wants("run"):
            continue
        cells.append(
            Cell(one.label, status.value if isinstance(status, Status) else "not run", level.reason if level else "")
        )
    return tuple(cells)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
