"""The agenda: the work that is left, the most informative first, updated with every outcome.

First comes what the first ranking needs: evalkit installs, checks, reads and times each tool once, light tools before
heavy ones, and the light ones of some tasks before those of others. Then it asks every other question once. Then it
runs further blocks, taking one of each contest in turn. A run may therefore stop at any time and has the best results
that were possible until then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from evalkit.bench import Given
from evalkit.model import (
    SAMPLED,
    VERDICT,
    FewerBlocks,
    Implementation,
    LevelName,
    Status,
    Subject,
    Usage,
    label_of,
)
from evalkit.model.facts import Place
from evalkit.plan import order
from evalkit.plan.batches import Batches
from evalkit.plan.contests import Contest, Contests
from evalkit.plan.forecast import Forecast
from evalkit.plan.install_size import InstallSize
from evalkit.plan.keys import Keys
from evalkit.plan.loading import Loaded
from evalkit.plan.order import Order, Phase
from evalkit.plan.outcome import Outcome
from evalkit.plan.progress import Left
from evalkit.plan.repeats import blocks_wanted, memory_runs
from evalkit.plan.request import Request
from evalkit.plan.time_left import TimeLeft
from evalkit.plan.topics import Topic, answered_by_files, topics_of, wanted_probes
from evalkit.plan.work import (
    BlockWork,
    EnvironmentFacts,
    InstallWork,
    Member,
    RecordingWork,
    SampleWork,
    Work,
)
from evalkit.plan.work_making import WorkItems
from evalkit.plan.work_queue import WorkQueue
from evalkit.probes import Dependence, Finding, runs
from evalkit.store import Journal

_FEW_RUNS = 1
"""A question that needs at most this many runs belongs to the first look at a tool."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Findings that the plan itself knows, so that no worker is needed."""

    subject: Subject
    findings: tuple[Finding, ...]
    purpose: str = ""


class Agenda:
    """The plan of one run.

    `journal` holds what is known. `snapshot` is the digest of the workspace. `session` and the request's seed name and
    shuffle the blocks. `install_sizes` says how heavy each tool's environment is. `kept_usage` returns what an earlier
    session recorded for a label and key. The agenda calls `expect` with the key that a subject has now. `current`
    holds the keys of earlier sessions by the subjects' names, and `earlier` makes those of each machine that took samples.
    """

    def __init__(
        self,
        request: Request,
        loaded: Loaded,
        keys: Keys,
        journal: Journal,
        *,
        snapshot: str,
        session: str,
        install_sizes: Mapping[str, InstallSize],
        kept_usage: Callable[[str, str], Usage | None] = lambda _label, _key: None,
        expect: Callable[[Subject], None] = lambda _: None,
        earlier: Sequence[Keys] = (),
        current: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._request, self._loaded, self._keys, self._journal = request, loaded, keys, journal
        self._kept_usage, self._expect, self._earlier, self._current = kept_usage, expect, earlier, current
        self._measure = measure = loaded.rubric.measure
        self._items = WorkItems(loaded, keys, snapshot, request.seed)
        self._batches = Batches(loaded.selection.cells, install_sizes)
        self.forecast = Forecast(
            {tool: size.distributions for tool, size in install_sizes.items()},
            {tool: size.download_mb for tool, size in install_sizes.items() if not size.ready},
        )
        self.facts: dict[tuple[str, str | None], EnvironmentFacts] = {}
        self.missing: dict[str, str] = {}
        self._contests = Contests(
            journal,
            self.forecast,
            home=measure.scale,
            budget_minutes=measure.budget_minutes,
            session=session,
            seed=request.seed,
        )
        self._settled: list[Settled] = []
        self._usages: dict[str, Usage] = {}
        self._queue = WorkQueue()
        self._waiting: dict[str, list[Topic]] = defaultdict(list)
        self._recording: set[str] = set()
        self._being_checked: dict[str, int] = {}
        self._after_check: dict[str, RecordingWork] = {}
        self._given: dict[tuple[str, int], Given] = {}
        self._unchecked: dict[tuple[str, LevelName, int], int] = defaultdict(int)
        self._memory: set[tuple[str, str, str]] = set()
        self._topics: dict[str, list[Topic]] = defaultdict(list)
        self._cells_of: dict[tuple[str, str | None], list[tuple[str, str]]] = defaultdict(list)
        self._time_left = TimeLeft(
            loaded,
            self.forecast,
            self._contests,
            self._queue,
            self._after_check,
            cells_of=self._cells_of,
            topics=self._topics,
            waiting=self._waiting,
            recorded=self._usages,
            missing=self.missing,
            unchecked=self._unchecked,
        )
        self._begin()

    # -- what others ask ------------------------------------------------------------------------------------------

    def next(self, *, alone: bool, fits: Callable[[Work], bool] = lambda _: True) -> Work | None:
        """Take the most informative work that is ready and that `fits`, either from the work that runs alone or the rest."""
        if alone and (contest := self._contest_before(self._queue.first(alone=True))):
            return self._block(contest)
        work = self._queue.pop(alone=alone, fits=fits)
        return self._told_of_the_check(work) if work else None

    def next_is_alone(self) -> bool | None:
        """Return whether the most informative work must run alone; None if nothing is ready."""
        alone, together = self._queue.first(alone=True), self._queue.first(alone=False)
        if together is not None and (alone is None or together <= alone):
            return self._contest_before(together) is not None
        return True if alone is not None or self._contests.next else None

    def _contest_before(self, first: Order | None) -> Contest | None:
        """Return the contest whose block comes before all of a queue, if there is one."""
        contest = self._contests.next
        return contest if contest and (first is None or contest.order < first) else None

    def _told_of_the_check(self, work: Work) -> Work:
        """Tell a recording what the checked run at the same scale gave, to compare with."""
        if not isinstance(work, RecordingWork):
            return work
        return replace(work, checked=self._given.get((label_of(work.task, work.tool, work.level), work.scale)))

    @property
    def machine(self) -> str:
        """The digest of the machine whose timings this run takes."""
        return self._keys.machine

    @property
    def fewer_blocks(self) -> tuple[FewerBlocks, ...]:
        """What gets fewer blocks than the rubric asks for."""
        return self._contests.fewer

    @property
    def first_tasks_are_looked_at(self) -> bool:
        """Whether evalkit has looked at the light tools of the first tasks once, so that a first ranking may exist."""
        return self._comes_after(Order(Phase.FIRST_LOOK, batch=1))

    @property
    def first_look_is_over(self) -> bool:
        """Whether evalkit has looked at all light tools once, so that a ranking of stacks may exist."""
        return self._comes_after(Order(Phase.FIRST_LOOK, batch=self._batches.last))

    @property
    def only_repeats_are_left(self) -> bool:
        """Whether every figure was measured once, so that the rest only makes times and memory more certain."""
        return self._comes_after(Order(Phase.REPEATS))

    def cut_short(self) -> None:
        """Note the contests that get fewer blocks because the run ends now."""
        self._contests.cut_short()

    def _comes_after(self, place: Order) -> bool:
        contest = self._contests.next
        heads = (self._queue.first(alone=True), self._queue.first(alone=False), contest.order if contest else None)
        return all(head is None or head >= place for head in heads)

    def take_settled(self) -> list[Settled]:
        """Return, once, what the plan has settled by itself since the last call."""
        settled, self._settled = self._settled, []
        return settled

    def again(self, work: Work) -> None:
        """Put back work whose worker was lost or unfit."""
        self._queue.push(order.handed_back(), work)

    def done(self, work: Work, outcome: Outcome) -> None:
        """Take in an outcome; its observations are in the journal already."""
        self.forecast.learn(work, outcome)
        self._contests.close_what_takes_too_long()
        for taken in outcome.samples:
            if gave := taken.sample.gave:
                subject = taken.subject
                self._given[label_of(subject.task, subject.tool, subject.level), subject.scale or 0] = gave
        if isinstance(work, SampleWork):
            self._release_recording(label_of(work.task, work.member.tool, work.level), work.scale)
        match work:
            case InstallWork():
                self._installed(work, outcome)
            case SampleWork() if (
                work.purpose == "check" or (work.task, work.member.tool, work.level) not in self._memory
            ):
                self._checked(work)
            case RecordingWork():
                label = label_of(work.task, work.tool, work.level)
                if outcome.usage is not None:
                    self._recorded(label, outcome.usage)
                else:
                    self._not_recorded(label, outcome.unavailable)
            case BlockWork():
                self._ran(work, outcome)

    def left(self, running: Iterable[Work] = (), hands: int = 1) -> Left:
        """Return how much is done and left, while `hands` workers do `running`."""
        return self._time_left.told(tuple(running), hands, sampled=self._request.wants(SAMPLED))

    # -- beginning ------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._probes = wanted_probes(self._request, self._loaded.rubric)
        for one in self._loaded.selection.work:
            if one.unsupported is not None:
                self._cannot_do(one)
        for probe in self._probes:
            for topic in topics_of(probe, self._loaded):
                if answered_by_files(probe) or topic.stack:
                    self._ready(topic)
                else:
                    self._topics[topic.tool].append(topic)
        asked = dict.fromkeys(self._environment_of(task, tool) for task, tool in self._batches.cells)
        for topics in self._topics.values():
            asked.update(dict.fromkeys((topic.tool, None) for topic in topics if topic.task is None))
        for task, tool in self._batches.cells:
            self._cells_of[self._environment_of(task, tool)].append((task, tool))
            for level in self._measure.timed_levels:
                timed = self._loaded.workspace.implementation(task, tool, level)
                if timed is not None and timed.main is not None and timed in self._loaded.selection.work:
                    self._unchecked[task, level, self._measure.scale] += 1
        for tool, companions in asked:
            at = min(
                (self._batches.rank(*cell) for cell in self._cells_of[tool, companions]),
                default=len(self._batches.cells),
            )
            place = order.installing(self._batches.of(tool, companions), at)
            self._queue.push(place, self._items.install(tool, companions))

    def _cannot_do(self, one: Implementation) -> None:
        subject = self._items.sampled(one, self._loaded.verified_at(one), None)
        self._expect(subject)
        if not self._journal.index.times(subject, VERDICT):
            reason = "the tool cannot do this"
            why = (
                Place(one.unsupported.relative_to(self._loaded.workspace.root).as_posix()) if one.unsupported else None
            )
            findings = (
                Finding(metric, status=Status.UNSUPPORTED, reason=reason, facts=(why,) if why else ())
                for metric in (runs.REACHED, VERDICT)
            )
            self._settled.append(Settled(subject, tuple(findings)))

    # -- environments ---------------------------------------------------------------------------------------------

    def _installed(self, work: InstallWork, outcome: Outcome) -> None:
        place = (work.tool, work.task)
        if outcome.environment is None:
            self.missing.setdefault(work.tool, outcome.unavailable)
        else:
            self.facts[place] = outcome.environment.facts
        for task, tool in self._cells_of.get(place, ()):
            self._open_cell(task, tool)
        if work.task is None:
            for topic in self._topics[work.tool]:
                if topic.task is None:
                    self._ready(topic)

    def _environment_of(self, task: str | None, tool: str) -> tuple[str, str | None]:
        adapter = self._loaded.workspace.adapters[tool]
        return (tool, task if task is not None and adapter.companions.get(task) else None)

    def _facts(self, task: str | None, tool: str) -> EnvironmentFacts | None:
        return self.facts.get(self._environment_of(task, tool))

    def _open_cell(self, task: str, tool: str) -> None:
        facts = self._facts(task, tool)
        for one in self._loaded.selection.work:
            if (one.task, one.tool) != (task, tool) or one.main is None:
                continue
            subject = self._items.sampled(one, self._loaded.verified_at(one), facts)
            timed = one.level in self._measure.timed_levels
            if facts is None:
                unavailable = tuple(
                    Finding(metric, status=Status.UNAVAILABLE, reason=self.missing[tool])
                    for metric in (runs.REACHED, VERDICT)
                )
                self._settled.append(Settled(subject, unavailable, "check"))
            elif not self._request.wants(SAMPLED):
                self._leave_samples(one, facts)
            else:
                self._expect(subject)
                if not self._journal.index.is_verdict_known(subject):
                    self._check(one, subject, facts, timed=timed)
                    continue
            if timed:
                self._one_fewer_unchecked(task, one.level)
        for topic in self._topics[tool]:
            if topic.task == task:
                self._ready(topic)

    def _leave_samples(self, one: Implementation, facts: EnvironmentFacts) -> None:
        """Leave what earlier sessions sampled, also on another machine, unless something else changed since."""
        verified = self._loaded.verified_at(one)
        timed = one.level in self._measure.timed_levels
        for scale in {verified, *(blocks_wanted(self._loaded, one.task) if timed else ())}:
            subject = self._items.sampled(one, scale, facts)
            known = self._current.get(subject.name)
            if any(known == keys.sample(one, scale, facts) for keys in self._earlier):
                continue
            if known or scale == verified:
                self._expect(subject)

    def _check(self, one: Implementation, subject: Subject, facts: EnvironmentFacts, *, timed: bool) -> None:
        when = order.warming_up if timed else order.checking
        place = when(self._batches.of(one.tool, one.task), self._batches.rank(one.task, one.tool))
        self._being_checked[one.label] = subject.scale or 0
        self._queue.push(place, self._items.check(one, subject, facts, timed=timed))

    # -- questions ------------------------------------------------------------------------------------------------

    def _ready(self, topic: Topic) -> None:
        """Ask a topic whose key is known, unless it is answered or needs a recording first."""
        probe = topic.probe
        facts = self._facts(topic.task, topic.tool) if topic.tool else None
        missing = bool(topic.tool) and topic.tool in self.missing and facts is None
        subject = self._items.asked(topic, facts)
        lacking = tuple(metric for metric in probe.metrics if not self._journal.index.times(subject, metric, ""))
        if not missing or probe.static:
            self._expect(subject)
        if not lacking:
            return
        if topic.unsupported:
            findings = probe.cannot_do(topic.implementations[0], self._loaded.workspace.root)
            self._settled.append(Settled(subject, tuple(one for one in findings if one.metric in lacking)))
        elif missing and not probe.static:
            findings = probe.broke(self.missing[topic.tool], Status.UNAVAILABLE)
            self._settled.append(Settled(subject, tuple(one for one in findings if one.metric in lacking)))
        elif Dependence.USAGE in probe.depends and (unknown := self._time_left.unrecorded(topic)):
            for one in unknown:
                self._waiting[one.label].append(topic)
                self._record(one)
        else:
            why = self.missing.get(topic.tool, "")
            work = self._items.probe(topic, subject, facts, wanted=lacking, usages=self._usages, missing=why)
            self._queue.push(self._order(topic), work)

    def _record(self, one: Implementation) -> None:
        if one.label in self._recording:
            return
        self._recording.add(one.label)
        facts = self._facts(one.task, one.tool)
        key = self._keys.usage(one, facts)
        kept = self._kept_usage(one.label, key)
        if kept is not None:
            self._recorded(one.label, kept)
            return
        work = self._items.recording(one, key, facts, self.missing.get(one.tool, ""))
        if self._being_checked.get(one.label) == work.scale:
            self._after_check[one.label] = work  # the check is the plain run that the recording is compared with
        else:
            self._push_recording(work)

    def _release_recording(self, label: str, scale: int) -> None:
        """Offer the recording that waited for the check of an implementation at this scale."""
        if self._being_checked.get(label) == scale:
            del self._being_checked[label]
            if work := self._after_check.pop(label, None):
                self._push_recording(work)

    def _push_recording(self, work: RecordingWork) -> None:
        batch, rank = self._batches.of(work.tool, work.task), self._batches.rank(work.task, work.tool)
        self._queue.push(order.recording(batch, rank), work)

    def _recorded(self, label: str, usage: Usage) -> None:
        self._usages[label] = usage
        for topic in self._waiting.pop(label, ()):
            if not self._time_left.unrecorded(topic):
                self._ready(topic)

    def _not_recorded(self, label: str, why: str) -> None:
        for topic in self._waiting.pop(label, ()):
            subject = self._items.asked(topic, self._facts(topic.task, topic.tool))
            self._settled.append(Settled(subject, topic.probe.broke(why)))

    def _order(self, topic: Topic) -> Order:
        """Return a question's place in the order: files first, then a tool's set-up, the rest after the first timings."""
        probe, batch = topic.probe, self._batches.of(topic.tool, topic.task)
        rank = self._batches.rank(topic.task, topic.tool) if topic.task else 0
        if answered_by_files(probe):
            return order.reading_files()
        if probe.name == "setup":
            return order.timing_imports(batch, rank)
        if probe.static and topic.task is not None:
            return order.reading_a_cell(batch, rank)
        at = self._probes.index(probe)
        return order.asking(batch, at, rank, timed=probe.timed, few_runs=probe.runs <= _FEW_RUNS)

    # -- blocks and memory ----------------------------------------------------------------------------------------

    def _checked(self, work: SampleWork) -> None:
        if work.level in self._measure.timed_levels and work.scale == self._measure.scale:
            self._one_fewer_unchecked(work.task, work.level)

    def _one_fewer_unchecked(self, task: str, level: LevelName) -> None:
        """Update the contests of a level, now that one more of its implementations was checked."""
        place = (task, level, self._measure.scale)
        self._unchecked[place] -= 1
        if not self._request.wants(SAMPLED):
            return
        self._refresh(task, level)

    def _refresh(self, task: str, level: LevelName) -> None:
        home, smallest = self._measure.scale, self._loaded.workspace.tasks[task].scales[0]
        pending = self._unchecked[task, level, home] > 0
        for scale, wanted in blocks_wanted(self._loaded, task).items():
            if not pending:
                self._contest(task, level, scale, wanted)
            elif scale in (home, smallest):
                self._contest(task, level, scale, min(1, wanted))
        if not pending:
            self._watch_memory(task, level)

    def _contest(self, task: str, level: LevelName, scale: int, wanted: int) -> None:
        """Open a contest, or tell it who competes now and how many blocks are wanted."""
        members = self._competing(task, level, scale)
        self._contests.set(
            task,
            level,
            scale,
            smallest=self._loaded.workspace.tasks[task].scales[0],
            wanted=wanted,
            members=members,
            batch=max((self._batches.of(tool, task) for tool in members), default=0),
        )

    def _competing(self, task: str, level: LevelName, scale: int) -> dict[str, Subject]:
        """Return the subjects of the tools that compete at a scale: verified at the rubric's scale, no failure at this one."""
        found = {}
        for one in self._loaded.selection.work:
            if (one.task, one.level) != (task, level) or one.main is None:
                continue
            facts = self._facts(task, one.tool)
            if facts is None:
                continue
            at_home = self._items.sampled(one, self._measure.scale, facts)
            here = self._items.sampled(one, scale, facts)
            if self._journal.index.was_verified(at_home) and not self._journal.index.went_wrong(here):
                self._expect(here)
                found[one.tool] = here
        return found

    def _watch_memory(self, task: str, level: LevelName) -> None:
        for tool, subject in self._competing(task, level, self._measure.scale).items():
            one = self._loaded.workspace.implementation(task, tool, level)
            facts = self._facts(task, tool)
            if one is None or facts is None or (task, tool, level) in self._memory:
                continue
            self._memory.add((task, tool, level))
            wanted = memory_runs(self._measure, self.forecast.run(tool, task, self._measure.scale))
            for turn in range(self._journal.index.times(subject, runs.PEAK, "memory"), wanted):
                self._queue.push(order.watching_memory(turn), self._items.memory(one, subject, facts, turn))

    def _ran(self, work: BlockWork, outcome: Outcome) -> None:
        """Remove a member that failed in a block from its contest, and replace a block that was lost."""
        if any(taken.sample.status.is_evalkit_failure for taken in outcome.samples):
            self._contests.replace_lost(work.task, work.level, work.scale)
        if any(self._journal.index.went_wrong(member.subject) for member in work.members):
            wanted = self._contests.wanted(work.task, work.level, work.scale)
            self._contest(work.task, work.level, work.scale, wanted)

    def _block(self, contest: Contest) -> Work:
        name, subjects = self._contests.begin_block(contest)
        environments = (self.facts[self._environment_of(contest.task, subject.tool)] for subject in subjects)
        members = [Member(subject.tool, subject, facts) for subject, facts in zip(subjects, environments, strict=True)]
        return self._items.block(contest, name, members)
