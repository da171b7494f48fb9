"""Long messages in brief: the first sentence of what an installer or a resolver said, and the rest, which a page folds."""

from __future__ import annotations

import re

LONGEST = 160
"""A message is shown whole up to so many characters, if it is one line. The page's script has the same number."""

_SENTENCE = re.compile(rf"^.{{20,{LONGEST - 1}}}[.;:](?= )")
_WORDS = re.compile(rf"^.{{20,{LONGEST - 1}}}(?= )")


def in_brief(text: str) -> tuple[str, str]:
    """Return how a message begins and what follows, '' if that is all; no character but spaces at the cut is lost.

    It is cut where its first line ends, or within a long line behind the last full stop, semicolon or colon that leaves
    it short enough; failing these, between two words.
    """
    line, _, more = text.strip().partition("\n")
    cut = len(line)
    if cut > LONGEST:
        found = _SENTENCE.match(line) or _WORDS.match(line)
        cut = found.end() if found else LONGEST
    rest = "\n".join(filter(None, (line[cut:].strip(), more.strip("\n"))))
    return line[:cut].strip(), rest


def beginning(text: str) -> str:
    """Return how a message begins, with an ellipsis if there is more, for sentences that lead to the whole."""
    first, rest = in_brief(text)
    return f"{first.rstrip('.;:')} …" if rest else first
