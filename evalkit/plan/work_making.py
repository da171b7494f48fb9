"""Turn what the plan decides into work items that any worker can perform, and name what each is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evalkit.bench import Limits
from evalkit.model import SAMPLED, Adapter, Implementation, Subject, Usage
from evalkit.plan.contests import Contest
from evalkit.plan.keys import Keys
from evalkit.plan.loading import Loaded
from evalkit.plan.topics import Topic
from evalkit.plan.work import (
    BlockWork,
    EnvironmentFacts,
    InstallWork,
    Member,
    ProbeWork,
    RecordingWork,
    SampleWork,
)
from evalkit.probes import Dependence


@dataclass(frozen=True, slots=True)
class WorkItems:
    """Makes the work items of one run; `snapshot` is the digest of the workspace, and `seed` that of the request."""

    loaded: Loaded
    keys: Keys
    snapshot: str
    seed: int

    @property
    def limits(self) -> Limits:
        """The limits of each measured process."""
        measure = self.loaded.rubric.measure
        return Limits(timeout_seconds=measure.timeout_seconds, memory_mb=measure.memory_mb)

    def sampled(self, one: Implementation, scale: int, facts: EnvironmentFacts | None) -> Subject:
        """Return what the samples of an implementation at a scale are about."""
        return Subject(SAMPLED, one.tool, self.keys.sample(one, scale, facts), one.task, one.level, scale)

    def asked(self, topic: Topic, facts: EnvironmentFacts | None) -> Subject:
        """Return what the answers to a question are about."""
        probe, workspace = topic.probe, self.loaded.workspace
        if topic.stack:
            key = self.keys.of_stack(probe, topic.adapters(workspace), self._panel)
        else:
            baseline = topic.baseline(workspace)
            key = self.keys.asked(probe, topic.tool, topic.implementations, facts, baseline, self._panel)
        return Subject(probe.name, topic.tool, key, topic.task, topic.level, stack=topic.stack)

    def install(self, tool: str, companions_for: str | None) -> InstallWork:
        """Return the work of making a tool's environment, with its companions for a task, if it has some."""
        name = f"install/{tool}/{companions_for or '-'}"
        return InstallWork(name=name, snapshot=self.snapshot, tool=tool, task=companions_for)

    def check(self, one: Implementation, subject: Subject, facts: EnvironmentFacts, *, timed: bool) -> SampleWork:
        """Return the work of verifying an implementation; one that is timed later is watched for its memory meanwhile."""
        return replace(self._sample(one, subject, facts, "memory" if timed else "check", 0), draw=True)

    def memory(self, one: Implementation, subject: Subject, facts: EnvironmentFacts, turn: int) -> SampleWork:
        """Return the work of watching the memory of an implementation once more."""
        return self._sample(one, subject, facts, "memory", turn)

    def _sample(
        self, one: Implementation, subject: Subject, facts: EnvironmentFacts, purpose: str, turn: int
    ) -> SampleWork:
        alone = purpose == "memory"
        return SampleWork(
            name=f"{purpose}/{one.label}/{subject.scale}/{turn}",
            snapshot=self.snapshot,
            alone=alone,
            machine=self.keys.machine if alone else "",
            task=one.task,
            level=one.level,
            scale=subject.scale or self.loaded.rubric.measure.scale,
            seed=self.seed,
            limits=self.limits,
            member=Member(one.tool, subject, facts),
            purpose=purpose,
        )

    def recording(self, one: Implementation, key: str, facts: EnvironmentFacts | None, missing: str) -> RecordingWork:
        """Return the work of recording what an implementation uses; `missing` says why its tool could not be installed."""
        return RecordingWork(
            name=f"record/{one.label}",
            snapshot=self.snapshot,
            task=one.task,
            tool=one.tool,
            level=one.level,
            key=key,
            scale=self.loaded.workspace.tasks[one.task].scales[0],
            seed=self.seed,
            limits=self.limits,
            facts=facts,
            missing=missing,
        )

    def probe(
        self,
        topic: Topic,
        subject: Subject,
        facts: EnvironmentFacts | None,
        *,
        wanted: Sequence[str],
        usages: Mapping[str, Usage],
        missing: str,
    ) -> ProbeWork:
        """Return the work of asking a question for the metrics `wanted`, with the `usages` that its probe depends on."""
        workspace, probe, measure = self.loaded.workspace, topic.probe, self.loaded.rubric.measure
        tasks = (
            [topic.task]
            if topic.task
            else [name for name in workspace.tasks if not topic.tool or topic.tool in workspace.tools_of(name)]
        )
        used = topic.implementations if Dependence.USAGE in probe.depends else ()
        return ProbeWork(
            name=f"{probe.name}/{topic.label}",
            snapshot=self.snapshot,
            alone=probe.timed,
            machine=self.keys.machine if Dependence.MACHINE in probe.depends else "",
            subject=subject,
            probe=probe.name,
            version=probe.version,
            implementations=tuple((one.task, one.level) for one in topic.implementations),
            wanted=tuple(wanted),
            seed=self.seed,
            limits=self.limits,
            scale=min(workspace.tasks[name].scales[0] for name in tasks),
            faults=measure.faults,
            typos=measure.typos,
            turns=measure.turns,
            panel=self.loaded.rubric.interop_with,
            facts=facts,
            missing=missing,
            usages=tuple((one.label, usages[one.label]) for one in used if one.label in usages),
            tools=topic.tools,
        )

    def block(self, contest: Contest, name: str, members: Sequence[Member]) -> BlockWork:
        """Return the work of running every member of a contest once, in this order."""
        return BlockWork(
            name=name,
            snapshot=self.snapshot,
            alone=True,
            machine=self.keys.machine,
            task=contest.task,
            level=contest.level,
            scale=contest.scale,
            seed=self.seed,
            limits=self.limits,
            members=tuple(members),
        )

    @property
    def _panel(self) -> tuple[Adapter, ...]:
        return tuple(self.loaded.workspace.adapters[tool] for tool in self.loaded.rubric.interop_with)
