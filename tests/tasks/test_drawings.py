"""Reading a drawing: values come from where shapes stand, however it is turned, moved and sized."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.drawings import decimals, names_in, read, shapes_of, whole_numbers
from tests.tasks.drawn_by_hand import Key, Plan, Told

NAMES = ("Ada", "Bo", "Cy", "Dee")
SHARES = st.floats(0.05, 1.0)


def moved(told: list[Told], by: tuple[float, float], times: float) -> list[Told]:
    """The same drawing elsewhere, and larger."""

    def place(at: list[float]) -> list[float]:
        return [number * times + by[number_at % 2] for number_at, number in enumerate(at)]

    return [
        {**each, "box": place(each["box"]), **({"ends": list(map(place, each["ends"]))} if "ends" in each else {})}
        for each in told
    ]


@given(
    values=st.lists(SHARES, min_size=4, max_size=4),
    lying=st.booleans(),
    points=st.booleans(),
    by=st.tuples(st.floats(0, 300), st.floats(0, 300)),
    times=st.floats(0.6, 1.5),
)
def test_values_are_read_off_wherever_the_drawing_stands(
    values: list[float], lying: bool, points: bool, by: tuple[float, float], times: float
) -> None:
    named: dict[Key, float] = {(name,): value for name, value in zip(NAMES, values, strict=True)}
    told = moved(Plan(named, lying=lying, points=points).shapes(), by, times)
    reading = read(shapes_of(told), NAMES)
    assert reading.trouble == ""
    assert {key: mark.value for key, mark in reading.marks.items()} == pytest.approx(named, abs=1e-6)


@given(values=st.lists(SHARES, min_size=4, max_size=4), halves=st.lists(st.floats(0.01, 0.04), min_size=4, max_size=4))
def test_whiskers_are_read_off_as_they_were_drawn(values: list[float], halves: list[float]) -> None:
    named: dict[Key, float] = {(name,): value for name, value in zip(NAMES, values, strict=True)}
    bounds = {key: (value - half, value + 2 * half) for (key, value), half in zip(named.items(), halves, strict=True)}
    for caps in (False, True):
        reading = read(shapes_of(Plan(named, bounds, caps=caps).shapes()), NAMES)
        for key, (low, high) in bounds.items():
            assert (reading.marks[key].low, reading.marks[key].high) == pytest.approx((low, high))


def test_outer_numbers_may_stand_further_in_than_their_lines() -> None:
    named: dict[Key, float] = {(name,): 0.5 + place / 10 for place, name in enumerate(NAMES)}
    told = Plan(named, lying=True, ticks=((0, "0.0"), (0.5, "0.5"), (1, "1.0"))).shapes()
    for text, by in (("0.0", 6), ("1.0", -6)):
        box = next(each["box"] for each in told if each.get("text") == text)
        box[0], box[2] = box[0] + by, box[2] + by
    reading = read(shapes_of(told), NAMES)
    assert {key: mark.value for key, mark in reading.marks.items()} == pytest.approx(named)


def test_grid_lines_and_frames_are_neither_bars_nor_whiskers() -> None:
    named: dict[Key, float] = {(name,): 0.5 + place / 10 for place, name in enumerate(NAMES)}
    plan = Plan(named)
    frame = {"kind": "rect", "box": [110, 60, 400, 460], "fill": "white", "stroke": "black", "opacity": 1}
    grid = [
        {"kind": "path", "box": [plan.at(place), 60, plan.at(place), 460], "fill": "", "stroke": "grey", "opacity": 1}
        for place in range(4)
    ]
    reading = read(shapes_of([frame, *grid, *plan.shapes()]), NAMES)
    assert {key: mark.value for key, mark in reading.marks.items()} == pytest.approx(named)
    assert all(mark.low is None for mark in reading.marks.values())


@pytest.mark.parametrize(
    ("text", "shares", "counts"),
    [
        ("0.854 of 400 rows", [0.854], [400]),
        ("85.4% (n=1,234)", [0.854], [1234]),
        ("accuracy=.85", [0.85], []),
        ("0.8", [], []),
        ("54", [], [54]),
        ("85 %", [0.85], []),
        ("race: Other accuracy: 0.9012 rows: 80", [0.9012], [80]),
        ("v1.2.3 of 5.", [], [5]),
        ("±0.02", [0.02], []),
    ],
)
def test_numbers_in_a_text(text: str, shares: list[float], counts: list[int]) -> None:
    assert decimals(text) == pytest.approx(shares)
    assert whole_numbers(text) == counts


def test_a_name_is_a_word_of_its_own() -> None:
    assert names_in("(White, Female)", ("White", "Female", "Male")) == {"White", "Female"}
    assert names_in("Whitehall", ("White",)) == set()
