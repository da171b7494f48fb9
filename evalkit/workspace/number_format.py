"""How a table writes its numbers: what stands before the decimals, and what between thousands."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """The character before the decimals, and the one between groups of three digits; '' where digits are not grouped."""

    decimal: str = "."
    thousands: str = ""

    def number(self, field: str) -> float | None:
        """Return the number that a field holds, or None where it holds none in this format."""
        whole, point, rest = field.partition(self.decimal)
        if self.thousands and self.thousands in whole:
            if not re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(self.thousands)}\d{{3}})+", whole):
                return None
            whole = whole.replace(self.thousands, "")
        if "." in whole or "." in rest or "_" in field:  # Python would read a '.' that is no decimal here, and a '_'
            return None
        try:
            number = float(f"{whole}.{rest}" if point else whole)
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def reads_all(self, fields: Iterable[str]) -> bool:
        """Return whether each field holds a number in this format."""
        return all(self.number(field) is not None for field in fields)


PLAIN = NumberFormat()
_WITH_POINT = (PLAIN, NumberFormat(".", ","), NumberFormat(".", " "), NumberFormat(".", "'"))
_WITH_COMMA = (NumberFormat(","), NumberFormat(",", "."), NumberFormat(",", " "))


def number_format_of(columns: Collection[Collection[str]], separator: str = ",") -> NumberFormat:
    """Return the format that reads most columns as numbers: the plain one, unless another one reads more.

    Where a comma separates the fields, '1,234' is a thousand, else 1.234.
    """
    order = (*_WITH_POINT, *_WITH_COMMA) if separator == "," else (PLAIN, *_WITH_COMMA, *_WITH_POINT[1:])
    return max(order, key=lambda each: sum(each.reads_all(fields) for fields in columns if fields))
