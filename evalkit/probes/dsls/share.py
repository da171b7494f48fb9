"""How many of a file's tokens stand within sites."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.probes.dsls.kinds import PARSED_STRING, SQL_LITERAL
from evalkit.probes.dsls.site import Site
from evalkit.source.reading import LAYOUT, Source, code_tokens

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SPOKEN = frozenset({PARSED_STRING, SQL_LITERAL})
"""Kinds whose strings are texts of another language."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a file above the hand-over mark: those within at least one site, all, and those within each site."""

    within: int
    whole: int
    of_sites: tuple[int, ...]


def other_tokens(file: Path) -> int:
    """The words and punctuation marks of a file that is not Python; 0 of one that is no text."""
    content = file.read_bytes()
    return 0 if b"\0" in content else len(_TOKEN.findall(content.decode("utf-8", "replace")))


def python_tokens(text: str, source: Source, sites: Sequence[Site]) -> Tokens:
    """The tokens of a Python source, and how many of them stand within sites.

    A string is one token, but for one that holds another language (parsed strings, SQL): it weighs by its words and
    punctuation marks, as a file in that language would. Otherwise a configuration moved into a literal would be free.
    """
    lines = text.splitlines()
    counted = frozenset(source.lines)
    within = whole = 0
    of_sites = [0] * len(sites)
    for token in code_tokens(text):
        row, column = token.start
        if token.type in LAYOUT or row not in counted:
            continue
        at = (row, len(lines[row - 1][:column].encode()))
        around = [number for number, site in enumerate(sites) if site.start <= at < site.end]
        speaks = token.type == tokenize.STRING and any(sites[number].kind in _SPOKEN for number in around)
        weight = max(1, len(_TOKEN.findall(_spelled(token, lines)))) if speaks else 1
        whole += weight
        within += weight if around else 0
        for number in around:
            of_sites[number] += weight
    return Tokens(within, whole, tuple(of_sites))


def _spelled(token: tokenize.TokenInfo, lines: Sequence[str]) -> str:
    """What stands between a string's quotes; f-strings that come in pieces are read off the source."""
    (first, begin), (last, end) = token.start, token.end
    part = list(lines[first - 1 : last])
    part[-1] = part[-1][:end]
    part[0] = part[0][begin:]
    return "\n".join(part).lstrip("rRbBuUfF").strip("\"'")
