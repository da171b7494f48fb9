"""Verdicts: how facts that a result shows become its score, and what no verdict may say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Verdict

NAMES = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=10)


@given(shows=NAMES.filter(bool), missed=NAMES)
def test_the_score_is_the_share_of_the_facts_that_are_not_missed(shows: list[str], missed: list[str]) -> None:
    left_out = [name for name in missed if name in shows]
    graded = Verdict(True, 0.3, missed=dict.fromkeys(left_out, "not there")).graded(shows)
    assert graded.score == (len(shows) - len(left_out)) / len(shows)
    assert sorted((*graded.shown, *graded.missed)) == sorted(shows)
    assert list(graded.shown) == [name for name in shows if name not in left_out]
    assert list(graded.missed) == [name for name in shows if name in left_out]


def test_where_a_level_lists_no_facts_the_score_is_the_checkers() -> None:
    verdict = Verdict(True, 0.25, ("part",))
    assert verdict.graded(()) == verdict


def test_work_that_does_not_count_shows_nothing() -> None:
    graded = Verdict(False, 0.0, ("wrong rows",)).graded(("rows", "page"))
    assert (graded.score, graded.shown) == (0.0, ())


@pytest.mark.parametrize("passed", [True, False])
@pytest.mark.parametrize(
    ("shows", "said"),
    [
        (("rows", "page"), "it missed 'colour', but the level lists rows, page under shows"),
        ((), "it missed 'colour', but the level lists no facts under shows"),
    ],
)
def test_a_fact_that_the_level_does_not_list_cannot_be_missed(passed: bool, shows: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Verdict(passed, 1.0, missed={"colour": "it is grey"}).graded(shows)


@pytest.mark.parametrize(
    "missed", [["rows"], ("rows",), "rows", None, {"rows": None}, {"rows": ""}, {"rows": " "}, {1: "why"}, {"": "why"}]
)
def test_what_is_missed_must_give_each_name_a_reason(missed: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="a verdict's missed must"):
        Verdict(True, 1.0, missed=missed)


def test_a_verdict_keeps_its_own_copy_of_what_was_missed() -> None:
    missed = {"rows": "none"}
    verdict = Verdict(True, 1.0, missed=missed)
    missed["page"] = "none"
    assert verdict.missed == {"rows": "none"}
