"""The coordinator: everything once, timed work alone, nothing lost with a worker, and an end when time is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from evalkit.bench import Sample
from evalkit.model import WALL, FewerBlocks, Status, Verdict
from evalkit.plan import BlockWork, InstallWork, Outcome, ProbeWork, SampleWork, TakenSample, Work
from evalkit.plan.budget import Budget
from evalkit.store import Manifest
from evalkit.workers import Ending, Event, Seat
from evalkit.workers.scripted import MACHINE, ScriptedWorkers
from tests.conftest import COUNT, SmallWorkspace
from tests.workers.scripted_run import MACHINE_DIGEST, ScriptedRun, well

ANOTHER = {"processor": "another"}


@pytest.fixture
def run(small: SmallWorkspace) -> ScriptedRun:
    return ScriptedRun(small)


class WatchedWorkers(ScriptedWorkers):
    """Scripted workers that note what else was running on the host when work was submitted."""

    def __init__(self, count: int, hosts: int = 1) -> None:
        super().__init__(well, count, hosts)
        self.running: dict[str, Work] = {}
        self.beside: list[tuple[Work, list[Work]]] = []

    def submit(self, seat: str, work: Work) -> None:
        host = next(one.host for one in self.seats() if one.name == seat)
        others = [self.running[one.name] for one in self.seats() if one.host == host and one.name in self.running]
        self.beside.append((work, others))
        self.running[seat] = work
        super().submit(seat, work)

    def next(self, timeout: float) -> Event | None:
        event = super().next(timeout)
        if event is not None:
            self.running.pop(event.seat)
        return event


def walls(run: ScriptedRun) -> Counter[tuple[str, int | None]]:
    return Counter((one.tool, one.scale) for one in run.seen if one.metric == "run.wall_seconds")


@pytest.mark.parametrize("count", [1, 2, 8])
def test_every_figure_is_there_and_every_block_whole_however_many_workers_there_are(
    run: ScriptedRun, count: int
) -> None:
    assert run.go(ScriptedWorkers(well, count)) is Ending.COMPLETE
    assert walls(run) == {
        (tool, scale): 2 if scale == 20 else 1 for tool in ("plain", "other") for scale in (10, 20, 40)
    }
    memory = Counter(one.tool for one in run.seen if one.metric == "run.peak_memory_mb")
    assert memory == {"plain": 3, "other": 3}
    assert {one.machine for one in run.seen if one.status is Status.OK} == {MACHINE_DIGEST}
    blocks = [one.block for one in run.seen if one.metric == "run.wall_seconds" and one.block]
    assert all(Counter(place.block for place in blocks)[place.block] == place.of for place in blocks)


def test_going_on_measures_nothing_twice(run: ScriptedRun) -> None:
    run.go()
    before = run.seen
    workers = ScriptedWorkers(well)
    assert run.go(workers) is Ending.COMPLETE
    assert run.seen == before
    assert {type(work) for _, work in workers.log} == {InstallWork}, "only environments are looked at again"


def test_timed_work_is_alone_on_its_host(run: ScriptedRun) -> None:
    workers = WatchedWorkers(4)
    run.go(workers)
    assert any(others for _, others in workers.beside), "other work runs side by side"
    for work, others in workers.beside:
        assert not (work.alone and others)
        assert not any(other.alone for other in others)


def test_two_hosts_are_timed_at_once_but_never_two_on_one(run: ScriptedRun) -> None:
    workers = WatchedWorkers(4, hosts=2)
    run.go(workers, blocks=6)
    assert not any(others for work, others in workers.beside if work.alone)
    assert walls(run)["plain", 20] == 6


def test_a_block_whose_worker_is_lost_is_run_again_whole_and_counted_once(run: ScriptedRun) -> None:
    lost: list[str] = []

    def script(work: Work) -> Outcome | str:
        if isinstance(work, BlockWork) and not lost:
            lost.append(work.name)
            return "its process ended with exit code -9"
        return well(work)

    assert run.go(ScriptedWorkers(script, 2)) is Ending.COMPLETE
    assert walls(run)["plain", 20] == 2
    assert Counter(one.block.block for one in run.seen if one.block)[lost[0]] == 2 * 4, (
        "both members, four metrics each"
    )
    assert any("exit code -9" in line for line in run.said)


def test_work_that_ends_every_worker_is_given_up_and_said_to_be_ours(run: ScriptedRun) -> None:
    def script(work: Work) -> Outcome | str:
        return "ended" if isinstance(work, ProbeWork) and work.subject.tool == "other" else well(work)

    assert run.go(ScriptedWorkers(script)) is Ending.COMPLETE
    of_other = {one.status for one in run.seen if one.tool == "other" and one.probe == "code"}
    assert of_other == {Status.PROBE_ERROR}
    assert {one.status for one in run.seen if one.tool == "plain" and one.probe == "code"} == {Status.OK}
    assert run.go() is Ending.COMPLETE, "the next session asks again"
    assert Status.OK in {one.status for one in run.seen if one.tool == "other" and one.probe == "code"}


class Elsewhere(ScriptedWorkers):
    """One seat on a machine of another kind."""

    def __init__(self) -> None:
        super().__init__(lambda work: replace(well(work), machine=ANOTHER))
        self._seats = [replace(seat, machine=ANOTHER) for seat in self._seats]


def test_a_session_elsewhere_that_asks_for_no_runs_leaves_those_of_the_first_machine(run: ScriptedRun) -> None:
    assert run.go(probes=("run",), command="evalkit run --probes run") is Ending.COMPLETE
    timed = dict(run.folder.read_manifest()["current"])
    assert run.go(Elsewhere(), probes=("code",), command="evalkit run --probes code") is Ending.COMPLETE
    after = run.folder.read_manifest()
    assert timed.items() <= after["current"].items()
    assert (after["machine"], after["command"]) == (MACHINE, "evalkit run --probes run")
    assert walls(run)["plain", 20] == 2

    run.small.add("plain", COUNT + "changed = True\n")
    assert run.go(Elsewhere(), probes=("code",)) is Ending.COMPLETE
    changed = dict(run.folder.read_manifest()["current"])
    assert {name for name, key in timed.items() if changed[name] != key} == {
        name for name in timed if "plain" in name
    }, "times of what was changed since are history"

    assert run.go(Elsewhere()) is Ending.COMPLETE
    assert run.folder.read_manifest()["machine"] == ANOTHER


def test_a_session_that_asks_for_no_runs_leaves_those_of_every_machine_that_took_part(run: ScriptedRun) -> None:
    run.small.add("third")
    assert run.go(tools=("third",), probes=("run",)) is Ending.COMPLETE
    timed = {name: key for name, key in run.folder.read_manifest()["current"].items() if "third" in name}
    assert run.go(Elsewhere(), tools=("other",), probes=("run",)) is Ending.COMPLETE
    assert run.folder.read_manifest()["machine"] == ANOTHER
    assert timed
    assert run.go(Elsewhere(), probes=("code",)) is Ending.COMPLETE
    assert timed.items() <= run.folder.read_manifest()["current"].items()


def test_what_had_fewer_blocks_is_still_said_after_a_session_that_asks_for_no_runs(run: ScriptedRun) -> None:
    assert run.go() is Ending.COMPLETE
    fewer = FewerBlocks("counting", "adapt", 40, ran=1, wanted=6, block_seconds=100.0)
    manifest = replace(Manifest.from_json(run.folder.read_manifest()), fewer_blocks=(fewer,))
    run.folder.write_manifest(manifest.to_json())
    assert run.go(probes=("code",)) is Ending.COMPLETE
    assert Manifest.from_json(run.folder.read_manifest()).fewer_blocks == (fewer,)
    assert run.go() is Ending.COMPLETE
    assert Manifest.from_json(run.folder.read_manifest()).fewer_blocks == ()


class TwoKinds(ScriptedWorkers):
    """Two seats on two machines of which only the first is the one that timings are about."""

    def __init__(self) -> None:
        super().__init__(well, 2, hosts=2)
        self._seats[1] = replace(self._seats[1], machine=ANOTHER)

    def seats(self) -> Sequence[Seat]:
        return self._seats


def test_a_machine_of_another_kind_does_what_needs_no_clock(run: ScriptedRun) -> None:
    workers = TwoKinds()
    assert run.go(workers) is Ending.COMPLETE
    there = [work for seat, work in workers.log if seat == "seat-1"]
    assert there
    assert not any(isinstance(work, BlockWork) for work in there)
    assert walls(run)["other", 20] == 2


def test_work_that_one_worker_cannot_do_goes_to_another_and_is_said_once(run: ScriptedRun) -> None:
    def script(work: Work) -> Outcome:
        return well(work)

    class FirstIsUnfit(ScriptedWorkers):
        def submit(self, seat: str, work: Work) -> None:
            self._script = (
                (lambda it: Outcome(it.name, MACHINE, unfit="has another Python")) if seat == "seat-0" else script
            )
            super().submit(seat, work)

    assert run.go(FirstIsUnfit(script, 2, hosts=2)) is Ending.COMPLETE
    assert walls(run)["plain", 20] == 2
    assert sum("has another Python" in line for line in run.said) == 1


def test_seats_that_are_unfit_get_nothing(run: ScriptedRun) -> None:
    workers = ScriptedWorkers(well, 2, hosts=2)
    workers._seats[1] = replace(workers._seats[1], unfit="runs another version of evalkit")
    assert run.go(workers) is Ending.COMPLETE
    assert {seat for seat, _ in workers.log} == {"seat-0"}
    assert sum("another version" in line for line in run.said) == 1


def test_without_anybody_left_the_run_ends_and_says_so(run: ScriptedRun) -> None:
    workers = ScriptedWorkers(well)
    workers._seats[0] = replace(workers._seats[0], unfit="cannot run evalkit")
    assert run.go(workers) is Ending.NOBODY_LEFT


class Clock:
    """A clock that goes on by what work takes."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def script(self, work: Work) -> Outcome:
        self.now += 10.0
        return well(work)


def test_a_spent_budget_ends_the_run_and_the_next_goes_on_from_there(run: ScriptedRun) -> None:
    clock = Clock()
    assert run.go(ScriptedWorkers(clock.script), budget=Budget(60, clock), clock=clock) is Ending.OUT_OF_BUDGET
    some = len(run.seen)
    assert some > 0
    assert run.go() is Ending.COMPLETE
    assert len(run.seen) > some
    assert walls(run)["plain", 20] == 2


def test_a_budget_does_not_end_a_run_that_cannot_rank_anything_yet(run: ScriptedRun) -> None:
    clock = Clock()
    ending = run.go(
        ScriptedWorkers(clock.script), budget=Budget(60, clock), clock=clock, enough=lambda: walls(run).total() > 0
    )
    assert ending is Ending.OUT_OF_BUDGET
    assert walls(run).total() > 0


def test_installing_is_not_counted_against_the_budget() -> None:
    clock = Clock()
    budget = Budget(60, clock)
    clock.now = 100.0
    budget.leave_out(90.0)
    assert budget.left == pytest.approx(50.0)
    assert budget.spent == pytest.approx(10.0)


def test_a_tool_whose_answer_is_wrong_competes_in_no_block(run: ScriptedRun) -> None:
    def script(work: Work) -> Outcome:
        if isinstance(work, SampleWork) and work.member.tool == "other":
            wrong = Sample(Status.WRONG, "7 is not 20", verdict=Verdict(passed=False, score=0.0))
            return Outcome(work.name, MACHINE, samples=(TakenSample(work.member.subject, work.purpose, wrong),))
        return well(work)

    assert run.go(ScriptedWorkers(script)) is Ending.COMPLETE
    assert {tool for tool, _ in walls(run)} == {"plain"}


def test_a_tool_that_goes_wrong_in_a_block_is_left_out_of_the_next(run: ScriptedRun) -> None:
    def script(work: Work) -> Outcome:
        done = well(work)
        if isinstance(work, BlockWork):
            spoilt = tuple(
                replace(taken, sample=Sample(Status.FAILED, "it crashed")) if taken.subject.tool == "other" else taken
                for taken in done.samples
            )
            return replace(done, samples=spoilt)
        return done

    assert run.go(ScriptedWorkers(script), blocks=3) is Ending.COMPLETE
    at_home = Counter(one.tool for one in run.seen if one.metric == "run.wall_seconds" and one.scale == 20)
    assert at_home["other"] == 1
    assert at_home["plain"] >= 3


def lost(work: BlockWork, done: Outcome) -> Outcome:
    """A block whose second sample failed because of evalkit itself."""
    first, second, *others = done.samples
    return replace(done, samples=(first, replace(second, sample=Sample(Status.PROBE_ERROR, "killed")), *others))


def test_a_block_that_is_lost_through_no_tools_fault_is_replaced(run: ScriptedRun) -> None:
    spoilt: list[int] = []

    def script(work: Work) -> Outcome:
        if isinstance(work, BlockWork) and work.scale not in spoilt:
            spoilt.append(work.scale)
            return lost(work, well(work))
        return well(work)

    assert run.go(ScriptedWorkers(script)) is Ending.COMPLETE
    whole = Counter(one.block.block for one in run.seen if one.block and one.metric == WALL and one.value is not None)
    scales = Counter(int(name.split("/")[2]) for name, count in whole.items() if count == 2)
    assert scales == {10: 1, 20: 2, 40: 1}


def test_a_machine_that_loses_every_block_ends_and_the_next_session_measures_what_is_missing(run: ScriptedRun) -> None:
    def script(work: Work) -> Outcome:
        return lost(work, well(work)) if isinstance(work, BlockWork) else well(work)

    assert run.go(ScriptedWorkers(script)) is Ending.COMPLETE
    assert run.go() is Ending.COMPLETE
    whole = Counter(one.block.block for one in run.seen if one.block and one.metric == WALL and one.value is not None)
    scales = Counter(int(name.split("/")[2]) for name, count in whole.items() if count == 2)
    assert scales == {10: 1, 20: 2, 40: 1}


def test_a_tool_that_cannot_be_had_is_unavailable_and_stops_nobody(run: ScriptedRun) -> None:
    def script(work: Work) -> Outcome:
        if isinstance(work, InstallWork) and work.tool == "other":
            return Outcome(work.name, MACHINE, unavailable="other cannot be had: nobody publishes it")
        return well(work)

    assert run.go(ScriptedWorkers(script)) is Ending.COMPLETE
    verdicts = {one.status for one in run.seen if one.tool == "other" and one.metric == "capability.score"}
    assert verdicts == {Status.UNAVAILABLE}
    assert walls(run)["plain", 20] == 2


def test_how_far_it_is_never_goes_back_and_ends_with_all_that_was_done(run: ScriptedRun) -> None:
    ticks = iter(range(100_000))
    run.go(clock=lambda: float(next(ticks)))
    done = [int(line.partition("/")[0]) for line in run.shown]
    assert done == sorted(done)
    left = run.agenda.left()
    assert (left.done, left.seconds) == (left.total, 0.0)


def test_no_more_time_is_left_than_the_budget_allows(run: ScriptedRun) -> None:
    def slow(work: Work) -> Outcome:
        return replace(well(work), seconds=1000.0)

    ticks = iter(range(100_000))
    run.go(ScriptedWorkers(slow), budget=Budget(60, lambda: 0.0), clock=lambda: float(next(ticks)), blocks=30)
    assert max(run.seconds_left) == 60.0


def test_until_something_is_ranked_the_time_left_is_that_of_measuring_everything_once(run: ScriptedRun) -> None:
    def slow(work: Work) -> Outcome:
        return replace(well(work), seconds=1000.0)

    ticks = iter(range(100_000))
    never = lambda: False  # noqa: E731
    clock = lambda: float(next(ticks))  # noqa: E731
    run.go(ScriptedWorkers(slow), budget=Budget(60, lambda: 0.0), clock=clock, is_ranked=never, blocks=30)
    assert max(run.seconds_left) > 60.0
    assert 60.0 in run.seconds_left, "once only repeats are left, the budget ends them"


def test_the_total_is_told_at_the_start_and_hardly_changes(run: ScriptedRun) -> None:
    ticks = iter(range(100_000))
    run.go(clock=lambda: float(next(ticks)), blocks=30)
    totals = [int(line.partition("/")[2].partition(" ")[0]) for line in run.shown]
    assert totals[-1] == max(totals)
    assert max(totals) <= 1.1 * totals[0]
