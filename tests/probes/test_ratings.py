"""Ratings: every rater's number with its place, and a file that went away costs only that."""

from __future__ import annotations

from pathlib import Path

from evalkit.model import GivenRating, Rating, RatingAnchors, Status
from evalkit.model.facts import Rated
from evalkit.probes.ratings import findings_of

WORDS = RatingAnchors.model_validate({"1": "a", "3": "b", "5": "c"})


def given(rater: str, value: int, evidence: str, because: str | None = None) -> GivenRating:
    rating = Rating(value=value, evidence=evidence, because=because)
    return GivenRating(rater, "2026", "skew", "pandas", "ease", WORDS, rating)


def test_every_rater_has_a_finding_with_the_lines_that_were_named(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("one\ntwo\nthree\n", encoding="utf-8")
    ratings = (
        given("rater-a", 2, "notes.md:2-3", "it\n took long"),
        given("rater-b", 5, "https://example.org/b"),
    )
    first, second = findings_of(ratings, tmp_path)
    assert (first.metric, first.value, first.purpose) == ("rating.ease", 2.0, "rater-a")
    assert first.facts == (Rated("rater-a", 2, "2026", "notes.md", (2, 3), "it took long", "two\nthree"),)
    assert second.facts == (Rated("rater-b", 5, "2026", "https://example.org/b"),)


def test_without_ratings_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert not list(findings_of((), tmp_path))


def test_a_file_that_went_away_costs_that_rating_alone(tmp_path: Path) -> None:
    ratings = (given("rater-a", 2, "gone.md:1"), given("rater-b", 5, "https://example.org/b"))
    first, second = findings_of(ratings, tmp_path)
    assert (first.purpose, first.status) == ("rater-a", Status.PROBE_ERROR)
    assert "gone.md" in first.reason
    assert (second.purpose, second.value) == ("rater-b", 5.0)
