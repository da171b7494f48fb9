"""Slice plots: right drawings pass whoever made them, and wrong ones that look right fail.

The drawings are made by hand, and by none of the tools.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench import browser, browser_process
from evalkit.bench.pictures import Look, Pictures
from evalkit.model.verdict import Verdict
from evalkit.store.pictures import WIDEST
from tests.tasks.conftest import WithBrowser
from tests.tasks.drawn_by_hand import COLOURS, Key, Plan, Told, shape, svg, words
from tests.tasks.fault_files import Faults, contents, rows
from tests.tasks.task_files import MadeInputs, declared, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TASK = Path(__file__).parents[2] / "tasks" / "slice-plots"
LISTED = declared(TASK)["levels"]
EDIT = LISTED["adapt"]["edit"]
GOLDEN = "784e94c89a9c194bb4c95ce91f9403e4a48ac46d047013de128e256e3e804bce"
SEXES = {name: COLOURS[name] for name in ("Female", "Male")}

inputs, checker = load(TASK, "inputs"), load(TASK, "checker")
looking = load(TASK, "look")
faults = Faults(TASK, load(TASK, "faults"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    return MadeInputs(inputs, 1000, 0, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(1000, 1), (5003, 2)], ids=str)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    rows, seed = request.param
    return MadeInputs(inputs, rows, seed, tmp_path_factory.mktemp("inputs"))


# --- right drawings


def keys(made: MadeInputs, level: str) -> dict[Key, dict[str, Any]]:
    names = ("race", "sex") if level == "stretch" else ("race",)
    return {tuple(each[name] for name in names): each for each in made.truth[level]["slices"]}


def plan(made: MadeInputs, level: str, width: float = 1.0, **how: Any) -> Plan:
    """A right drawing; its whiskers are so many normal intervals wide, and hello has none."""
    slices = keys(made, level)
    values = {key: exact["accuracy"] for key, exact in slices.items()}
    bounds = {
        key: (exact["accuracy"] - width * exact["half"], exact["accuracy"] + width * exact["half"])
        for key, exact in slices.items()
    }
    return Plan(values, {} if level == "hello" else bounds, **how)


def tooltips(made: MadeInputs, plan: Plan) -> list[Told]:
    """What pointing at each slice tells."""
    told = []
    for place, (key, exact) in enumerate(keys(made, "stretch").items()):
        middle = plan.along(exact["accuracy"] if plan.points else exact["accuracy"] / 2)
        box = plan.box((plan.at(place), plan.at(place)), (middle, middle))
        text = f"{key[0]} {key[1]} accuracy {exact['accuracy']:.3f} rows {exact['rows']:,}"
        told.append({"at": box[:2], "text": text})
    return told


def judged(
    made: MadeInputs, level: str, shapes: Any, file: str = "outputs/plot.svg", fault: str | None = None, **saw: Any
) -> Verdict:
    truth = {**made.truth, "pages": {file: {"text": "", "all": "", "saw": {"shapes": shapes, **saw}}}}
    verdict = checker.check(Path("nowhere"), json.loads(json.dumps(truth)), level, fault)
    assert isinstance(verdict, Verdict)
    assert verdict.passed or verdict.reasons
    assert all(len(reason) < 400 for reason in verdict.reasons)
    assert set(verdict.missed) <= set(LISTED[level].get("shows", {}))
    return verdict


HOW: dict[str, dict[str, Any]] = {
    "upright bars": {},
    "lying bars": {"lying": True},
    "upright points": {"points": True},
    "lying points": {"points": True, "lying": True},
    "no tick marks": {"lines": False},
    "percentages": {"ticks": ((0, "0%"), (0.2, "20 %"), (0.6, "60%"), (1, "100%"))},
    "percentages without their sign": {"ticks": ((0, "0"), (0.5, "50"), (1, "100"))},
    "whiskers with caps": {"caps": True},
    "a longer axis": {"length": 900.0},
}


@pytest.mark.parametrize("how", HOW.values(), ids=HOW)
@pytest.mark.parametrize("level", ["hello", "adapt", "stretch"])
def test_right_drawings_pass_however_they_are_drawn(made: MadeInputs, level: str, how: dict[str, Any]) -> None:
    verdict = judged(made, level, plan(made, level, **how).shapes())
    assert (verdict.passed, verdict.reasons) == (True, ())


@pytest.mark.parametrize("lying", [False, True])
@pytest.mark.parametrize("points", [False, True])
def test_a_legend_tells_the_sexes_apart(made: MadeInputs, lying: bool, points: bool) -> None:
    verdict = judged(made, "stretch", plan(made, "stretch", legend=SEXES, lying=lying, points=points).shapes())
    assert (verdict.passed, verdict.reasons) == (True, ())


def test_points_need_no_zero(made: MadeInputs) -> None:
    ticks = ((0.5, "0.5"), (0.75, "0.75"), (1, "1.0"))
    assert judged(made, "adapt", plan(made, "adapt", points=True, ticks=ticks).shapes()).passed


def test_a_drawing_alone_misses_the_rest(made: MadeInputs) -> None:
    hello, stretch = plan(made, "hello"), plan(made, "stretch")
    stretch.bounds = {}
    assert set(judged(made, "hello", hello.shapes()).missed) == {"values", "sizes"}
    assert set(judged(made, "stretch", stretch.shapes()).missed) == {"intervals", "details", "choices"}


@pytest.mark.parametrize("form", ["{:.3f} ({:,} rows)", "{:.1%}, n = {}", "{:.2f} of {}"])
def test_what_is_written_beside_each_slice_is_shown(made: MadeInputs, form: str) -> None:
    hello = plan(made, "hello")
    hello.notes = {key: form.format(exact["accuracy"], exact["rows"]) for key, exact in keys(made, "hello").items()}
    assert judged(made, "hello", hello.shapes()).missed == {}


@pytest.mark.parametrize("points", [False, True])
@pytest.mark.parametrize("alone", [False, True])
def test_an_interactive_drawing_shows_everything(made: MadeInputs, points: bool, alone: bool) -> None:
    stretch = plan(made, "stretch", legend=SEXES, points=points)
    after = plan(made, "stretch", legend=SEXES, points=points)
    after.opacity = {key: 0.2 for key in after.values if (key[1] == "Female") != alone}
    clicked = [{"name": "Female", "shapes": after.shapes()}]
    verdict = judged(made, "stretch", stretch.shapes(), told=tooltips(made, stretch), clicked=clicked)
    assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})


# --- wrong drawings that look right

Spoil = Callable[[Plan], object]


def _swap(names: dict[Any, Any]) -> None:
    (first, one), (second, other), *_ = names.items()
    names[first], names[second] = other, one


def _lose(plan: Plan) -> None:
    plan.values.popitem()


def _lose_bar(plan: Plan) -> None:
    key = list(plan.values)[-1]
    plan.opacity[key] = 0.0


def _rename(plan: Plan, name: str) -> None:
    plan.names[next(iter(plan.values))] = name


def _twice(plan: Plan) -> None:
    middle = plan.at(0)
    box = [middle - 15, plan.along(0.4), middle + 15, plan.along(0)]
    plan.more.append(shape("rect", box, fill="rgb(9, 9, 9)"))


def _move(plan: Plan, by: float) -> None:
    key = next(iter(plan.values))
    plan.values[key] += by


WRONG: dict[str, Spoil] = {
    "one slice is missing": _lose,
    "one bar is missing, and its name is there": _lose_bar,
    "two bars are swapped": lambda plan: _swap(plan.values),
    "all names are one place further": lambda plan: setattr(plan, "shift", 1),
    "one bar is too high": lambda plan: _move(plan, 0.015),
    "one bar is too low": lambda plan: _move(plan, -0.015),
    "all bars are equally high": lambda plan: plan.values.update(dict.fromkeys(plan.values, 0.8)),
    "errors instead of accuracies": lambda plan: plan.values.update({key: 1 - value for key, value in plan.values.items()}),
    "bars that begin at .5": lambda plan: plan.__dict__.update(base=0.5, ticks=((0.5, "0.5"), (0.75, "0.75"), (1, "1.0"))),
    "an axis whose numbers are not where they belong": lambda plan: setattr(plan, "ticks", ((0, "0"), (0.5, "0.5"), (0.9, "1"))),
    "an axis that ends at .9 and says 1": lambda plan: setattr(plan, "ticks", ((0, "0"), (0.45, "0.5"), (0.9, "1.0"))),
    "an axis without numbers": lambda plan: setattr(plan, "ticks", ()),
    "an axis with two numbers": lambda plan: setattr(plan, "ticks", ((0, "0"), (1, "1"))),
    "a bar that is hardly seen": lambda plan: plan.opacity.update({next(iter(plan.values)): 0.1}),
    "a second bar at a slice": _twice,
    "a name that is cut off": lambda plan: _rename(plan, "Amer-Indian-E…"),
    "a name that stands for two slices": lambda plan: _rename(plan, "Black and Amer-Indian-Eskimo"),
    "a drawing as small as a stamp": lambda plan: setattr(plan, "length", 60.0),
    "no names": lambda plan: plan.names.update(dict.fromkeys(plan.values, "?")),
}  # fmt: skip


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("level", ["hello", "adapt"])
def test_a_drawing_that_is_wrong_fails(made: MadeInputs, level: str, spoil: Spoil) -> None:
    one = plan(made, level)
    spoil(one)
    assert not judged(made, level, one.shapes()).passed


def _bounds(plan: Plan, to: Callable[[Key, float, float], tuple[float, float]]) -> None:
    plan.bounds = {key: to(key, *ends) for key, ends in plan.bounds.items()}


WHISKERS: dict[str, Spoil] = {
    "no whiskers": lambda plan: plan.bounds.clear(),
    "one bar has none": lambda plan: plan.bounds.popitem(),
    "whiskers of 68 %": lambda plan: _bounds(plan, lambda key, low, high: (plan.values[key] - 0.25 * (high - low), plan.values[key] + 0.25 * (high - low))),
    "whiskers of 99.99 %": lambda plan: _bounds(plan, lambda key, low, high: (plan.values[key] - 0.99 * (high - low), plan.values[key] + 0.99 * (high - low))),
    "one half only": lambda plan: _bounds(plan, lambda key, _, high: (plan.values[key], high)),
    "beside the value": lambda plan: _bounds(plan, lambda _, low, high: (high + 0.02, 2 * high - low + 0.02)),
    "bounds taken for distances": lambda plan: _bounds(plan, lambda key, low, high: (plan.values[key] - low, plan.values[key] + high)),
    "the same whiskers for all": lambda plan: _bounds(plan, lambda key, *_: (plan.values[key] - 0.2, plan.values[key] + 0.2)),
    "from 0 to 1": lambda plan: _bounds(plan, lambda *_: (0.0, 1.0)),
    "too short to be seen": lambda plan: _bounds(plan, lambda key, *_: (plan.values[key] - 0.0001, plan.values[key] + 0.0001)),
    "of each other": lambda plan: plan.bounds.update(dict(zip(plan.bounds, reversed(plan.bounds.values()), strict=True))),
}  # fmt: skip


@pytest.mark.parametrize("spoil", WHISKERS.values(), ids=WHISKERS)
@pytest.mark.parametrize("how", [{}, {"points": True}, {"lying": True, "caps": True}], ids=str)
def test_whiskers_that_are_wrong_fail(made: MadeInputs, spoil: Spoil, how: dict[str, Any]) -> None:
    one = plan(made, "adapt", **how)
    spoil(one)
    assert not judged(made, "adapt", one.shapes()).passed


def test_whiskers_that_stretch_need_not_have_are_right_where_it_has_them(made: MadeInputs) -> None:
    for spoil in (WHISKERS["one bar has none"], WHISKERS["whiskers of 68 %"], WHISKERS["from 0 to 1"]):
        one = plan(made, "stretch")
        spoil(one)
        verdict = judged(made, "stretch", one.shapes())
        assert not verdict.passed or "intervals" in verdict.missed


def test_another_threshold_is_seen(made: MadeInputs) -> None:
    changed = inputs.edited(made.folder, made.truth, "adapt", EDIT)
    stale = plan(made, "adapt").shapes()
    made_anew = MadeInputs.__new__(MadeInputs)
    made_anew.truth = changed
    assert not judged(made_anew, "adapt", stale).passed
    assert judged(made_anew, "adapt", plan(made_anew, "adapt").shapes()).passed
    assert {level: changed[level] for level in ("hello", "stretch")} == {
        level: made.truth[level] for level in ("hello", "stretch")
    }


LEGENDS: dict[str, Spoil] = {
    "colours mixed up": lambda plan: _swap(plan.legend),
    "one colour for both": lambda plan: plan.legend.update(dict.fromkeys(SEXES, COLOURS["Male"])),
    "one sex is missing": lambda plan: [plan.opacity.update({key: 0.0}) for key in plan.values if key[1] == "Male"],
    "one pair is missing": _lose_bar,
    "two pairs are swapped": lambda plan: _swap(plan.values),
}


@pytest.mark.parametrize("spoil", LEGENDS.values(), ids=LEGENDS)
def test_crossed_slices_that_are_mixed_up_fail(made: MadeInputs, spoil: Spoil) -> None:
    one = plan(made, "stretch", legend=dict(SEXES))
    right = one.shapes()
    spoil(one)
    shapes = one.shapes()
    if spoil is LEGENDS["colours mixed up"]:  # of the legend alone
        shapes = right[: -len(one._legend())] + one._legend()
    assert not judged(made, "stretch", shapes).passed


NOTES = {
    "another slice's accuracy": lambda key, all_of: (
        f"{list(all_of.values())[list(all_of).index(key) - 1]['accuracy']:.3f}"
    ),
    "an accuracy rounded to a digit too few": lambda key, all_of: f"{all_of[key]['accuracy'] + 0.03:.2f}",
    "another number of rows": lambda key, all_of: f"{all_of[key]['accuracy']:.3f} of {all_of[key]['rows'] + 1}",
    "the same number of rows for all": lambda key, all_of: "1,000 rows",
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_what_is_written_wrongly_fails(made: MadeInputs, note: Callable[[Key, Any], str]) -> None:
    one, slices = plan(made, "hello"), keys(made, "hello")
    one.notes = {key: note(key, slices) for key in slices}
    assert not judged(made, "hello", one.shapes()).passed


def test_details_that_are_wrong_fail_and_those_that_lack_something_are_missed(made: MadeInputs) -> None:
    one = plan(made, "stretch")
    shapes, right = one.shapes(), tooltips(made, one)
    moved = [{**each, "text": right[place - 1]["text"]} for place, each in enumerate(right)]
    others = [{**each, "text": each["text"].replace("rows ", "rows 1")} for each in right]
    assert "details" in judged(made, "stretch", shapes, told=moved).missed, "they name what is elsewhere"
    assert not judged(made, "stretch", shapes, told=others).passed
    for told in ([], right[1:], [{**each, "text": each["text"].split(" rows")[0]} for each in right]):
        verdict = judged(made, "stretch", shapes, told=told)
        assert verdict.passed
        assert "details" in verdict.missed


@pytest.mark.parametrize("lying", [False, True])
def test_details_of_slices_that_are_nearly_equal_are_told_apart(made: MadeInputs, lying: bool) -> None:
    one = plan(made, "stretch", lying=lying, length=200.0)
    right, values = tooltips(made, one), list(one.values.values())
    order = sorted(range(len(values)), key=values.__getitem__)
    _, first, second = min((values[after] - values[before], before, after) for before, after in pairwise(order))
    swapped = list(right)
    swapped[first], swapped[second] = (
        {**right[first], "text": right[second]["text"]},
        {**right[second], "text": right[first]["text"]},
    )
    assert "details" not in judged(made, "stretch", one.shapes(), told=right).missed
    assert "details" in judged(made, "stretch", one.shapes(), told=swapped).missed


def _unseen(told: Told) -> Told:
    return {**told, "fill": ""}


def _tiny(told: Told) -> Told:
    left, top, *_ = told["box"]
    return {**told, "box": [left, top, left + 3, top + 1]}


@pytest.mark.parametrize("hide", [_unseen, _tiny])
@pytest.mark.parametrize("what", ["names", "numbers of the axis", "values"])
def test_what_nobody_can_read_is_not_there(made: MadeInputs, hide: Callable[[Told], Told], what: str) -> None:
    one = plan(made, "hello")
    one.notes = {key: f"{exact['accuracy']:.3f}" for key, exact in keys(made, "hello").items()}
    chosen = {"names": {key[0] for key in one.values}, "numbers of the axis": {text for _, text in one.ticks}}
    texts = chosen.get(what, set(one.notes.values()))
    shapes = [hide(each) if each.get("text") in texts else each for each in one.shapes()]
    verdict = judged(made, "hello", shapes)
    assert "values" in verdict.missed if what == "values" else not verdict.passed
    assert "values" not in judged(made, "hello", one.shapes()).missed


def test_a_click_that_leaves_all_or_nothing_or_something_else_is_no_choice(made: MadeInputs) -> None:
    shapes = plan(made, "stretch", legend=SEXES).shapes()
    one_race, moved = plan(made, "stretch", legend=SEXES), plan(made, "stretch", legend=SEXES)
    one_race.opacity = {key: 0.2 for key in one_race.values if key[0] == "White"}
    moved.opacity = {key: 0.2 for key in moved.values if key[1] == "Male"}
    _move(moved, 0.05)
    for after in (shapes, [], one_race.shapes(), moved.shapes()):
        verdict = judged(made, "stretch", shapes, clicked=[{"name": "Female", "shapes": after}])
        assert verdict.passed
        assert "choices" in verdict.missed


@pytest.mark.parametrize(
    "pages",
    [
        {},
        {"outputs/other.html": {"text": "", "all": ""}},
        {"outputs/plot.svg": {"text": "", "all": "", "saw": {"shapes": []}}, "outputs/plot.html": {"text": "", "all": ""}},
        {"outputs/plot.svg": {"trouble": "it is larger than 30 MB"}},
        {"outputs/plot.html": {"text": "White 0.8", "all": ""}},
        {"outputs/plot.html": {"text": "", "all": "", "saw": {"shapes": "many"}}},
        {"outputs/plot.html": {"text": "", "all": "", "saw": {"shapes": [{}, {"box": [1]}, {"kind": 1, "opacity": "x"}, None]}}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("level", ["hello", "adapt", "stretch"])
def test_what_is_no_drawing_fails(made: MadeInputs, level: str, pages: dict[str, Any]) -> None:
    verdict = checker.check(Path("nowhere"), {**made.truth, "pages": pages}, level)
    assert not verdict.passed
    assert verdict.reasons


BOXES = st.lists(st.floats(-50, 900), min_size=4, max_size=4)
TEXTS = st.sampled_from(["White", "Black", "Female", "0.5", "0", "1", "50 %", "0.854 of 400 rows", "?", ""])
TOLD = st.lists(
    st.one_of(
        st.builds(words, TEXTS, BOXES),
        st.builds(shape, st.sampled_from(["rect", "path", "circle"]), BOXES, st.sampled_from(["", "red"])),
    ),
    max_size=30,
)


@given(TOLD, st.sampled_from(["hello", "adapt", "stretch"]))
def test_no_drawing_stops_the_checker(made: MadeInputs, told: list[Told], level: str) -> None:
    spoilt = [*plan(made, level).shapes(), *told] if len(told) % 2 else told
    judged(
        made,
        level,
        spoilt,
        told=[{"at": [1, 2], "text": "White"}],
        clicked=[{"name": "Male", "shapes": told}],
    )


# --- inputs


def test_same_seed_names_the_same_bytes_for_ever(made: MadeInputs) -> None:
    assert made.digest() == GOLDEN


def test_the_truth_is_what_the_definitions_give(each: MadeInputs) -> None:
    with (each.folder / "predictions.csv").open(newline="") as file:
        people = list(csv.DictReader(file))
    assert len(people) == each.rows
    for level in ("hello", "adapt", "stretch"):
        slices = keys(each, level)
        found: dict[Key, list[bool]] = {}
        for row in people:
            key: Key = (row["race"], row["sex"]) if level == "stretch" else (row["race"],)
            found.setdefault(key, []).append((int(row["score"]) >= 500) == (row["label"] == "1"))
        assert {key: len(right) for key, right in found.items()} == {
            key: exact["rows"] for key, exact in slices.items()
        }
        for key, right in found.items():
            assert sum(right) / len(right) == pytest.approx(slices[key]["accuracy"])
        values = sorted(exact["accuracy"] for exact in slices.values())
        apart = 0.02 if level == "stretch" else 0.03
        assert min(after - before for before, after in pairwise(values)) >= apart
    assert all(int(row["score"]) % 100 for row in people)


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1000 rows"):
        inputs.make(999, 0, tmp_path)


def test_changed_rows_make_another_drawing_right(made: MadeInputs, tmp_path: Path) -> None:
    before = (made.folder / "predictions.csv").read_text()
    (tmp_path / "predictions.csv").write_text(before, newline="")
    changed = MadeInputs.__new__(MadeInputs)
    changed.truth = inputs.changed(tmp_path, made.truth, 5)
    after = (tmp_path / "predictions.csv").read_text()
    assert sum(one != other for one, other in zip(before.splitlines(), after.splitlines(), strict=True)) == 10
    assert not judged(changed, "adapt", plan(made, "adapt").shapes()).passed
    assert judged(changed, "adapt", plan(changed, "adapt").shapes()).passed


# --- faults


def test_each_listed_fault_has_a_function_and_each_function_is_listed() -> None:
    assert faults.functions() == set(faults.listed)


@pytest.mark.parametrize("name", faults.must("tolerated"))
def test_harmless_changes_keep_all_rows(name: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    assert contents(altered.folder) != contents(made.folder)
    assert rows(altered.folder) == rows(made.folder)


@pytest.mark.parametrize("name", ["missing-scores", "unknown-label", "infinite-number", "text-in-numbers"])
def test_rows_that_nobody_knows_leave_no_right_drawing(name: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    spoilt = MadeInputs.__new__(MadeInputs)
    spoilt.truth = altered.truth
    shapes = plan(made, "adapt").shapes()
    assert not judged(spoilt, "adapt", shapes, fault=name).passed
    assert judged(made, "adapt", shapes, fault="shuffled-rows").passed


# --- a real browser

PAGE = """<!doctype html><body style="margin:0">{svg}<div id="tip" style="position:fixed;left:0;top:0;display:none"></div>
<p style="visibility:hidden">hidden words</p><p style="color:transparent">clear words</p><p style="opacity:0.02">pale words</p><p>seen words</p><script>
  const tip = document.getElementById("tip"), hidden = new Set();
  for (const mark of document.querySelectorAll("[data-tip]")) {{
    mark.addEventListener("mouseover", () => {{ tip.textContent = mark.dataset.tip; tip.style.display = "block"; }});
    mark.addEventListener("mouseout", () => {{ tip.style.display = "none"; }});
  }}
  for (const name of document.querySelectorAll("[data-sex]")) name.addEventListener("click", () => {{
    const sex = name.dataset.sex;
    hidden.has(sex) ? hidden.delete(sex) : hidden.add(sex);
    for (const mark of document.querySelectorAll("[data-tip]")) mark.style.opacity = hidden.has(mark.dataset.of) ? 0.1 : 1;
  }});
</script>"""


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[Pictures]:
    if why := browser.lack():
        pytest.skip(why)
    pictures = Pictures(sys.executable, lambda: os.environ, tmp_path)
    yield pictures
    pictures.close()


def seen(with_browser: WithBrowser, drawing: str) -> Any:
    """What the task sees of an SVG at adapt."""

    def look(browser: Browser) -> Any:
        context = browser.new_context(viewport={"width": WIDEST, "height": 800})
        try:
            about = {"task": str(TASK), "level": "adapt"}
            return browser_process._opened(context, drawing.encode(), ".svg", about)["saw"]
        finally:
            context.close()

    return with_browser(look)


@pytest.mark.browser
@pytest.mark.parametrize("how", [{}, {"lying": True, "caps": True}, {"points": True}], ids=str)
def test_a_browser_sees_what_was_drawn(made: MadeInputs, with_browser: WithBrowser, how: dict[str, Any]) -> None:
    saw = seen(with_browser, svg(plan(made, "adapt", **how).shapes()))
    verdict = judged(made, "adapt", saw["shapes"])
    assert (verdict.passed, verdict.reasons) == (True, ())


@pytest.mark.browser
def test_a_browser_does_not_see_names_beyond_the_edge(made: MadeInputs, with_browser: WithBrowser) -> None:
    saw = seen(with_browser, svg(plan(made, "adapt").shapes()).replace('height="700"', 'height="466"'))
    assert not judged(made, "adapt", saw["shapes"]).passed


@pytest.mark.browser
def test_a_browser_points_and_clicks(made: MadeInputs, tmp_path: Path, pictures: Pictures) -> None:
    one = plan(made, "stretch", legend=SEXES)
    shapes, tips = one.shapes(), [each["text"] for each in tooltips(made, one)]
    bars = [place for place, each in enumerate(shapes) if each["kind"] == "rect" and each["box"][0] < 700]
    attributes = {
        place: f'data-tip="{tip}" data-of="{key[1]}"' for place, tip, key in zip(bars, tips, one.values, strict=True)
    }
    attributes |= {
        place: f'data-sex="{each["text"]}"' for place, each in enumerate(shapes) if each.get("text") in SEXES
    }
    (tmp_path / "plot.html").write_text(PAGE.format(svg=svg(shapes, attributes)))
    [opened] = pictures.drawn(tmp_path, ["plot.html"], Look(TASK, "stretch")).values()
    assert (opened.why, opened.broken) == ("", "")
    saw = opened.saw
    verdict = judged(made, "stretch", **saw)
    assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})
    assert [each["name"] for each in saw["clicked"]] == ["Female", "Male"]
    assert [each["text"] for each in saw["shapes"] if "words" in each.get("text", "")] == ["seen words"]


@pytest.mark.browser
def test_what_no_reader_can_change_is_told_apart_from_what_may_react(with_browser: WithBrowser) -> None:
    drawing = '<svg width="9" height="9"><rect width="9" height="9"{}>{}</rect></svg>'
    still = (drawing.format("", ""), "<style>rect { fill: red }</style>" + drawing.format("", ""))
    reacting = (
        drawing.format(' onmouseover="1"', ""),
        drawing.format("", '<set attributeName="fill" begin="click"/>'),
        "<style>rect:hover { fill: red }</style>" + drawing.format("", ""),
        "<style>@import 'data:text/css,';</style>" + drawing.format("", ""),
        drawing.format("", "") + "<script>1</script>",
        drawing.format("", "") + "<details>more</details>",
        '<p><template shadowrootmode="open">x</template></p>' + drawing.format("", ""),
    )

    def reacts(browser: Browser) -> list[Any]:
        page = browser.new_page()
        found = []
        for content in (*still, *reacting):
            page.set_content(content)
            found.append(page.evaluate(looking._REACTS))
        page.close()
        return found

    assert with_browser(reacts) == [False] * len(still) + [True] * len(reacting)
