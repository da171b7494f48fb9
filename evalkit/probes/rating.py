"""rating: what people say of a tool who used it, each with evidence.

Motivation. Most of what a criterion asks is about people: whether something is friction, whether an error helps. Lines, names
and languages in the code are proxies for that. Somebody who has done the work can say it, if what the numbers mean is fixed
beforehand and each one can be looked up.

How. A person writes ratings/<rater>.yaml: for a task, a tool and a criterion a number from 1 to 5, and a link or lines of a
file that show what it rests on. What must have been seen to give 1, 3 and 5 stands in the rubric, beside the criterion. A
rating counts in a run whose rubric has these very words; one without evidence, or whose file and lines are not there, is
refused. Every rater's number is an observation of its own. Nothing is run.

Units. `rating.<criterion>` in whole numbers from 1 to 5, more is better; the figure is the median over the raters. They are
ranks: 4 is more than 2, not twice as much.

Validity. Raters chose the tool, know one better than another, and like what they know; few of them say little. The report
shows lowest, highest and how far they agree beyond chance (Krippendorff's alpha) and says so below .667. A rating is of the
version and the day that the rater names; it stays when the implementation changes. Which words a rater read is known by the
rubric's file, as it is now: words that were changed in place afterwards go unnoticed.

How it can be gamed. By rating what one has not used, by asking friends, by one person under several names, and by words that
only one tool can meet. The evidence of each rating is there to be checked; who a rater is, nobody can check.

What to do about a bad value. Read the evidence of the lowest rating first: it says what somebody ran into.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model import GivenRating, rating_metric
from evalkit.model.facts import Rated
from evalkit.probes.finding import Finding
from evalkit.probes.probe import Dependence, Probe, Question, Scope


def observe(question: Question) -> tuple[Finding, ...]:
    """Every rating of one task in one tool, with the lines that it points at."""
    return tuple(_findings(question))


def _findings(question: Question) -> Iterator[Finding]:
    for given in question.ratings:
        rating = given.rating
        fact = Rated(
            rater=given.rater,
            value=rating.value,
            as_of=given.as_of,
            place=rating.link or rating.file or "",
            lines=rating.lines,
            because=" ".join((rating.because or "").split()),
            excerpt=_lines(question, given),
        )
        yield Finding(rating_metric(given.criterion), float(rating.value), facts=(fact,), purpose=given.rater)


def _lines(question: Question, given: GivenRating) -> str:
    """What stands in the lines that a rating points at; nothing where it points to the web."""
    file, lines = given.rating.file, given.rating.lines
    if file is None or lines is None:
        return ""
    text = (question.root / file).read_text(encoding="utf-8-sig")
    return "\n".join(text.split("\n")[lines[0] - 1 : lines[1]])


PROBE = Probe("rating", 1, Scope.CELL, observe, depends=frozenset({Dependence.RATINGS}))
