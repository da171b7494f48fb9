"""Texts in another language inside Python strings, counted as they would be in a file of that language.

Words and punctuation marks are tokens there. Comments and blank lines count nowhere. A string without another language
is one token, however long.
"""

from __future__ import annotations

import ast
import re
import tokenize
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from evalkit.source.other_languages import without_comments
from evalkit.source.reading import LAYOUT, Position, Source, byte_position, code_tokens, read_source, source_lines

_KEPT = 16
"""Sources of which the tokens that count are kept: several figures rest on them."""
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True, order=True)
class EmbeddedText:
    """A Python string that holds another language: where it begins, and where it ends, columns in bytes."""

    start: Position
    end: Position
    language: str


@dataclass(frozen=True, slots=True)
class CodeCount:
    """What counts in a Python source, embedded texts by their own tokens and lines.

    `tokens` and `handover_tokens` stand above and below the hand-over mark, `lines` are the numbers of the lines above
    it that hold code.
    """

    tokens: int
    handover_tokens: int
    lines: tuple[int, ...]


class Weighed(NamedTuple):
    """One token of a Python source that counts, its place as syntax trees say it, and for how many it counts."""

    token: tokenize.TokenInfo
    at: Position
    weight: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class EmbeddedLine:
    """One line of an embedded text, without comments and space around it: where it stands, and its tokens."""

    number: int
    text: str
    tokens: int


def embedded_tokens(text: str, language: str) -> int:
    """The words and punctuation marks of a text, less the comments of its language."""
    return len(_WORD.findall(without_comments(text, language)))


def weighed_tokens(text: str, embedded: Sequence[EmbeddedText]) -> tuple[Weighed, ...]:
    """The tokens of a Python source that count, above and below the hand-over mark, in their order.

    What was asked before is given again.
    """
    return _weighed(text, tuple(sorted(embedded)))


@lru_cache(maxsize=_KEPT)
def _weighed(text: str, spans: tuple[EmbeddedText, ...]) -> tuple[Weighed, ...]:
    source, lines, is_plain = read_source(text), source_lines(text), text.isascii()
    starts = [one.start for one in spans]
    found: list[Weighed] = []
    for token in code_tokens(text):
        if token.type in LAYOUT:
            continue
        at = token.start if is_plain else byte_position(token.start, lines)
        if at[0] in source.docstrings and source.is_docstring(at):
            continue
        number = bisect_right(starts, at) - 1 if token.type == tokenize.STRING else -1
        if number < 0 or at >= spans[number].end:
            found.append(Weighed(token, at, 1))
            continue
        language = spans[number].language
        weight = max(1, embedded_tokens(text_of_token(token, lines), language))
        found.append(Weighed(token, at, weight, language))
    return tuple(found)


def counted(text: str, source: Source, embedded: Sequence[EmbeddedText]) -> CodeCount:
    """What counts in a Python source, with the embedded texts that are known to stand in it."""
    mark = source.handover_line
    above = below = 0
    lines: set[int] = set()
    written = source_lines(text)
    for one in weighed_tokens(text, embedded):
        if mark is not None and one.token.start[0] > mark:
            below += one.weight
            continue
        above += one.weight
        first, last = one.token.start[0], one.token.end[0]
        lines |= {first, last}
        if one.language:
            lines |= {line.number for line in embedded_lines(one, written)}
        else:
            lines.update(range(first, last + 1))
    return CodeCount(above, below, tuple(sorted(lines)))


def written_lines(text: str, embedded: Sequence[EmbeddedText]) -> dict[EmbeddedText, list[tuple[int, str]]]:
    """The lines of each embedded text as they are written, comments among them, with their numbers in the source."""
    lines = source_lines(text)
    found: dict[EmbeddedText, list[tuple[int, str]]] = {}
    spans = sorted(embedded)
    starts = [one.start for one in spans]
    for one in weighed_tokens(text, spans) if spans else ():
        if one.language:
            span = spans[bisect_right(starts, one.at) - 1]
            first, last = one.token.start[0], one.token.end[0]
            held = text_of_token(one.token, lines) if first == last else _between_quotes(_spelled(one.token, lines))
            numbered = ((first if first == last else first + at, line) for at, line in enumerate(held.split("\n")))
            found.setdefault(span, []).extend(numbered)
    return found


def embedded_lines(one: Weighed, lines: Sequence[str]) -> Iterator[EmbeddedLine]:
    """The lines of an embedded text that are neither blank nor comments, where they stand in the Python source."""
    raw = without_comments(_between_quotes(_spelled(one.token, lines)), one.language)
    for number, line in enumerate(raw.split("\n"), one.token.start[0]):
        if line.strip():
            yield EmbeddedLine(number, " ".join(line.split()), len(_WORD.findall(line)))


def text_of_token(token: tokenize.TokenInfo, lines: Sequence[str]) -> str:
    """What a string token holds; of an f-string what is written, since only a run knows the rest."""
    spelled = _spelled(token, lines)
    try:
        value = ast.literal_eval(spelled)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return _between_quotes(spelled)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else _between_quotes(spelled)


def _between_quotes(spelled: str) -> str:
    bare = spelled.lstrip("rRbBuUfFtT")
    quote = bare[:3] if bare[:3] in {'"""', "'''"} and len(bare) >= len('""""""') else bare[:1]
    return bare[len(quote) : len(bare) - len(quote)] if quote else bare


def _spelled(token: tokenize.TokenInfo, lines: Sequence[str]) -> str:
    """A string token as it is written; f-strings that come in pieces are read off the source."""
    (first, begin), (last, end) = token.start, token.end
    part = list(lines[first - 1 : last])
    part[-1] = part[-1][:end]
    part[0] = part[0][begin:]
    return "\n".join(part)
