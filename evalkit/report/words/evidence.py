"""What a probe wrote in short as evidence, in words that a reader can do without the probe."""

from __future__ import annotations

import re

from evalkit.probes import METRICS
from evalkit.report.words.quantities import number, quantity

_BLOCK = re.compile(r"block (?:[^/\s]+/){2}(?P<rows>\d+)/[0-9a-f]+/(?P<block>\d+), place (?P<place>\d+) of (?P<of>\d+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def evidence_words(metric: str, text: str) -> str:
    """The text of one piece of evidence of a metric: a bare number gets its unit or its origin, a block no key."""
    if told := _BLOCK.fullmatch(text):
        rows = number(float(told["rows"]))
        return f"block {int(told['block']) + 1} at {rows} rows, place {told['place']} of {told['of']}"
    if _NUMBER.fullmatch(text.strip()):
        return quantity(float(text), METRICS[metric].unit)
    if _NUMBER.fullmatch(text.split("\n", 1)[0].strip()):
        return f"What was printed:\n{text}"
    return text
