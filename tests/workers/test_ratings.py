"""Ratings by people, on the whole way: read from files, written down, taken back, and counted in the scorecard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evalkit.model import Observation
from evalkit.model.facts import Rated
from tests.conftest import RUBRIC, SmallWorkspace
from tests.workers import real_run

Small = SmallWorkspace

RATED = RUBRIC.replace(
    "    title: Friction\n",
    '    title: Friction\n    rating: {"1": it took a day, "3": it took an hour, "5": it took a minute}\n',
)


def rate(small: Small, rater: str, values: Mapping[str, int]) -> None:
    small.write("rubrics/small.yaml", RATED)
    lines = [
        f"    {tool}: {{friction: {{value: {value}, evidence: 'tasks/counting/{tool}/adapt.py:2-3', because: waited}}}}\n"
        for tool, value in values.items()
    ]
    head = "rubric: small.yaml\nas_of: November 2026\nratings:\n  counting:\n"
    small.write(f"ratings/{rater}.yaml", head + "".join(lines))


def run(small: Small, said: real_run.Said | None = None, **request: Any) -> dict[str, Any]:
    result = real_run.run(small, said, **{"probes": ("rating",), **request})
    assert result.all_ok
    return real_run.scorecard(small)


def journal(small: Small) -> list[Observation]:
    return [one for one in real_run.journal(small) if one.probe == "rating"]


def figure(card: dict[str, Any], tool: str) -> dict[str, Any] | None:
    """The value of a tool's rating and the ratings behind it."""
    [task] = card["tasks"]
    at = task["tools"].index(tool)
    rated = (one for one in task["figures"] if one["metric"] == "rating.friction")
    found = next((one for one in rated if one["values"][at] is not None), None)
    return found and {"value": found["values"][at], "samples": found.get("samples", {at: None})[at]}


def test_each_raters_number_is_an_observation_with_the_lines_it_points_at(small: Small) -> None:
    rate(small, "rater-a", {"plain": 4, "other": 2})
    rate(small, "rater-b", {"plain": 5})
    card = run(small, levels=("hello",), probes=())
    seen = {(one.tool, one.purpose): one for one in journal(small)}
    assert {place: one.value for place, one in seen.items()} == {
        ("plain", "rater-a"): 4,
        ("plain", "rater-b"): 5,
        ("other", "rater-a"): 2,
    }
    [fact] = seen["plain", "rater-a"].facts
    place = ("tasks/counting/plain/adapt.py", (2, 3))
    assert fact == Rated("rater-a", 4, "November 2026", *place, because="waited", excerpt="import csv\n")
    assert (figure(card, "plain") or {})["value"] == 4.5
    assert (figure(card, "plain") or {})["samples"] == [4, 5]
    [agreed] = card["raters"]
    assert (agreed["raters"], agreed["rated"], agreed["units"], agreed["alpha"]) == (2, 2, 1, 0)


def test_a_rating_that_stands_is_not_written_down_twice_and_a_changed_one_counts_alone(small: Small) -> None:
    rate(small, "rater-a", {"plain": 4, "other": 2})
    run(small)
    run(small)
    assert len(journal(small)) == 2
    rate(small, "rater-a", {"plain": 1})
    card = run(small)
    assert len(journal(small)) == 3
    assert (figure(card, "plain") or {})["value"] == 1
    assert figure(card, "other") is None, "it was taken back"


def test_a_rating_whose_line_was_lost_is_asked_again_alone(small: Small) -> None:
    rate(small, "rater-a", {"plain": 4})
    rate(small, "rater-b", {"plain": 5})
    run(small)
    file = small.root / "reports" / "small" / "journal.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "rater-a" not in line))
    run(small)
    assert [(one.purpose, one.value) for one in journal(small)] == [("rater-b", 5), ("rater-a", 4)]


def test_other_words_make_it_another_question_which_nobody_has_answered(small: Small) -> None:
    rate(small, "rater-a", {"plain": 4})
    run(small)
    small.write("rubrics/other.yaml", RATED.replace("it took a minute", "it took a second"))
    small.write("ratings/rater-a.yaml", (small.root / "ratings/rater-a.yaml").read_text().replace("small", "other"))
    said = real_run.Said()
    card = run(small, said=said)
    assert (
        "1 rating left out: this rubric describes the ratings of friction in other words than the raters saw"
        in said.lines
    )
    assert figure(card, "plain") is None


def test_where_nobody_rated_nothing_is_asked_and_nothing_is_said_of_raters(small: Small) -> None:
    small.write("rubrics/small.yaml", RATED)
    card = run(small)
    assert journal(small) == []
    assert card["raters"] == []
    assert figure(card, "plain") is None
    manifest = json.loads((small.root / "reports" / "small" / "manifest.json").read_text())
    assert not [name for name in manifest["current"] if name.startswith("rating:")]
