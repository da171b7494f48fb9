"""Plain text for people: other people's made safe to show, names in a row, the time.

Safe text has no terminal codes, no invisible characters and no endless lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

_TERMINAL = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # operating system commands: window titles, links
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # device and application strings
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # control sequences: colours, moves
    r"|\x1b[ -/]*[0-~]?"
)
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that change the writing direction, so that text looks different from what it is."""

_HIDDEN = {ord(mark): f"[U+{ord(mark):04X}]" for mark in f"{_TURNING}\u200b\u2028\u2029\u2060\ufeff"}
_CONTROLS = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}
_CONTROLS |= {0x7F: "\u2421"} | {code: f"[U+{code:04X}]" for code in range(0x80, 0xA0)}
_LONE = dict.fromkeys(range(55296, 57344), "�")
_VISIBLE = str.maketrans(_HIDDEN | _CONTROLS | _LONE)
_ODD = re.compile(f"[{''.join(map(chr, (_HIDDEN | _CONTROLS).keys()))}\ud800-\udfff]")
"""Most texts contain none of these, and a search is faster than a rewrite."""

LONGEST_LINE = 2_000
LONGEST_TEXT = 200_000


def visible(text: str) -> str:
    """Return the text without terminal codes, and with other invisible or direction-changing characters as numbers."""
    if not _ODD.search(text):
        return text
    return _TERMINAL.sub("", text.replace("\r\n", "\n")).translate(_VISIBLE)


def capped(text: str, line: int = LONGEST_LINE, whole: int = LONGEST_TEXT) -> str:
    """Return `visible` text of limited length: its beginning and end, and between them how much was left out."""
    if len(text) <= min(line, whole) and "\n" not in text:
        return visible(text)
    if len(text) > whole:
        half = whole // 2
        left_out = len(text) - 2 * half
        text = f"{text[:half]}\n[… {left_out:,} characters left out …]\n{text[-half:]}"
    lines = text.split("\n")
    if max(map(len, lines)) <= line:
        return visible(text)
    shown = (
        part if len(part) <= line else f"{part[:line]}[… {len(part) - line:,} more characters in this line]"
        for part in lines
    )
    return visible("\n".join(shown))


def joined(names: Sequence[str]) -> str:
    """Return names as a sentence has them: `a`, `a and b`, `a, b and c`; empty without any."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
