"""What a probe answers, before anybody stamps it with a time, a session and a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.model import Fact, Status
from evalkit.model.facts import from_json, to_json


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


def findings_to_json(findings: Sequence[Finding]) -> list[Any]:
    """Return findings as what JSON can hold."""
    return [
        {
            "metric": one.metric,
            "value": one.value,
            "status": one.status.value,
            "reason": one.reason,
            "facts": [to_json(fact) for fact in one.facts],
            "purpose": one.purpose,
        }
        for one in findings
    ]


def findings_from_json(data: Any) -> tuple[Finding, ...]:
    """Return findings out of what `findings_to_json` made; raises ValueError where it is something else."""
    try:
        return tuple(
            Finding(
                one["metric"],
                one["value"],
                Status(one["status"]),
                one["reason"],
                tuple(from_json(fact) for fact in one["facts"]),
                one["purpose"],
            )
            for one in data
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"these are no findings: {error}") from None
