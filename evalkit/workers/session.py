"""A session: one start of evalkit on a run. It keeps the run's manifest up to date while work goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from evalkit import __version__
from evalkit.bench.machine import digest_of
from evalkit.bench.machine_busy import is_busy, machine_load, others_now
from evalkit.environments import Provisioner
from evalkit.model import SAMPLED, FewerBlocks, Subject
from evalkit.model.plain_text import now
from evalkit.plan import Agenda, InstallWork, Keys, Loaded, Outcome, Provisioned, Request, Work, install_sizes_of
from evalkit.probes import ratings, runs
from evalkit.store import Manifest, NotARun, RunFolder, ToolState, states_of
from evalkit.workers.artifacts import keep_given, keep_source, kept_usage
from evalkit.workers.record import Record


@dataclass(slots=True)
class Session:
    """The manifest of a run, built from earlier sessions, the request, and the environments that exist by now."""

    request: Request
    loaded: Loaded
    folder: RunFolder
    record: Record
    machine: Mapping[str, str]
    _agenda: Agenda | None = None
    _before: Manifest | None = None
    _started: str = field(default_factory=now)
    _ready: dict[tuple[str, str | None], Provisioned] = field(default_factory=dict)
    _missing: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        old = self.folder.read_manifest()
        current = old.get("current")  # also of a manifest that this version cannot read
        if isinstance(current, dict):
            self.record.current.update({name: key for name, key in current.items() if isinstance(key, str)})
        try:
            self._before = Manifest.from_json(old) if old else None
        except NotARun:
            self._before = None
        if self._before:
            self._started = self._before.started

    def plan(self, snapshot: str, environments: Provisioner, say: Callable[[str], None]) -> Agenda:
        """Return the agenda of this session: what the journal lacks. The sources are copied into the run first.

        `snapshot` is the digest of the workspace that workers get. `say` shows what is left out, and why.
        """
        self._warn(say)
        self._keep_sources()
        workspace, rubric = self.loaded.workspace, self.loaded.rubric
        machine = digest_of(self.machine)
        own = self.loaded.own.told.key if self.loaded.own else ""
        keys = Keys(workspace, rubric.measure, self.request.seed, machine, runs.VERSION, now()[:7], own)
        self._record_ratings(keys, say)
        agenda = Agenda(
            self.request,
            self.loaded,
            keys,
            self.record.journal,
            snapshot=snapshot,
            session=self.record.session,
            install_sizes=install_sizes_of(self.loaded, environments),
            kept_usage=partial(kept_usage, self.folder),
            expect=self.record.expect,
            earlier=tuple(replace(keys, machine=one) for one in self.record.machines),
            current=self.record.current,
        )
        self._agenda = agenda
        return agenda

    def _warn(self, say: Callable[[str], None]) -> None:
        """Say what makes this machine or this journal doubtful."""
        if busy := is_busy(replace(machine_load(), others_before=others_now())):  # nothing of this session runs yet
            say(busy.sentence)
        for name in ("limits", "shared memory", "priority"):
            if name in self.machine:
                say(f"this machine: {name}: {self.machine[name]}; `evalkit doctor` says what to do about it")
        for damage in self.record.journal.damage:
            say(str(damage))

    def _keep_sources(self) -> None:
        """Copy the implementations and the given code into the run."""
        for one in self.loaded.selection.work:
            keep_source(self.folder, one, self.loaded.workspace.root)
        for task in sorted({one.task for one in self.loaded.selection.work}):
            keep_given(self.folder, self.loaded.workspace.tasks[task], self.loaded.workspace.root)

    def taken(self, work: Work, outcome: Outcome) -> None:
        """Note the result of making an environment."""
        if isinstance(work, InstallWork):
            if outcome.environment:
                self._ready[work.tool, work.task] = outcome.environment
            else:
                self._missing.setdefault(work.tool, outcome.unavailable)

    def _record_ratings(self, keys: Keys, say: Callable[[str], None]) -> None:
        """Record what people rated, forget what nobody rates any more, and say which ratings are left out, and why."""
        workspace, rubric, cells = self.loaded.workspace, self.loaded.rubric, self.loaded.selection.cells
        index = self.record.journal.index
        for task, tool in cells:
            given = workspace.ratings_of(task, tool, rubric)
            subject = Subject(ratings.FAMILY, tool, keys.of_ratings(given), task)
            if not given:
                self.record.forget(subject.name)
            elif self.request.wants(ratings.FAMILY):
                self.record.expect(subject)
                findings = ratings.findings_of(given, workspace.root)
                self.record.add(subject, [one for one in findings if not index.times(subject, one.metric, one.purpose)])
        left_out = [
            one
            for one in workspace.ratings
            if (one.task, one.tool) in cells
            and one.criterion in rubric.criteria
            and rubric.criteria[one.criterion].rating != one.anchors
        ]
        if left_out:
            criteria = ", ".join(dict.fromkeys(one.criterion for one in left_out))
            many = f"{len(left_out)} rating{'' if len(left_out) == 1 else 's'}"
            say(f"{many} left out: this rubric describes the ratings of {criteria} in other words than the raters saw")

    def note(self, complete: bool) -> Manifest:
        """Write the manifest, so that a run that is killed can still be identified and reported."""
        manifest = self._manifest(complete)
        self.folder.write_manifest(manifest.to_json())
        return manifest

    def _manifest(self, complete: bool) -> Manifest:
        loaded, before = self.loaded, self._before
        locks = {
            f"{task}/{tool}": found.facts.lock
            for task, tool in loaded.selection.cells
            if (found := self._environment(task, tool)) is not None
        }
        manifest = Manifest(
            evalkit=__version__,
            rubric=loaded.rubric,
            tasks={task: loaded.workspace.tasks[task] for task in loaded.rubric.tasks},
            adapters=dict(loaded.workspace.adapters),
            members=loaded.selection.members,
            machine=dict(self.machine if before is None or self.request.wants(SAMPLED) else before.machine),
            seed=self.request.seed,
            command=before.command if before and self.request.is_part else self.request.command,
            started=self._started,
            sessions=tuple(dict.fromkeys((*(before.sessions if before else ()), self.record.session))),
            tools=states_of(loaded.selection.tools, before.tools if before else {}, self._states()),
            environments={**(before.environments if before else {}), **locks},
            current=dict(self.record.current),
            fewer_blocks=self._fewer_blocks(before),
            data=loaded.own.told if loaded.own else None,
        )
        if before and self.request.is_part:  # what the run's own command asks for is as complete as it was
            return replace(manifest, finished=before.finished, complete=before.complete)
        return replace(manifest, finished=now() if complete else None, complete=complete)

    def _fewer_blocks(self, before: Manifest | None) -> tuple[FewerBlocks, ...]:
        """What got fewer blocks than were wanted; of tasks that nobody runs now, that is what an earlier session said."""
        runs_now = {task for task, _ in self.loaded.selection.cells} if self.request.wants(SAMPLED) else set()
        kept = (one for one in (before.fewer_blocks if before else ()) if one.task not in runs_now)
        return (*kept, *(self._agenda.fewer_blocks if self._agenda else ()))

    def _environment(self, task: str, tool: str) -> Provisioned | None:
        companions = self.loaded.workspace.adapters[tool].companions.get(task)
        return self._ready.get((tool, task if companions else None))

    def _states(self) -> dict[str, ToolState]:
        states = {tool: ToolState("", state="unavailable", reason=why) for tool, why in self._missing.items()}
        for (tool, _), found in self._ready.items():
            states[tool] = ToolState(found.version, found.newest, found.locked, "ready")
        return states
