"""Reading charts off a picture: curves are found by their shapes, on any scale, and nothing else is taken for one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks import charts
from tests.tasks.task_files import load

inputs = load(Path(__file__).parents[2] / "tasks" / "dashboard", "inputs")
CURVES = inputs.curves([row for run in inputs.ANCHORS for row in inputs._losses(run, 1, 0)])
HALF = {"half": CURVES["run-night"][: inputs.HALF]}
RED, BLUE, PALE = (214, 39, 40), (31, 119, 180), (131, 201, 255)
WEIGHTS = [each / inputs.UNIT for each in inputs._weights(0)]
CELLS = inputs._colours(0)


def sheet(width: int = 600, height: int = 320) -> charts.Picture:
    """White, with black axes and grey lines behind."""
    picture = np.full((height, width, 3), 255, dtype=np.uint8)
    picture[20:-20:40, 30:-10] = 225
    picture[10:-20, 28:30] = picture[-22:-20, 28:-10] = 0
    return picture


def draw(
    picture: charts.Picture,
    values: Sequence[float],
    colour: tuple[int, int, int],
    left: int = 40,
    right: int = 580,
    top: int = 20,
    bottom: int = 290,
    thick: int = 3,
    scale: tuple[float, float] | None = None,
) -> charts.Picture:
    """Draw a line as browsers do, from one point to the next; `scale` are the values at the bottom and at the top."""
    low, high = scale or (min(values), max(values))
    columns = np.linspace(0, len(values) - 1, right - left)
    heights = bottom - (np.interp(columns, np.arange(len(values)), values) - low) / (high - low) * (bottom - top)
    for place, y in enumerate(heights):
        before = heights[max(0, place - 1)]
        start, end = sorted((before, y))
        picture[max(0, round(start - thick / 2)) : max(0, round(end + thick / 2)), left + place] = colour
    return picture


@settings(max_examples=15, deadline=None)
@given(
    name=st.sampled_from(sorted(CURVES)),
    left=st.integers(30, 150),
    width=st.integers(280, 430),
    top=st.integers(10, 100),
    height=st.integers(90, 200),
    thick=st.integers(2, 5),
    colour=st.sampled_from([RED, BLUE, PALE, (0, 128, 0), (230, 120, 0)]),
    is_log=st.booleans(),
)
def test_a_curve_is_found_wherever_and_however_large_it_is_drawn(
    name: str, left: int, width: int, top: int, height: int, thick: int, colour: tuple[int, int, int], is_log: bool
) -> None:
    values = np.log(CURVES[name]) if is_log else np.array(CURVES[name])
    picture = draw(sheet(), list(values), colour, left, left + width, top, top + height, thick)
    found = charts.curves(picture, CURVES)
    assert set(found) == {name}
    assert np.abs(np.array(found[name].colour) - colour).max() <= charts.ALIKE


@pytest.mark.parametrize("other", sorted(set(CURVES) - {"run-amber"}))
@pytest.mark.parametrize("colours", [(RED, BLUE), (BLUE, PALE), (PALE, BLUE)])
def test_two_curves_in_one_picture_are_told_apart(other: str, colours: Sequence[tuple[int, int, int]]) -> None:
    picture, ends = sheet(), (0.0, 2.2)
    for name, colour in zip(("run-amber", other), colours, strict=True):
        draw(picture, CURVES[name], colour, scale=ends)
    found = charts.curves(picture, CURVES)
    assert set(found) == {"run-amber", other}
    assert np.abs(np.array(found[other].colour) - colours[1]).max() <= charts.ALIKE


def test_half_a_run_is_told_from_all_of_it() -> None:
    known = {**CURVES, **HALF}
    for name in ("half", "run-night"):
        assert set(charts.curves(draw(sheet(), known[name], RED), known)) == {name}


def test_the_edges_of_a_full_line_are_no_part_of_a_pale_one() -> None:
    known, ends, edge = {**CURVES, **HALF}, (0.0, 2.2), (125, 182, 232)
    picture = draw(sheet(), known["run-amber"], edge, scale=ends, thick=5)
    draw(picture, known["run-amber"], BLUE, scale=ends)
    draw(picture, known["half"], PALE, scale=ends, right=310)
    assert set(charts.curves(picture, known)) == {"run-amber", "half"}


def test_a_curve_whose_highest_points_are_cut_off_is_found() -> None:
    values = CURVES["run-amber"]
    high = float(np.quantile(values, 0.97))
    picture = draw(sheet(), values, RED, top=40, scale=(min(values), high))
    picture[:38] = 255
    assert set(charts.curves(picture, CURVES)) == {"run-amber"}


@pytest.mark.parametrize("name", sorted(CURVES))
def test_what_is_drawn_otherwise_is_no_curve_of_a_run(name: str) -> None:
    values = CURVES[name]
    wrong = {
        "upside down": [-each for each in values],
        "from behind": values[::-1],
        "its half": values[: inputs.HALF],
        "cut short": values[:150],
        "only its average": [float(np.mean(values)) + 0.01 * (place % 2) for place in range(len(values))],
        "a straight line": list(np.linspace(values[0], values[-1], len(values))),
        "shifted by thirty steps": values[30:] + values[:30],
    }
    for what, line in wrong.items():
        assert not charts.curves(draw(sheet(), line, RED), {name: values}), what


def test_an_area_holds_no_curve_and_a_grey_line_is_none() -> None:
    area = sheet()
    area[40:280, 50:560] = BLUE
    assert not charts.curves(area, CURVES)
    assert not charts.curves(draw(sheet(), CURVES["run-amber"], (90, 90, 90)), CURVES)
    assert not charts.curves(sheet(), CURVES)
    assert not charts.curves(np.zeros((1, 1, 3), dtype=np.uint8), CURVES)


def test_a_run_whose_rows_were_changed_has_another_curve(tmp_path: Path) -> None:
    truth = inputs.make(30000, 0, tmp_path)
    changed = inputs.changed(tmp_path, truth, 1)
    before, after = (each["curves"]["run-amber"] for each in (truth, changed))
    assert set(charts.curves(draw(sheet(), before, RED), {"before": before, "after": after})) == {"before"}
    assert set(charts.curves(draw(sheet(), after, RED), {"before": before, "after": after})) == {"after"}


def bars(values: Sequence[float], bins: int, colour: tuple[int, int, int] = BLUE) -> charts.Picture:
    picture = sheet()
    counts, _ = np.histogram(values, bins)
    edges = np.linspace(60, 540, bins + 1).astype(int)
    for place, count in enumerate(counts):
        height = round(240 * count / counts.max())
        picture[280 - height : 280, edges[place] : edges[place + 1] - 1] = colour
    return picture


@pytest.mark.parametrize("bins", [10, 20, 30, 64])
def test_a_histogram_is_found_whatever_its_bins(bins: int) -> None:
    assert charts.holds_histogram(bars(WEIGHTS, bins), WEIGHTS)


def test_a_histogram_of_something_else_is_none_of_these_values() -> None:
    assert not charts.holds_histogram(bars([-each for each in WEIGHTS], 30), WEIGHTS)
    assert not charts.holds_histogram(bars([each**3 for each in WEIGHTS], 30), WEIGHTS)
    assert not charts.holds_histogram(bars(list(np.linspace(0, 1, 4000)), 30), WEIGHTS)
    for values in CURVES.values():
        assert not charts.holds_histogram(draw(sheet(), values, RED), WEIGHTS)
    assert not charts.holds_histogram(sheet(), WEIGHTS)


def shown(cells: Sequence[Sequence[int]], side: int) -> charts.Picture:
    picture = np.full((side + 20, side + 60, 3), 250, dtype=np.uint8)
    tiles = np.array(cells, dtype=np.uint8).reshape(inputs.CELLS, inputs.CELLS, 3)
    size = side // inputs.CELLS
    picture[10 : 10 + size * inputs.CELLS, 30 : 30 + size * inputs.CELLS] = tiles.repeat(size, 0).repeat(size, 1)
    return picture


@pytest.mark.parametrize("side", [64, 128, 400])
def test_a_picture_of_cells_is_found_and_no_other_one(side: int) -> None:
    assert charts.holds_cells(shown(CELLS, side), CELLS)
    turned = np.array(CELLS).reshape(4, 4, 3).transpose(1, 0, 2).reshape(-1, 3).tolist()
    assert not charts.holds_cells(shown(turned, side), CELLS)
    assert not charts.holds_cells(shown(CELLS[::-1], side), CELLS)
    assert not charts.holds_cells(sheet(), CELLS)


def test_a_smoothed_line_is_less_rough_and_none_is_infinitely_so() -> None:
    values = CURVES["run-birch"]
    smooth = list(np.convolve(values, np.ones(15) / 15, "valid"))
    rough = charts.roughness(draw(sheet(), values, RED), RED)
    assert charts.roughness(draw(sheet(), smooth, RED), RED) < 0.6 * rough
    assert charts.roughness(draw(sheet(), values, BLUE), RED) == float("inf")


def test_a_legend_below_a_line_makes_it_no_rougher() -> None:
    values = np.array(CURVES["run-amber"])
    smooth = np.convolve(values, np.ones(15) / 15, "valid")
    rough = smooth + 0.3 * (values[7:-7] - smooth)
    found = []
    for line in (list(rough), list(smooth)):
        picture = draw(sheet(1400, 700), line, RED, right=1380, bottom=500)
        for left in range(100, 700, 100):
            picture[600:612, left : left + 30] = RED
        found.append(charts.roughness(picture, RED))
    assert found[1] < 0.6 * found[0]


def test_how_far_a_colour_is_from_a_box_counts_to_its_left_and_right() -> None:
    picture = np.full((20, 200, 3), 255, dtype=np.uint8)
    picture[5:10, 30:40], picture[5:10, 150:160] = RED, BLUE
    assert charts.nearest(picture, (50, 0, 100, 20), RED) == 11
    assert charts.nearest(picture, (50, 0, 100, 20), BLUE) == 50
    assert charts.nearest(picture, (20, 0, 100, 20), RED) == 0
    assert charts.nearest(picture, (50, 0, 100, 20), (0, 160, 0)) == float("inf")
