"""What a probe answers, before anybody stamps it with a time, a session and a key."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model import Fact, Status


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of one metric, or why there is none; `value` is in the metric's unit.

    `facts` are what it rests on, for charts and readers: all of them, none cut. `purpose` tells findings of one metric
    apart that stand beside each other, such as those of several raters.
    """

    metric: str
    value: float | None = None
    status: Status = Status.OK
    reason: str = ""
    facts: tuple[Fact, ...] = ()
    purpose: str = ""
