"""A run of a small workspace whose work is scripted: the loop, the journal and the plan are real, no process is started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.bench import Sample
from evalkit.bench.machine import digest_of
from evalkit.environments import Provisioner
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import BlockPlace, Observation, Status, Usage, Verdict
from evalkit.plan import (
    Agenda,
    BlockWork,
    EnvironmentFacts,
    InstallWork,
    Left,
    Outcome,
    ProbeWork,
    Provisioned,
    RecordingWork,
    Request,
    SampleWork,
    TakenSample,
    Work,
    load,
)
from evalkit.plan.budget import Budget
from evalkit.probes import Finding
from evalkit.store import Journal, RunFolder
from evalkit.workers import Coordinator, Ending, Record, Session, Workers
from evalkit.workers.scripted import MACHINE, ScriptedWorkers
from tests.conftest import SmallWorkspace

GOOD = Verdict(passed=True, score=1.0)


def well(work: Work) -> Outcome:
    """What becomes of work when all goes well."""
    match work:
        case InstallWork():
            stands = Provisioned(EnvironmentFacts("lock", "3.11.7"), "1.0", "1.1", "2026-01-01")
            return Outcome(work.name, MACHINE, environment=stands)
        case SampleWork():
            peak = 20.0 if work.purpose == "memory" else None
            sample = Sample(Status.OK, peak_memory_mb=peak, memory_kind="pss" if peak else None, verdict=GOOD)
            return Outcome(work.name, MACHINE, 0.5, samples=(TakenSample(work.member.subject, work.purpose, sample),))
        case BlockWork():
            taken = tuple(
                TakenSample(
                    member.subject,
                    "block",
                    Sample(Status.OK, wall_seconds=0.1, cpu_seconds=0.1, verdict=GOOD),
                    BlockPlace(work.name, place, len(work.members)),
                )
                for place, member in enumerate(work.members)
            )
            return Outcome(work.name, MACHINE, 0.2, samples=taken)
        case RecordingWork():
            return Outcome(work.name, MACHINE, usage=Usage(recorded=True, uses=()))
        case ProbeWork():
            findings = tuple(Finding(metric, 1.0) for metric in work.wanted)
            return Outcome(work.name, MACHINE, subject=work.subject, findings=findings)
        case _:
            raise AssertionError(work)


@dataclass
class ScriptedRun:
    """One session of a run after another, in one folder."""

    small: SmallWorkspace
    said: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    seconds_left: list[float] = field(default_factory=list)
    environments: Callable[..., Provisioner] = StandingEnvironments
    journal: Callable[[Path], Journal] = Journal

    @property
    def folder(self) -> RunFolder:
        """The folder of the run."""
        return RunFolder(self.small.root / "reports" / "small")

    @property
    def seen(self) -> list[Observation]:
        """All that is in the journal."""
        return Journal(self.folder.journal).observations

    def go(
        self,
        workers: Workers | None = None,
        *,
        budget: Budget | None = None,
        enough: Callable[[], bool] = lambda: True,
        is_ranked: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = lambda: 0.0,
        snapshot: str = "snapshot",
        **request: Any,
    ) -> Ending:
        """Carry out what is left; `request` narrows or changes what is asked for."""
        asked = Request("rubrics/small.yaml", self.small.root, **request)
        loaded = load(asked)
        self.folder.path.mkdir(parents=True, exist_ok=True)
        record = Record(self.folder, self.journal(self.folder.journal))
        with workers or ScriptedWorkers(well) as hired:
            session = Session(asked, loaded, self.folder, record, hired.seats()[0].machine)
            self.agenda: Agenda = session.plan(snapshot, self.environments(locks=Path("locks")), self.said.append)
            ending = Coordinator(
                self.agenda,
                hired,
                record,
                budget or Budget(3600, clock),
                say=self.said.append,
                show=self._show,
                taken=session.taken,
                enough=enough,
                is_ranked=is_ranked,
                clock=clock,
                patience=hired.patience,
            ).carry_out()
        session.note(complete=ending.is_complete)
        return ending

    def _show(self, left: Left, doing: str) -> None:
        self.shown.append(f"{left.done}/{left.total} {doing}")
        self.seconds_left.append(left.seconds)


MACHINE_DIGEST = digest_of(MACHINE)
