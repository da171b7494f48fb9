from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model.plain_text import capped, visible
from evalkit.report.links import link
from evalkit.report.reweighing import Place, of_stacks, of_tools, weights_of
from evalkit.report.words.answer import lead, made_of
from evalkit.report.words.quantities import (
    moment,
    number,
    one_digit,
    ordinal,
    points,
    quantity,
    times,
    whole_points,
)
from evalkit.report.words.sentence import Named
from evalkit.report.words.timings import time_sentences
from evalkit.scoring import Points, too_little
from tests.report.sample_report import midway, sample


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.5312, "s", "0.53\u202fs"),
        (8.714, "s", "8.71\u202fs"),
        (107.3, "MB", "107\u202fMB"),
        (2640.0, "MB", "2\u202f640\u202fMB"),
        (0.9167, "share", "91.7\u202f%"),
        (1.0, "share", "100\u202f%"),
        (1.0, "files", "1 file"),
        (0.0, "tokens", "0 tokens"),
        (0.00213, "s", "0.0021\u202fs"),
        (10.0, "Python 3.x", "Python 3.10"),
        (1.0, "ms", "1\u202fms"),
        (1.0, "requests / s", "1\u202frequests / s"),
        (1.0, "requests", "1 request"),
        (None, "s", ""),
    ],
)
def test_quantities_have_sensible_digits_and_a_unit(value: float | None, unit: str, shown: str) -> None:
    assert quantity(value, unit) == shown


def test_points_round_halves_upwards_as_the_page_does() -> None:
    assert [one_digit(x) for x in (62.25, 12.75, 0.05, 99.95)] == ["62.3", "12.8", "0.1", "100.0"]
    assert points(Points(41, 78.25)) == "41.0–78.3"


def test_points_in_a_cell_have_no_digit_after_the_point_and_a_mark_where_they_are_open() -> None:
    assert [whole_points(Points(*ends)) for ends in ((62.5, 62.5), (61.6, 62.4), (41, 78), (0, 100))] == [
        *("63", "62", "~60", "?")
    ]


def test_places_are_told_as_ordinals_unless_they_are_open() -> None:
    ranks = ((1, 1), (2, 2), (3, 3), (4, 4), (11, 11), (21, 21), (112, 112), (2, 4), None)
    assert [ordinal(rank) for rank in ranks] == ["1st", "2nd", "3rd", "4th", "11th", "21st", "112th", "2–4", "–"]


def test_ratios_and_moments_read_well() -> None:
    assert [times(x) for x in (0.3, 3.58, 15.4, 1200)] == ["0.3×", "3.6×", "15×", "1\u202f200×"]
    assert moment("2026-11-24T03:41:00Z") == "24 November 2026, 03:41 UTC"
    assert moment("yesterday") == "yesterday"


@given(st.floats())
def test_any_number_can_be_shown(value: float) -> None:
    assert number(value)


@given(st.text())
def test_what_is_visible_holds_no_control_and_no_turning_mark(text: str) -> None:
    shown = visible(text)
    assert not [c for c in shown if ord(c) < 32 and c not in "\t\n"]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\x7f\x9b")
    shown.encode("utf-8")
    assert visible(shown) == shown


def test_terminal_codes_are_taken_out_and_the_words_kept() -> None:
    assert visible("\x1b[1;31mred\x1b[0m \x1b]8;;file:///x\x07link\x1b]8;;\x07 a\rb") == "red link a\u240db"


@given(st.text(), st.integers(1, 50), st.integers(2, 500))
def test_capped_text_is_bounded(text: str, line: int, whole: int) -> None:
    longest = max((len(part) for part in capped("a" * len(text), line, whole).split("\n")), default=0)
    assert longest <= line + 60


@given(st.lists(st.text(alphabet="ab/ #?%<\u202e", max_size=5), min_size=1))
def test_links_hold_nothing_that_needs_escaping(names: list[str]) -> None:
    assert not set(link("tool", *names)) & set(' #?%<"\u202e')


Placed = tuple[str, float, float, tuple[int, int] | None]


def said(*places: Placed, chances: dict[str, float] | None = None) -> str:
    ranking = tuple(Place(name, Points(low, high), 1.0, rank) for name, low, high, rank in places)
    pairs = {name: (share, share) for name, share in (chances or {}).items()}
    return "".join(part if isinstance(part, str) else part.whole for part in lead(ranking, "tool", Named, pairs))


def test_a_clear_lead_has_a_gap() -> None:
    assert said(("a", 60, 60, (1, 1)), ("b", 50, 50, (2, 2))) == "a leads with 60.0 points, 10.0 ahead of b (50.0)."


def test_a_lead_over_an_open_rival_is_at_least_so_much() -> None:
    assert "at least 2.0 ahead of c (10.0–58.0)." in said(
        ("a", 60, 60, (1, 1)), ("b", 50, 50, (2, 3)), ("c", 10, 58, (2, 3))
    )


def test_a_lead_that_one_digit_does_not_show_is_called_level() -> None:
    level = said(("a", 72.04, 72.04, (1, 1)), ("b", 72, 72, (2, 2)))
    assert level == "a and b are level, with 72.0 points."
    open_ = said(("a", 70, 75, (1, 1)), ("b", 65, 69.99, (2, 2)))
    assert open_ == "a leads with 70.0–75.0 points; b may be level with it (65.0–70.0)."


def test_nobody_leads_where_some_of_whom_too_little_was_measured_have_more() -> None:
    def ranked(*unranked: Place) -> str:
        ranking = (Place("a", Points(17.5, 17.5), 1.0, (1, 1)), *unranked)
        return "".join(part if isinstance(part, str) else part.name for part in lead(ranking, "tool", Named))

    def lacking(name: str, low: float, why: str = too_little(0.7)) -> Place:
        return Place(name, Points(low, 90), 0.7, None, why)

    end = "more points than every ranked tool, although too little was measured for a rank."
    assert ranked(lacking("b", 64), lacking("c", 10)) == f"Nobody can be said to lead yet: b has {end}"
    assert ranked(lacking("b", 64), lacking("c", 60)) == f"Nobody can be said to lead yet: b and c have {end}"
    many = ranked(*(lacking(name, 64) for name in "bcdef"))
    assert many == f"Nobody can be said to lead yet: b, c, d and 2 more have {end}"
    assert ranked(lacking("b", 17)) == "a leads with 17.5 points. 1 tool is not ranked."
    assert ranked(lacking("b", 64, "it is the baseline")) == "a leads with 17.5 points. 1 tool is not ranked."


def test_an_open_lead_names_all_who_may_have_it() -> None:
    text = said(("a", 40, 70, (1, 2)), ("b", 50, 60, (1, 2)), ("c", 0, 5, (3, 3)))
    assert text == "a (40.0–70.0 points) or b (50.0–60.0 points) may lead: the missing values decide."


def test_an_open_lead_of_stacks_has_the_points_of_each_before_its_tools() -> None:
    ranking = tuple(Place(name, Points(40, 70), 1.0, (1, 2)) for name in "ab")
    sentence = lead(ranking, "stack", lambda name: Named(name, of="pandas + SciPy"))
    brackets = [part.of for part in sentence if isinstance(part, Named)]
    assert brackets == ["40.0–70.0 points; pandas + SciPy"] * 2


def test_a_lead_that_the_chances_do_not_bear_out_is_called_level() -> None:
    places: tuple[Placed, ...] = (("a", 60.1, 60.1, (1, 1)), ("b", 60, 60, (2, 2)), ("c", 50, 50, (3, 3)))
    assert said(*places, chances={"a": 0.49, "b": 0.51}) == "a and b are level, with 60.1 and 60.0 points."
    assert (
        said(*places, chances={"a": 0.4, "b": 0.35, "c": 0.25})
        == "a, b and c are level, with 60.1, 60.0 and 50.0 points."
    )
    assert said(*places, chances={"a": 0.9, "b": 0.1}) == "a leads with 60.1 points, 0.1 ahead of b (60.0)."


def test_of_many_that_are_level_the_first_are_named_and_the_others_counted() -> None:
    places: list[Placed] = [(name, 60 - at, 60 - at, (at + 1, at + 1)) for at, name in enumerate("abcdef")]
    text = said(*places, chances=dict.fromkeys("abcdef", 1 / 6))
    assert text == "a, b, c and 3 more are level, with 60.0, 59.0 and 58.0 points."


def test_a_stack_is_told_with_its_tools_each_once() -> None:
    names = {"pandas": "pandas", "scipy": "SciPy"}.get
    assert made_of(["pandas", "scipy", "pandas"], lambda tool: names(tool, tool), "Ordinary Python") == "pandas + SciPy"
    assert made_of(["a", "b", "c", "d", "e", "f"], str) == "a + b + c + 3 more"
    assert made_of(["dagster", "dagster"], str.capitalize, "Dagster") == "", "its name says it already"
    assert Named("Ordinary Python", of="pandas").whole == "Ordinary Python (pandas)"


def test_equals_are_level_and_a_lone_one_has_no_rival() -> None:
    assert said(("a", 5, 5, (1, 1)), ("b", 5, 5, (1, 1))) == "a and b are level, with 5.0 points."
    assert said(("a", 5, 5, (1, 1)), ("b", 0, 9, None)) == "a leads with 5.0 points. 1 tool is not ranked."
    assert said(("b", 0, 9, None)).startswith("There is no ranking yet")


def test_under_the_rubrics_weights_places_are_the_scorecards() -> None:
    for report in (sample(), midway()):
        card = report.scorecard
        weights = weights_of(card)
        assert [(p.name, p.rank, p.points) for p in of_stacks(card, weights)] == [
            (r.stack, r.rank, r.points) for r in card.stacks
        ]
        for table in card.tasks:
            found = of_tools(table, weights)
            assert [(p.name, p.rank, p.points, p.why) for p in found] == [
                (r.tool, r.rank, r.points, r.unranked) for r in table.rows
            ]


def test_no_difference_is_called_real_without_pairs() -> None:
    table = midway().scorecard.tasks[0]
    sentences = time_sentences(table, Named)
    assert sentences == (("No difference in time counts as real with 3 blocks (8 needed).",),)
