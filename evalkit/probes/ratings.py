"""rating: how people who used a tool rate it, with evidence.

Motivation. Most criteria are about people: whether something is friction, whether an error helps. Lines, names and
languages in the code are proxies for that. Somebody who has done the work can answer directly, if the meaning of the
numbers is fixed beforehand and everybody can check each rating.

How. A person writes ratings/<rater>.yaml: for a task, a tool and a criterion, a number from 1 to 5, and a link or lines
of a file as evidence. The rubric says, beside the criterion, what a rater must have seen to give 1, 3 and 5. A rating
counts in a run whose rubric has exactly these words. evalkit refuses a rating without evidence, or whose file or lines
do not exist. Every rater's number is an observation of its own. The probe runs nothing.

Units. `rating.<criterion>` in whole numbers from 1 to 5, more is better; the figure is the median over the raters. They
are ranks: 4 is more than 2, not twice as much.

Validity. Raters chose the tool, know one better than another, and like what they know; a few raters prove little. The
report shows lowest, highest and how far they agree beyond chance (Krippendorff's alpha) and says so below .667. A
rating is about the version and the day that the rater names; it stays when the implementation changes. evalkit takes
the words that a rater read from the rubric's file as it is now, so it does not notice later changes to these words.

How it can be gamed. People can rate tools that they have not used, ask friends, or rate under several names, and a
rubric can use words that only one tool can meet. Everybody can check the evidence of a rating; nobody can check who a
rater is.

What to do about a bad value. Read the evidence of the lowest rating first: it shows the problem that somebody met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from evalkit.model import Direction, GivenRating, LevelRule, Metric, Status, rating_metric
from evalkit.model.facts import Rated
from evalkit.probes.finding import Finding

FAMILY = "rating"
"""The name that people ask for ratings by."""


def metric_of(criterion: str) -> Metric:
    """The metric of a criterion's ratings."""
    return Metric(
        rating_metric(criterion),
        f"Rating: {criterion}",
        "of 5",
        Direction.MORE,
        LevelRule.TASK,
        "Rating of people who used the tool, from 1 to 5 by the rubric's descriptions for this criterion, as the median over the "
        "raters.",
    )


RATING = metric_of("<criterion>")
"""The metric for the ratings of any criterion; documentation shows it once for all of them."""


def findings_of(ratings: Sequence[GivenRating], root: Path) -> Iterator[Finding]:
    """One finding for each rating of a task in a tool, with the lines that it points at; `root` is the workspace's.

    A rating whose file can no longer be read is a probe-error, which costs the others nothing.
    """
    for given in ratings:
        metric, rating = rating_metric(given.criterion), given.rating
        try:
            excerpt = _lines(root, given)
        except OSError as error:
            reason = f"{rating.file}, which the rating points at, cannot be read: {error.strerror}"
            yield Finding(metric, status=Status.PROBE_ERROR, reason=reason, purpose=given.rater)
            continue
        fact = Rated(
            rater=given.rater,
            value=rating.value,
            as_of=given.as_of,
            place=rating.link or rating.file or "",
            lines=rating.lines,
            because=" ".join((rating.because or "").split()),
            excerpt=excerpt,
        )
        yield Finding(metric, float(rating.value), facts=(fact,), purpose=given.rater)


def _lines(root: Path, given: GivenRating) -> str:
    """What stands in the lines that a rating points at; nothing where it points to the web."""
    file, lines = given.rating.file, given.rating.lines
    if file is None or lines is None:
        return ""
    text = (root / file).read_text(encoding="utf-8-sig")
    return "\n".join(text.split("\n")[lines[0] - 1 : lines[1]])
