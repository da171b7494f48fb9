"""Numbers as people read them: sensible digits and a unit. The evidence has the exact value."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from evalkit.model import PYTHON_3
from evalkit.probes import RATING
from evalkit.scoring import Points

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_REMEMBERED = 10_000
"""A large page says the same numbers again and again, and exact rounding takes long."""

_THIN = "\u202f"
"""Narrow no-break space, used between thousands and between a number and its unit."""


def number(value: float) -> str:
    """Return two or three significant digits: 0.53, 8.71, 107, 30 000."""
    if not math.isfinite(value):
        return "not a number"
    size = abs(value)
    if size >= 100 or value == round(value):
        return f"{value:,.0f}".replace(",", _THIN)
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:.{1 - math.floor(math.log10(size))}f}" if size >= 0.0001 else f"{value:.1e}"


def quantity(value: float | None, unit: str) -> str:
    """Return a value with its unit: '0.53 s', '107 MB', '92 %' for a share, 'Python 3.13' for a version."""
    if value is None:
        return ""
    if unit == "share":
        return f"{number(round(100 * value, 1))}{_THIN}%"
    if unit == PYTHON_3:
        return f"Python 3.{value:.0f}"
    if unit == RATING.unit:
        return f"{value:g} {unit}"
    if unit in {"s", "ms", "MB"} or " / " in unit:
        return f"{number(value)}{_THIN}{unit}"
    if unit == "sites":  # of embedded languages: the page calls them what they are
        unit = "places"
    return f"{number(value)} {unit[:-1] if value == 1 and unit.endswith('s') else unit}"


def times(ratio: float) -> str:
    """Return a ratio in words: '3.4×'."""
    if not math.isfinite(ratio) or ratio <= 0:
        return f"{ratio}×"
    return f"{ratio:,.0f}×".replace(",", _THIN) if ratio >= 10 else f"{ratio:.2g}×"


def moment(text: str) -> str:
    """Return a time of ISO 8601 as '24 November 2026, 03:41 UTC'; anything else unchanged."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    zone = f" {when.tzname()}" if when.tzinfo else ""
    return f"{day(text)}, {when:%H:%M}{zone}"


def day(text: str) -> str:
    """Return the day of a time of ISO 8601 as '24 November 2026'; anything else unchanged."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


@lru_cache(_REMEMBERED)
def one_digit(value: float) -> str:
    """Return one digit after the point, with halves rounded up, as the page's script does."""
    return str(Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP))


def is_tie(gap: float) -> bool:
    """Return whether a gap shows as 0.0 points, which is no lead."""
    return one_digit(abs(gap)) == "0.0"


def points(value: Points) -> str:
    """Return points as '62.1', or as '41.0–78.3' if something was not measured."""
    low, high = one_digit(value.low), one_digit(value.high)
    return low if low == high else f"{low}–{high}"


WIDEST = 40
"""A range of more points than this says too little for its middle to be shown."""


def is_unknown(value: Points) -> bool:
    """Return whether so much was not measured that nothing can be said."""
    return value.high - value.low > WIDEST


def whole_points(value: Points) -> str:
    """Return points without a digit after the point: '62'; if something was not measured '~62', the middle, or '?'."""
    if is_unknown(value):
        return "?"
    low, middle, high = (_whole(end) for end in (value.low, value.middle, value.high))
    return middle if low == high else f"~{middle}"


@lru_cache(_REMEMBERED)
def _whole(value: float) -> str:
    return str(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))


def shade(value: Points) -> str:
    """Return how strong the colour of a cell is, from 0 to 100; none where nothing can be said."""
    return "0" if is_unknown(value) else f"{value.middle:.2f}"


def places(rank: tuple[int, int] | None) -> str:
    """Return a rank as '2', or as '2–3' if it is open."""
    if rank is None:
        return "–"
    return str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}–{rank[1]}"


def ordinal(rank: tuple[int, int] | None) -> str:
    """Return a rank as '2nd', as '2–3' if it is open, or as '–' if there is none."""
    if rank is None or rank[0] != rank[1]:
        return places(rank)
    ending = "th" if 10 < rank[0] % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(rank[0] % 10, "th")
    return f"{rank[0]}{ending}"


@lru_cache(_REMEMBERED)
def share(value: float) -> str:
    """Return a share of draws: '87 %'; above none at least 'under 1 %', below all at most 'over 99 %'."""
    if 0 < value < 0.01:
        return f"under 1{_THIN}%"
    if 0.99 < value < 1:
        return f"over 99{_THIN}%"
    return f"{Decimal(100 * value).quantize(Decimal(1), ROUND_HALF_UP)}{_THIN}%"


def weight_share(value: float) -> str:
    """Return a weight's share of all: '12.5 %'; above none at least 'under 0.1 %', below all at most 'over 99.9 %'."""
    if 0 < value < 0.001:
        return f"under 0.1{_THIN}%"
    if 0.999 < value < 1:
        return f"over 99.9{_THIN}%"
    return f"{one_digit(100 * value).removesuffix('.0')}{_THIN}%"


def shares(value: tuple[float, float]) -> str:
    """Return the range of a share of draws: '87 %', or '62 % to 71 %'."""
    least, most = share(value[0]), share(value[1])
    return least if least == most else f"{least} to {most}"


def weight(value: float) -> str:
    """Return a weight in few digits: '1', '2.5', '0.333', or '1e+20' if it is very large or small."""
    if value and not 0.001 <= value < 1e9:
        return f"{value:.3g}"
    return f"{value:.3f}".rstrip("0").rstrip(".")
