"""Reading what a failed program printed: its message, and the way through the code that its tracebacks show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 3_000
_TRACEBACK = "Traceback (most recent call last):"
_HEADER = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Interrupt|Exit|Group)\b")
_FRAME = re.compile(r'^\s+File "(?P<file>[^"\n]+)", line (?P<line>\d+), in ')
_ROW = re.compile(r"\b(?:rows?|lines?)\W{0,3}\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """One place that a traceback names; `line` counts from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a program printed, read as a terminal shows it: a line that was drawn again is there once, as it last was.

    `message` runs from the header of the last exception to the end, and is the last line where there is none. `own`
    is the innermost frame in the user's files, of the last traceback that has one; `outside` counts the frames in
    anybody else's, over all tracebacks, `lines` the lines printed.
    """

    text: str
    message: str
    own: Frame | None
    outside: int
    lines: int

    @property
    def shown(self) -> str:
        """The text, or its first and last parts where it is longer than `LONGEST` characters."""
        half = LONGEST // 2
        if len(self.text) <= LONGEST:
            return self.text
        left_out = len(self.text) - 2 * half
        return f"{self.text[:half]}\n[... {left_out:,} characters left out ...]\n{self.text[-half:]}"

    def names(self, *words: str) -> bool:
        """Whether the message holds one of `words`, whole and in upper or lower case; 'row' is any row's number."""
        return names(self.message, words)


def names(message: str, words: Iterable[str]) -> bool:
    """Whether `message` holds one of `words`, whole and in upper or lower case; 'row' asks for the number of a row.

    A unit may stand right behind a number ('yrs' in '13yrs'), but 'age' is not in 'manager' or 'age-group'.
    """
    return any(_ROW.search(message) if word == "row" else _pattern(word).search(message) for word in words)


def read_transcript(log: str, own_files: Iterable[str]) -> Transcript:
    """Read a log in which tracebacks name the files of the user as one of `own_files`."""
    lines = _as_on_a_terminal(log)
    own = frozenset(own_files)
    frames = [Frame(found["file"], int(found["line"])) for found in map(_FRAME.match, lines) if found]
    mine = [frame for frame in frames if frame.file in own]
    return Transcript(
        "\n".join(lines), _message(lines), mine[-1] if mine else None, len(frames) - len(mine), len(lines)
    )


def _as_on_a_terminal(log: str) -> list[str]:
    """The lines of a log; of one that carriage returns draw again, as bars of progress do, the last drawing."""
    lines = log.removesuffix("\n").split("\n") if log else []
    return [line.rstrip("\r").rpartition("\r")[2] for line in lines]


def _message(lines: list[str]) -> str:
    """As `evalkit.bench.failure.exception_in` finds it, but with its lines, and the last line where it finds none."""
    headers = [at for at, line in enumerate(lines) if _HEADER.match(line)]
    begun = max((at for at, line in enumerate(lines) if _TRACEBACK in line), default=None)
    if begun is not None:
        after = range(begun + 1, len(lines))
        headers = [at for at in after if lines[at].strip() and not lines[at][0].isspace()][:1] or headers
    if headers:
        return "\n".join(lines[headers[-1] :])
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _pattern(word: str) -> re.Pattern[str]:
    """The word with nothing of its own sort before and behind it."""
    before, behind = (_same_sort(edge) for edge in (word[:1], word[-1:]))
    return re.compile(
        (rf"(?<!{before})" if before else "") + re.escape(word) + (rf"(?!{behind})" if behind else ""), re.IGNORECASE
    )


def _same_sort(edge: str) -> str:
    if edge.isdigit():
        return r"[0-9.]"
    return r"[A-Za-z_-]" if edge.isalpha() else ""
