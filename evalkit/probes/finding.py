"""What a probe answers, before anybody stamps it with a time, a session and a key."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model import Evidence, Status


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of one metric, or why there is none; `value` is in the metric's unit.

    `purpose` tells findings of one metric apart that stand beside each other, such as those of several raters.
    """

    metric: str
    value: float | None = None
    status: Status = Status.OK
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    purpose: str = ""
