"""Tasks: which of their faults are injected where a rubric asks for fewer, and which files pictures are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evalkit.model import Task
from evalkit.model.task import Level

MUST = st.sampled_from(["caught", "tolerated"])


def task(faults: dict[str, str]) -> Task:
    return Task.model_validate(
        {
            "task": "rows",
            "title": "Rows",
            "scales": (10,),
            "baseline": "plain",
            "levels": {"hello": {"asks": "x"}},
            "faults": {name: {"must": must} for name, must in faults.items()},
        }
    )


FAULTS = st.lists(MUST, max_size=30).map(lambda musts: {f"fault-{at}": must for at, must in enumerate(musts)})


@given(faults=FAULTS, most=st.integers(1, 40))
def test_so_many_faults_are_chosen_in_the_tasks_order(faults: dict[str, str], most: int) -> None:
    chosen = task(faults).some_faults(most)
    assert len(chosen) == min(most, len(faults))
    assert list(chosen) == [name for name in faults if name in chosen]


@given(faults=FAULTS, most=st.integers(2, 40))
def test_both_kinds_are_among_them_where_the_task_has_both(faults: dict[str, str], most: int) -> None:
    chosen = task(faults).some_faults(most)
    assert {fault.must for fault in chosen.values()} == set(faults.values())


def test_they_are_spread_over_the_whole_list() -> None:
    chosen = task({f"fault-{at}": "caught" for at in range(20)}).some_faults(4)
    assert list(chosen) == ["fault-2", "fault-7", "fault-12", "fault-17"]


def test_all_of_them_are_injected_where_nobody_asks_for_fewer() -> None:
    faults = {"a": "caught", "b": "tolerated"}
    assert list(task(faults).some_faults(None)) == ["a", "b"]


@pytest.mark.parametrize(
    ("pages", "pictures", "why"),
    [
        (("report.html",), (), "no file below outputs/"),
        (("outputs/../../private.html",), (), "no file below outputs/"),
        (("outputs/",), (), "no file below outputs/"),
        ((), ("outputs/plot.pdf",), "no picture of 'outputs/plot.pdf'"),
        (("outputs/a.html",), ("outputs/a.html",), "twice"),
        ((), tuple(f"outputs/{number}.png" for number in range(5)), "at most 4"),
    ],
)
def test_a_level_names_few_files_that_a_browser_can_draw(
    pages: tuple[str, ...], pictures: tuple[str, ...], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        Level.model_validate({"asks": "x", "pages": pages, "pictures": pictures})


def test_a_driver_may_draw_what_it_saw() -> None:
    assert Level.model_validate({"asks": "x", "pictures": ("seen/page.png",)}).drawn == ("seen/page.png",)


def test_pages_are_drawn_before_pictures() -> None:
    level = Level.model_validate({"asks": "x", "pages": ("outputs/a.html",), "pictures": ("outputs/b.svg",)})
    assert level.drawn == ("outputs/a.html", "outputs/b.svg")
