"""The rating probe: every rater's number with its place, and a file that went away costs only that."""

from __future__ import annotations

from pathlib import Path

from evalkit.model import GivenRating, Implementation, Rating, RatingAnchors, Status, Usage
from evalkit.model.facts import Rated
from evalkit.probes import PROBES, Question

WORDS = RatingAnchors.model_validate({"1": "a", "3": "b", "5": "c"})


def given(rater: str, value: int, evidence: str, because: str | None = None) -> GivenRating:
    rating = Rating(value=value, evidence=evidence, because=because)
    return GivenRating(rater, "2026", "skew", "pandas", "ease", WORDS, rating)


def question(root: Path, *ratings: GivenRating) -> Question:
    def unused(_: Implementation) -> Usage:
        raise AssertionError("nothing is run or read to tell what a person said")

    return Question(root, (), unused, ratings=ratings)


def test_every_rater_has_a_finding_with_the_lines_that_were_named(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("one\ntwo\nthree\n", encoding="utf-8")
    asked = question(
        tmp_path,
        given("rater-a", 2, "notes.md:2-3", "it\n took long"),
        given("rater-b", 5, "https://example.org/b"),
    )
    first, second = PROBES["rating"].ask(asked)
    assert (first.metric, first.value, first.purpose) == ("rating.ease", 2.0, "rater-a")
    assert first.facts == (Rated("rater-a", 2, "2026", "notes.md", (2, 3), "it took long", "two\nthree"),)
    assert second.facts == (Rated("rater-b", 5, "2026", "https://example.org/b"),)


def test_without_ratings_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert PROBES["rating"].ask(question(tmp_path)) == ()


def test_a_file_that_went_away_is_the_probes_trouble_with_every_rater(tmp_path: Path) -> None:
    asked = question(tmp_path, given("rater-a", 2, "gone.md:1"), given("rater-b", 5, "https://example.org/b"))
    found = PROBES["rating"].ask(asked)
    assert [(one.purpose, one.status) for one in found] == [
        ("rater-a", Status.PROBE_ERROR),
        ("rater-b", Status.PROBE_ERROR),
    ]
