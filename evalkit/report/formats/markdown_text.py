"""Text written by others, made safe inside Markdown as GitHub renders it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evalkit.report.words.plain_text import visible

LONGEST = 300
"""Characters of one piece of text; what is longer is cut, and says so."""

_MARKS = re.compile(r"[\\`*_\[\]<>|~&#$]")
_CALLS = re.compile(r"@(?=\w)|#(?=\d)|:(?=//)|(?<=\bwww)\.")
_STARTS_A_BLOCK = re.compile(r"^(?=[-+=])|^(\d+)(?=[.)](?:\s|$))")
_SPLIT = "\u200b"


def escaped(text: str) -> str:
    """One line that shows as it is written: no markup, no mention of a person, no link, no reference to an issue."""
    line = " ".join(visible(text).split())
    if len(line) > LONGEST:
        line = f"{line[:LONGEST]}… [{len(line) - LONGEST:,} more characters]"
    line = _CALLS.sub(lambda mark: mark[0] + _SPLIT, line)
    line = _MARKS.sub(lambda mark: f"\\{mark[0]}", line)
    return _STARTS_A_BLOCK.sub(lambda mark: f"{mark[0]}\\", line).replace(_SPLIT, "&#8203;")


def fenced(text: str) -> str:
    """A block of code; the fence is longer than any that stands in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{visible(text)}\n{fence}"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as GitHub renders it; headings that begin with '>' are set to the right. Cells are ready Markdown."""
    lines = [
        "| " + " | ".join(heading.removeprefix(">") for heading in headings) + " |",
        "| " + " | ".join("--:" if heading.startswith(">") else "---" for heading in headings) + " |",
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    return "\n".join(lines)
