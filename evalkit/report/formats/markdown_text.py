"""Make other people's text safe inside Markdown as GitHub renders it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evalkit.model.plain_text import visible

LONGEST = 300
"""The number of characters of one text that are shown; longer texts are cut and say so."""

_MARKS = re.compile(r"[\\`*_\[\]<>|~&#$]")
_CALLS = re.compile(r"@(?=\w)|#(?=\d)|:(?=//)|(?<=\bwww)\.")
_STARTS_A_BLOCK = re.compile(r"^(?=[-+=])|^(\d+)(?=[.)](?:\s|$))")
_SPLIT = "\u200b"


def escaped(text: str) -> str:
    """Return one line that looks as it is written: no markup, no mention of a person, no link, no issue reference."""
    line = " ".join(visible(text).split())
    if len(line) > LONGEST:
        line = f"{line[:LONGEST]}… [{len(line) - LONGEST:,} more characters]"
    line = _CALLS.sub(lambda mark: mark[0] + _SPLIT, line)
    line = _MARKS.sub(lambda mark: f"\\{mark[0]}", line)
    return _STARTS_A_BLOCK.sub(lambda mark: f"{mark[0]}\\", line).replace(_SPLIT, "&#8203;")


def fenced(text: str) -> str:
    """Return a block of code; its fence is longer than any fence inside."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{visible(text)}\n{fence}"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as GitHub renders it; headings that begin with '>' are aligned right. Cells are ready Markdown."""
    lines = [
        "| " + " | ".join(heading.removeprefix(">") for heading in headings) + " |",
        "| " + " | ".join("--:" if heading.startswith(">") else "---" for heading in headings) + " |",
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    return "\n".join(lines)
