"""Measure what is known as any tool is measured: with the workbench, the bench, the launcher and the blocks of a run."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from evalkit.bench import Limits, Sample, bare_environ, turn
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import SAMPLED, Subject
from evalkit.plan import BlockWork, InstallWork, Member, Outcome, SampleWork, Work
from evalkit.plan.contests import Contests
from evalkit.plan.forecast import Forecast
from evalkit.store import Journal
from evalkit.store.snapshot import Snapshot
from evalkit.workers.perform import perform
from evalkit.workers.workbench import Workbench

KNOWN = Path(__file__).parent / "known"
LIMITS = Limits(timeout_seconds=120, memory_mb=2000)
SEED = 0


class CannotMeasure(Exception):
    """Something could not be measured on this machine; the text says why."""


class Measuring:
    """A workbench over the workspace of what is known. It is a context manager, and leaves nothing behind.

    `waiting` is called where another evalkit of this user is timing.
    """

    def __init__(self, waiting: Callable[[], None]) -> None:
        self._waiting = waiting
        self._folder = Path(tempfile.mkdtemp(prefix="evalkit-")).resolve()
        self._snapshot = Snapshot.of(KNOWN)
        self._workbench = Workbench(self._folder, lambda _: self._snapshot, StandingEnvironments)
        self._others: list[float] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._workbench.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def others(self) -> float | None:
        """The share of the processors that other programs kept busy while something was timed, as a mean; None if unknown."""
        return sum(self._others) / len(self._others) if self._others else None

    def lasted(self, seconds: float) -> float:
        """Return how many seconds a process lasted, by the launcher, that sleeps so long."""
        place = self._folder / "sleeping"
        program = shutil.which(
            "sleep", path=os.confstr("CS_PATH") or os.defpath
        )  # so that nobody looks for it meanwhile
        if program is None:
            raise CannotMeasure("this system has no program that sleeps")
        with turn(self._waiting):
            done = self._workbench.launcher.run(
                [program, f"{seconds:g}"], cwd=self._folder, environ=bare_environ(place, place), limits=LIMITS
            )
        if not done.is_good:
            raise CannotMeasure(done.reason or f"`sleep {seconds:g}` ended with exit code {done.exit_code}")
        self._note(done.others)
        return done.wall_seconds

    def peak(self, tree: str, megabytes: int) -> float:
        """Return the peak memory, in MB, of a tree of processes that holds so many."""
        member = self._member("holding", tree, megabytes)
        work = SampleWork(
            name=f"memory/{tree}/{megabytes}",
            snapshot=self._snapshot.digest,
            task="holding",
            level="adapt",
            scale=megabytes,
            seed=SEED,
            limits=LIMITS,
            member=member,
            purpose="memory",
        )
        [taken] = self._performed(work).samples
        if taken.sample.peak_memory_mb is None:
            raise CannotMeasure(_why(taken.sample))
        return taken.sample.peak_memory_mb

    def blocks(
        self, tools: tuple[str, ...], milliseconds: int, count: int, begun: Callable[[int], None]
    ) -> dict[str, dict[str, Sample]]:
        """Return the samples of tools by block, in so many blocks; `begun` is called with the number of each."""
        subjects = {tool: self._member("lasting", tool, milliseconds).subject for tool in tools}
        contests = Contests(
            Journal(self._folder / "journal.jsonl"),
            Forecast(),
            home=milliseconds,
            budget_minutes=60,
            session="selftest",
            seed=SEED,
        )
        contests.set("lasting", "adapt", milliseconds, smallest=milliseconds, wanted=count, members=subjects, batch=0)
        found: dict[str, dict[str, Sample]] = {tool: {} for tool in tools}
        while contest := contests.next:
            begun(contest.number)
            name, order = contests.begin_block(contest)
            work = BlockWork(
                name=name,
                snapshot=self._snapshot.digest,
                alone=True,
                task=contest.task,
                level=contest.level,
                scale=contest.scale,
                seed=SEED,
                limits=LIMITS,
                members=tuple(self._member("lasting", subject.tool, milliseconds) for subject in order),
            )
            with turn(self._waiting):
                pass  # the block takes its own turn; whoever has to wait for it is to know
            for taken in self._performed(work).samples:
                if taken.sample.wall_seconds is None:
                    raise CannotMeasure(_why(taken.sample))
                self._note(taken.sample.others)
                found[taken.subject.tool][name] = taken.sample
        return found

    def _member(self, task: str, tool: str, scale: int) -> Member:
        work = InstallWork(name=f"install/{tool}", snapshot=self._snapshot.digest, tool=tool, task=task)
        outcome = self._performed(work)
        if outcome.environment is None:
            raise CannotMeasure(outcome.unavailable)
        subject = Subject(SAMPLED, tool, self._snapshot.digest, task, "adapt", scale)
        return Member(tool, subject, outcome.environment.facts)

    def _performed(self, work: Work) -> Outcome:
        outcome = perform(work, self._workbench)
        if outcome.unfit:
            raise CannotMeasure(outcome.unfit)
        return outcome

    def _note(self, others: float | None) -> None:
        if others is not None:
            self._others.append(others)


def _why(sample: Sample) -> str:
    return sample.reason or f"it is {sample.status}"
