"""The coordinator hands work to workers, and it alone records the outcomes.

Timed work runs alone on its host: the coordinator waits until the host is free, and starts nothing beside it. If a
worker is lost or cannot do its work, the work goes back to the agenda. After three lost workers the coordinator gives
the work up.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial

from evalkit.bench import Sample
from evalkit.bench.machine import digest_of
from evalkit.bench.machine_busy import is_busy
from evalkit.model import Status
from evalkit.plan import Agenda, Left, Outcome, ProbeWork, SampleWork, TakenSample, Work
from evalkit.plan.budget import Budget
from evalkit.plan.work import doing
from evalkit.probes import PROBES
from evalkit.workers.record import Record
from evalkit.workers.workers import Activity, Done, Lost, Seat, Workers

MOST_LOSSES = 3
"""After this many lost workers, a piece of work is given up."""
TICK_SECONDS = 1.0


class Ending(Enum):
    """How the work of a run ended."""

    COMPLETE = "everything is done"
    MEASURED_ONCE = "the time allowed is over, and every figure is measured"
    OUT_OF_BUDGET = "the time allowed is over"
    NOBODY_LEFT = "no worker is left that can do the rest"
    INTERRUPTED = "interrupted"

    @property
    def is_complete(self) -> bool:
        """Whether every figure is measured, even if fewer times than planned."""
        return self in (Ending.COMPLETE, Ending.MEASURED_ONCE)


def _nothing() -> None:
    pass


@dataclass(slots=True)
class Coordinator:
    """Carries out an agenda.

    It calls `show` with the progress once a second and after every outcome, `say` with each line that stays, `taken`
    with every outcome that was recorded, and `idle` when something new is known and no timed work runs, which is the
    time to publish. When the budget is spent, it calls `enough`, which says whether the results can be ranked and the
    run may end. `is_ranked` says whether they can already; until then the time left is that of measuring everything
    once, if that is more than the budget. If no worker can do the rest, it waits `patience` seconds for another one.
    """

    agenda: Agenda
    workers: Workers
    record: Record
    budget: Budget
    show: Callable[[Left, str], None] = lambda _left, _doing: None
    say: Callable[[str], None] = lambda _: None
    taken: Callable[[Work, Outcome], None] = lambda _work, _outcome: None
    idle: Callable[[], None] = _nothing
    enough: Callable[[], bool] = lambda: True
    is_ranked: Callable[[], bool] = lambda: True
    patience: float = 0.0
    clock: Callable[[], float] = time.monotonic
    _running: dict[str, Work] = field(default_factory=dict)
    _doing: dict[str, str] = field(default_factory=dict)
    _losses: Counter[str] = field(default_factory=Counter)
    _unfit: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _complained: set[str] = field(default_factory=set)
    _shown: float = float("-inf")

    def carry_out(self) -> Ending:
        """Do everything on the agenda, until the budget is spent or somebody interrupts."""
        try:
            return self._carry_out()
        except KeyboardInterrupt:
            return Ending.INTERRUPTED

    def _carry_out(self) -> Ending:
        idle_since: float | None = None
        while True:
            self._write_settled()
            out_of_budget = self.budget.left <= 0 and not self._is_timing() and self.enough()
            if not out_of_budget:
                self._hand_out()
            if self._running:
                idle_since = None
                self._take_event()
            elif self.agenda.next_is_alone() is None:
                return Ending.COMPLETE
            elif out_of_budget:
                self.agenda.cut_short()
                return Ending.MEASURED_ONCE if self.agenda.only_repeats_are_left else Ending.OUT_OF_BUDGET
            else:  # nobody took what remains; another worker may still join
                idle_since = self.clock() if idle_since is None else idle_since
                if self.clock() - idle_since >= self.patience:
                    return Ending.NOBODY_LEFT
                self._take_event()

    # -- handing out ----------------------------------------------------------------------------------------------

    def _hand_out(self) -> None:
        for seats in self._hosts().values():
            machine = digest_of(seats[0].machine)
            busy = [seat for seat in seats if seat.name in self._running]
            if any(self._running[seat.name].alone for seat in busy):
                continue
            for seat in (seat for seat in seats if seat.name not in self._running):
                alone = self.agenda.next_is_alone() and machine == self.agenda.machine
                if alone and busy:
                    break  # work that runs alone comes first: start nothing until the host is free
                work = self.agenda.next(alone=bool(alone), fits=partial(self._fits, seat.name, machine))
                if work is None and not alone and not busy and machine == self.agenda.machine:
                    alone, work = True, self.agenda.next(alone=True, fits=partial(self._fits, seat.name, machine))
                if work is not None:
                    self._submit(seat, work)
                    busy.append(seat)
                if alone:
                    break

    def _is_timing(self) -> bool:
        return any(work.alone for work in self._running.values())

    def _fits(self, seat: str, machine: str, work: Work) -> bool:
        return work.machine in ("", machine) and seat not in self._unfit[work.name]

    def _submit(self, seat: Seat, work: Work) -> None:
        self._running[seat.name] = work
        self._doing[seat.name] = doing(work)
        self.workers.submit(seat.name, work)
        self._tell(force=work.alone)

    def _hosts(self) -> dict[str, list[Seat]]:
        hosts: dict[str, list[Seat]] = defaultdict(list)
        for seat in self._fit_seats():
            hosts[seat.host].append(seat)
        return hosts

    def _fit_seats(self) -> list[Seat]:
        fit = []
        for seat in self.workers.seats():
            if not seat.unfit:
                fit.append(seat)
            elif seat.name not in self._complained:
                self._complained.add(seat.name)
                self.say(f"worker {seat.name} is left out: it {seat.unfit}")
        return fit

    # -- taking in ------------------------------------------------------------------------------------------------

    def _take_event(self) -> None:
        event = self.workers.next(TICK_SECONDS)
        match event:
            case Done(seat, outcome):
                work = self._running.pop(seat)
                if outcome.unfit:
                    self._cannot(seat, work, outcome.unfit)
                else:
                    self._take(work, outcome)
            case Lost(seat, why):
                self._lost(seat, why)
            case Activity(seat, text):
                self._doing[seat] = text
        self._tell()

    def _take(self, work: Work, outcome: Outcome) -> None:
        self.budget.leave_out(outcome.installing)
        self.record.take(work, outcome)
        self.agenda.done(work, outcome)
        self.taken(work, outcome)
        self._warn_of_load(outcome)
        if not self._is_timing():
            self.idle()

    def _warn_of_load(self, outcome: Outcome) -> None:
        """Say once that others use the machine: whoever sits before it can still do something about that."""
        busy = next((found for one in outcome.samples if one.load and (found := is_busy(one.load))), None)
        if busy and "busy" not in self._complained:
            self._complained.add("busy")
            self.say(busy.sentence)

    def _cannot(self, seat: str, work: Work, why: str) -> None:
        self._unfit[work.name].add(seat)
        if f"{seat}: {why}" not in self._complained:
            self._complained.add(f"{seat}: {why}")
            self.say(f"worker {seat} {why}; another worker must do it")
        if all(other.name in self._unfit[work.name] for other in self._fit_seats()):
            self._give_up(work, f"no worker can do it; the last one {why}")
        else:
            self.agenda.again(work)

    def _lost(self, seat: str, why: str) -> None:
        work = self._running.pop(seat, None)
        self.say(f"worker {seat} is lost: {why}")
        if work is None:
            return
        self._losses[work.name] += 1
        if self._losses[work.name] >= MOST_LOSSES:
            self._give_up(work, f"{MOST_LOSSES} workers were lost while they did it; the last one because {why}")
        else:
            self.agenda.again(work)

    def _give_up(self, work: Work, why: str) -> None:
        """Record that nobody could do it; the failure counts as evalkit's own, and the next session tries again."""
        outcome = Outcome(work.name, {}, unavailable=why)
        if isinstance(work, ProbeWork):
            self.record.add(work.subject, PROBES[work.probe].broke(why))
        elif isinstance(work, SampleWork):
            broken = TakenSample(work.member.subject, work.purpose, Sample(Status.PROBE_ERROR, why))
            self.record.take(work, replace(outcome, samples=(broken,)))
        self.say(f"evalkit gives up {work.name}: {why}")
        self.agenda.done(work, outcome)

    def _write_settled(self) -> None:
        for settled in self.agenda.take_settled():
            self.record.add(settled.subject, settled.findings, purpose=settled.purpose)

    def _tell(self, *, force: bool = False) -> None:
        now = self.clock()
        if force or now - self._shown >= TICK_SECONDS:
            self._shown = now
            hands = max(1, len(self._fit_seats()))
            said = ", ".join(self._doing[seat] for seat in self._running if seat in self._doing)
            left = self.agenda.left(self._running.values(), hands)
            most = self.budget.left if self.is_ranked() else max(self.budget.left, left.seconds - left.repeats)
            self.show(replace(left, seconds=min(left.seconds, max(0.0, most))), said)
