"""The record: the only place that writes outcomes to the disk, as observations, logs and curves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from glob import escape
from pathlib import Path
from uuid import uuid4

from evalkit.bench.machine import digest_of
from evalkit.model import VERDICT, WALL, BlockPlace, Fact, Observation, Status, Subject
from evalkit.model.plain_text import now
from evalkit.plan import Outcome, RecordingWork, TakenSample, Work
from evalkit.probes import METRICS, Finding, runs
from evalkit.store import Journal, RunFolder
from evalkit.workers.artifacts import keep_pictures, keep_sample, keep_usage
from evalkit.workers.withholding import withheld_findings, withheld_sample, withheld_usage

_LONGEST_NUMBER = 9
"""Of a file, in digits: somebody else may have named the files, and a name has an end."""


@dataclass(slots=True)
class Record:
    """The journal of a run, the session that writes into it, and the key that each subject has now.

    With `withheld` nothing is written that may hold values of the reader's own data.
    """

    folder: RunFolder
    journal: Journal
    session: str = field(default_factory=lambda: uuid4().hex[:12])
    current: dict[str, str] = field(default_factory=dict)
    withheld: bool = False
    _numbers: dict[Path, int] = field(default_factory=dict)

    def take(self, work: Work, outcome: Outcome) -> None:
        """Write down everything in an outcome, in one write."""
        if self.withheld:
            outcome = _withheld(outcome)
        machine = digest_of(outcome.machine)
        new = [one for taken in outcome.samples for one in self._of_sample(taken, machine)]
        if outcome.subject is not None:
            new += self._stamped(outcome.subject, outcome.findings, machine=machine)
        self._write(new)
        if outcome.usage is not None and isinstance(work, RecordingWork):
            keep_usage(self.folder, work, outcome.usage)

    def add(self, subject: Subject, findings: Iterable[Finding], *, purpose: str = "") -> None:
        """Write down findings that needed no worker."""
        self._write(self._stamped(subject, findings, purpose=purpose))

    @property
    def machines(self) -> frozenset[str]:
        """The digests of the machines that took samples in any session."""
        return frozenset(one.machine for one in self.journal.observations if one.machine and one.probe == runs.FAMILY)

    def expect(self, subject: Subject) -> None:
        """Make this the subject's current key; observations under other keys become history."""
        self.current[subject.name] = subject.key

    def forget(self, subject_name: str) -> None:
        """Make nothing current for this subject, because nobody can ask about it any more."""
        self.current.pop(subject_name, None)

    def _of_sample(self, taken: TakenSample, machine: str) -> list[Observation]:
        sample, purpose = taken.sample, taken.purpose
        facts = keep_sample(self.folder, taken, self._next_number)
        say = runs.timed if taken.block else runs.watched if purpose == "memory" else runs.verified
        findings = say(sample, facts, taken.subject.level or "")
        if pictures := keep_pictures(self.folder, taken, self._next_number):
            findings = tuple(_with(finding, VERDICT, pictures) for finding in findings)
        if taken.load is not None:
            findings = tuple(_with(finding, WALL, (taken.load,)) for finding in findings)
        return self._stamped(taken.subject, findings, purpose=purpose, block=taken.block, machine=machine)

    def _stamped(
        self,
        subject: Subject,
        findings: Iterable[Finding],
        *,
        purpose: str = "",
        block: BlockPlace | None = None,
        machine: str = "",
    ) -> list[Observation]:
        taken = now()
        return [
            Observation(
                tool=subject.tool,
                probe=subject.probe,
                metric=finding.metric,
                unit=METRICS[finding.metric].unit,
                status=finding.status,
                key=subject.key,
                session=self.session,
                taken=taken,
                value=finding.value,
                task=subject.task,
                level=subject.level,
                scale=subject.scale,
                block=block,
                purpose=purpose or finding.purpose,
                reason=finding.reason,
                facts=finding.facts,
                stack=subject.stack,
                machine=machine,
            )
            for finding in findings
        ]

    def _next_number(self, stem: Path) -> int:
        """Return the next number for files with this prefix, above all of earlier sessions, even if some were removed."""
        if stem not in self._numbers:
            used = (file.stem.rpartition("-")[2] for file in stem.parent.glob(f"{escape(stem.name)}-*.*"))
            used = (number for number in used if number.isdecimal() and len(number) <= _LONGEST_NUMBER)
            self._numbers[stem] = max(map(int, used), default=0)
        self._numbers[stem] += 1
        return self._numbers[stem]

    def _write(self, new: list[Observation]) -> None:
        self.journal.append(new)
        for one in new:
            subject = Subject(one.probe, one.tool, one.key, one.task, one.level, one.scale, one.stack)
            # A failure of ours does not replace an earlier measurement.
            if subject.name not in self.current or one.status is not Status.UNAVAILABLE:
                self.current[subject.name] = one.key


def _withheld(outcome: Outcome) -> Outcome:
    """Return an outcome without anything that may hold values of the reader's own data."""
    probe = outcome.subject.probe if outcome.subject else ""
    return replace(
        outcome,
        samples=tuple(map(withheld_sample, outcome.samples)),
        findings=withheld_findings(outcome.findings, probe),
        usage=outcome.usage and withheld_usage(outcome.usage),
    )


def _with(finding: Finding, metric: str, facts: tuple[Fact, ...]) -> Finding:
    """Add facts to a finding if it is about this metric."""
    return replace(finding, facts=(*finding.facts, *facts)) if finding.metric == metric else finding
