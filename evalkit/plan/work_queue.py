"""The work that is ready, in the order of the plan: one queue for what runs alone on the machine, one for the rest."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator

from evalkit.plan.order import Order
from evalkit.plan.work import Work


class WorkQueue:
    """Two queues of ready work; in each, work of the same order comes out as it went in."""

    def __init__(self) -> None:
        self._alone: list[tuple[Order, int, Work]] = []
        self._together: list[tuple[Order, int, Work]] = []
        self._serial = itertools.count()

    def push(self, place: Order, work: Work) -> None:
        """Add work to the queue that it belongs to."""
        heapq.heappush(self._queue(alone=work.alone), (place, next(self._serial), work))

    def pop(self, *, alone: bool, fits: Callable[[Work], bool]) -> Work | None:
        """Take the first work of a queue that `fits`; None if there is none."""
        queue = self._queue(alone=alone)
        if not queue:
            return None
        if fits(queue[0][2]):
            return heapq.heappop(queue)[2]
        entry = min((entry for entry in queue if fits(entry[2])), default=None)
        if entry is None:
            return None
        queue.remove(entry)
        heapq.heapify(queue)
        return entry[2]

    def first(self, *, alone: bool) -> Order | None:
        """Return the order of the first work of a queue; None if it is empty."""
        queue = self._queue(alone=alone)
        return queue[0][0] if queue else None

    def ready(self, *, alone: bool) -> Iterator[tuple[Order, Work]]:
        """Yield all work of a queue with its order, in no order."""
        return ((place, work) for place, _, work in self._queue(alone=alone))

    def _queue(self, *, alone: bool) -> list[tuple[Order, int, Work]]:
        return self._alone if alone else self._together
