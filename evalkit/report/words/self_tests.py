"""A self-test in words: a line for each check, and what all of them say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.report.words.quantities import moment
from evalkit.selftest import Check, SelfTest

_DIGITS = {"ms": 2, "MB": 2, "%": 2, "×": 3}
"""The most digits after the point, by unit; counts have none."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check as ready text; `spread` is the lowest and highest measurement, or the interval of a ratio."""

    what: str
    known: str
    measured: str
    error: str
    limit: str
    spread: str
    verdict: str
    is_within: bool


def headline(test: SelfTest) -> str:
    """Return in one sentence whether every check is within its limit."""
    outside = sum(not check.is_within for check in test.checks)
    if not outside:
        return f"All {len(test.checks)} checks are within their limits."
    return f"{outside} of {len(test.checks)} checks {'is' if outside == 1 else 'are'} not within {'its limit' if outside == 1 else 'their limits'}."


def circumstances(test: SelfTest) -> Iterator[str]:
    """Yield when and where it was made, how long it took, and whether other programs were busy meanwhile."""
    machine = ", ".join(f"{name} {value}" for name, value in test.machine.items())
    yield f"evalkit {test.evalkit}, {moment(test.started)}, in {test.seconds:.0f} s."
    yield f"Machine: {machine}."
    yield f"Each rate is that of {test.resamples:,} sets that were drawn by chance from the times measured."
    if test.busy:
        yield f"This machine was busy: {test.busy}. What is not within its limit may be for that."


def rows_by_part(test: SelfTest) -> dict[str, list[CheckRow]]:
    """Return the checks of each part, in their order."""
    parts: dict[str, list[CheckRow]] = {}
    for check in test.checks:
        parts.setdefault(check.part, []).append(row_of(check))
    return parts


def row_of(check: Check) -> CheckRow:
    """Return one check as text."""
    measured, error, spread = "not measured", "", ""
    if check.measured is not None and check.error is not None:
        measured = _with_unit(check.measured, check.unit)
        error = _with_unit(check.error, check.unit, sign=True)
        if check.share is not None and check.unit in {"ms", "MB"}:
            error += f" ({100 * check.share:+.1f} %)"
    if check.spread:
        spread = f"{_bare(check.spread[0], check.unit)} to {_with_unit(check.spread[1], check.unit)}"
    return CheckRow(
        what=check.what,
        known=_with_unit(check.known, check.unit),
        measured=measured,
        error=error,
        limit=_limit(check),
        spread=spread,
        verdict="within its limit" if check.is_within else f"not within its limit{_why(check)}",
        is_within=check.is_within,
    )


def _why(check: Check) -> str:
    return f": {check.reason}" if check.reason else ""


def _limit(check: Check) -> str:
    if check.lowest == check.highest:
        return _with_unit(check.lowest, check.unit)
    return f"{_bare(check.lowest, check.unit)} to {_with_unit(check.highest, check.unit)}"


def _bare(value: float, unit: str, *, sign: bool = False) -> str:
    text = f"{value:{'+' if sign else ''}.{_DIGITS.get(unit, 0)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", "+0"} else text


def _with_unit(value: float, unit: str, *, sign: bool = False) -> str:
    text = _bare(value, unit, sign=sign)
    return f"{text}{unit}" if unit == "×" else f"{text} {unit}".rstrip()
