from __future__ import annotations

from evalkit.plan.order import Order, Phase
from evalkit.plan.work import InstallWork
from evalkit.plan.work_queue import WorkQueue


def install(name: str) -> InstallWork:
    return InstallWork(name=name, snapshot="s", tool=name, task=None)


def everything(_: object) -> bool:
    return True


def test_work_comes_out_by_its_order_and_work_of_one_order_as_it_went_in() -> None:
    queue = WorkQueue()
    late, early = Order(Phase.REPEATS), Order(Phase.FIRST_LOOK)
    for place, name in ((late, "last"), (early, "first"), (early, "second")):
        queue.push(place, install(name))
    taken = [queue.pop(alone=False, fits=everything) for _ in range(4)]
    assert [work and work.name for work in taken] == ["first", "second", "last", None]


def test_work_that_does_not_fit_stays_for_somebody_else() -> None:
    queue = WorkQueue()
    for at, name in enumerate(("a", "b", "c")):
        queue.push(Order(Phase.FIRST_LOOK, at), install(name))
    fitting = queue.pop(alone=False, fits=lambda work: work.name in "bc")
    assert fitting is not None
    assert fitting.name == "b"
    assert queue.pop(alone=False, fits=lambda work: work.name == "b") is None
    assert [work.name for _, work in queue.ready(alone=False)] == ["a", "c"]


def test_an_empty_queue_has_no_first_work() -> None:
    queue = WorkQueue()
    assert queue.first(alone=True) is None
    queue.push(Order(Phase.FILES), install("a"))
    assert (queue.first(alone=False), queue.first(alone=True)) == (Order(Phase.FILES), None)
