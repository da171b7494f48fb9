"""How many of a file's tokens stand within sites."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from evalkit.probes.dsls.kinds import built_in, file_kind
from evalkit.probes.dsls.site import Position, Site
from evalkit.source.embedded import EmbeddedText, embedded_tokens, weighed_tokens
from evalkit.source.files import text_in
from evalkit.source.reading import Source


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a file above the hand-over mark: those within at least one site, all, and those within each site."""

    within: int
    whole: int
    of_sites: tuple[int, ...]


def other_tokens(file: Path) -> int:
    """The words and punctuation marks of a file that is not Python, less comments; 0 of one that is no text."""
    kind = file_kind(built_in(), file)
    return embedded_tokens(text_in(file), kind.dsl if kind else "")


def python_tokens(text: str, source: Source, sites: Sequence[Site], embedded: Sequence[EmbeddedText]) -> Tokens:
    """The tokens of a Python source, and how many of them stand within sites.

    A string is one token, but for one that holds another language: it weighs by its words and punctuation marks, as a
    file in that language would. Otherwise a configuration moved into a literal would be free.
    """
    mark = source.handover_line
    weighed = [one for one in weighed_tokens(text, embedded) if mark is None or one.token.start[0] <= mark]
    places = [one.at for one in weighed]
    sums = [0, *accumulate(one.weight for one in weighed)]

    def between(start: Position, end: Position) -> int:
        return sums[bisect_left(places, end)] - sums[bisect_left(places, start)]

    within = 0
    last: Position = (0, 0)
    for site in sorted(sites):
        if site.end > last:
            within += between(max(site.start, last), site.end)
            last = site.end
    return Tokens(within, sums[-1], tuple(between(site.start, site.end) for site in sites))
