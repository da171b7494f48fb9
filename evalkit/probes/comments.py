"""comments: how much of an implementation is explained in comments.

Motivation. A reader of somebody else's code looks for the why, and finds it in comments.

How. Tokens of a Python file that are comments, over all its tokens. The link in the first line counts too.

Units. `code.comment_share` is a share between 0 and 1.

Validity. One author's habit. It says nothing of the tool.

How it can be gamed. By writing comments.

What to do about a bad value. Read the code beside it.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.model import Direction, LevelRule, Metric
from evalkit.model.facts import Fact, fact
from evalkit.probes.finding import Finding
from evalkit.probes.probe import Probe, Question, Scope

METRICS = (
    Metric(
        "code.comment_share",
        "Share of comments",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the tokens of the Python files that are comments.",
        zero=True,
        effort=True,
    ),
)


@fact("comments-in-file")
@dataclass(frozen=True, slots=True)
class CommentsInFile(Fact):
    """How many tokens of a file are comments, and how many there are."""

    file: str
    comments: int
    tokens: int


def observe(question: Question) -> Iterator[Finding]:
    """Count the comments of one implementation."""
    facts = []
    for file in question.implementation.files:
        if file.suffix == ".py":
            kinds = [token.type for token in tokenize.generate_tokens(io.StringIO(file.read_text("utf-8")).readline)]
            facts.append(CommentsInFile(question.name_of(file), kinds.count(tokenize.COMMENT), len(kinds)))
    tokens = sum(each.tokens for each in facts)
    yield Finding("code.comment_share", sum(each.comments for each in facts) / tokens, facts=tuple(facts))


PROBE = Probe("comments", 1, Scope.IMPLEMENTATION, observe, METRICS, static=True)
