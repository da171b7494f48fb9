"""How many of a file's tokens stand within sites."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Sequence
from pathlib import Path

from evalkit.model.source import Source
from evalkit.probes.dsls.site import Site

_TOKEN = re.compile(r"\w+|[^\w\s]")
_LAYOUT = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
)


def other_tokens(file: Path) -> int:
    """The words and punctuation marks of a file that is not Python; 0 of one that is no text."""
    content = file.read_bytes()
    return 0 if b"\0" in content else len(_TOKEN.findall(content.decode("utf-8", "replace")))


def python_tokens_within(text: str, source: Source, sites: Sequence[Site]) -> int:
    """The tokens of a Python source that stand within at least one site, counted as `Source.tokens` are."""
    lines = text.splitlines()
    counted = frozenset(source.lines)
    within = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        row, column = token.start
        if token.type in _LAYOUT or row not in counted:
            continue
        at = (row, len(lines[row - 1][:column].encode()))
        within += any(site.start <= at < site.end for site in sites)
    return within
