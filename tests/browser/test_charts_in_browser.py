"""Charts as a reader meets them: drawn when they come into view, in light, in dark and on paper, and saved."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from evalkit.report.charts import charts
from tests.browser.test_layout_in_browser import overflow
from tests.browser.test_report_in_browser import until
from tests.report.charts.charted_report import charted
from tests.report.hostile_report import hostile

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

WIDTHS = "chartPlaces.map((place) => Number(place.querySelector('svg').getAttribute('width')))"
ALL_DRAWN = "chartPlaces.length > 0 && chartPlaces.every((place) => place.dataset.drawn === 'yes')"


def draw_all(page: Page) -> None:
    page.evaluate("chartPlaces.forEach((place) => { drawChart(place); })")
    until(page, ALL_DRAWN)


def drawing(page: Page, chart: str) -> Locator:
    return page.locator(f'[data-chart="{chart}"] svg')


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_chart_is_drawn_when_it_comes_into_view_and_not_before(opened: Opening) -> None:
    page = opened(charted, fragment="#everything")
    assert page.evaluate("typeof window.vegaEmbed") == "undefined"
    assert page.locator(".drawing svg").count() == 0
    page.locator('[data-chart="times/skew"]').scroll_into_view_if_needed()
    until(page, "document.querySelector('[data-chart=\"times/skew\"]').dataset.drawn === 'yes'")
    shown = drawing(page, "times/skew").text_content() or ""
    assert "pandas (baseline)" in shown
    assert page.locator(".drawing svg").count() < page.evaluate("chartPlaces.length")


def test_every_chart_is_drawn_with_everything_it_names(standing: Opening) -> None:
    page = standing(charted, fragment="#everything", then=draw_all)
    drawn = charts(charted())
    for chart in (*drawn.run, *drawn.tasks["skew"]):
        text = (drawing(page, chart.id).text_content() or "").replace("…", "")
        assert all(str(row[0])[:15] in text for row in chart.table.rows), chart.id


def test_a_screen_reader_meets_one_picture_with_words(standing: Opening) -> None:
    page = standing(charted, fragment="#everything", then=draw_all)
    place = page.locator('[data-chart="learning/skew"]')
    assert place.get_attribute("role") == "img"
    assert "SciPy: " in (place.get_attribute("aria-label") or "")
    assert page.locator('[data-chart="learning/skew"] > :not([aria-hidden="true"])').count() == 0
    assert page.locator(".drawing form, .drawing details, .drawing a, .drawing [tabindex]").count() == 0


def test_colours_follow_the_scheme_without_drawing_again(standing: Opening) -> None:
    page = standing(charted, fragment="#everything", then=draw_all)
    colour = """() => [...document.querySelectorAll('[data-chart="times/skew"] svg [fill="var(--accent)"]')]
        .map((dot) => getComputedStyle(dot).fill)[0]"""
    light = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(colour)
    page.emulate_media(media="print")
    paper = page.evaluate(colour)
    assert len({light, dark, paper}) == 3


def test_all_charts_are_drawn_for_the_printer_whatever_is_seen(opened: Opening) -> None:
    page = opened(charted, fragment="#claims")
    assert not page.evaluate(ALL_DRAWN)
    page.evaluate(f"addEventListener('afterprint', () => {{ window.printed = {WIDTHS}; }})")
    page.pdf()
    assert page.evaluate(ALL_DRAWN)
    assert min(page.evaluate("window.printed")) > 200
    assert (page.locator("#claims").is_visible(), page.locator("#answer").is_visible()) == (True, False)


def test_a_chart_fits_when_the_window_changed_while_it_was_not_there(opened: Opening) -> None:
    page = opened(charted, 1440, fragment="#everything")
    draw_all(page)
    page.evaluate("location.hash = 'claims'")
    until(page, "!document.getElementById('answer').checkVisibility()")
    page.set_viewport_size({"width": 700, "height": 900})
    page.wait_for_timeout(200)
    page.evaluate("location.hash = 'everything'")
    until(page, f"{WIDTHS}.every((width) => width > 200 && width < 700)")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_chart_and_no_table_behind_one_is_wider_than_its_place(opened: Opening, width: int) -> None:
    page = opened(charted, width, fragment="#everything")
    draw_all(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert overflow(page) <= 0
    wider = page.evaluate(
        """chartPlaces.filter((place) => place.querySelector('svg').getBoundingClientRect().width > place.clientWidth + 1
            || place.scrollWidth > place.clientWidth).map((place) => place.dataset.chart)"""
    )
    assert wider == []


def test_at_360_pixels_lines_keep_room_beside_their_names(opened: Opening) -> None:
    page = opened(charted, 360, fragment="#everything")
    draw_all(page)
    for chart in ("growth/skew", "learning/skew"):
        width = page.evaluate(
            """(chart) => Math.max(...[...document.querySelectorAll(`[data-chart="${chart}"] svg .mark-line path`)]
                .map((line) => line.getBoundingClientRect().width))""",
            chart,
        )
        assert width >= 75


def test_a_window_made_narrower_draws_charts_narrower(opened: Opening) -> None:
    page = opened(charted, 1440, fragment="#everything")
    draw_all(page)
    page.set_viewport_size({"width": 360, "height": 800})
    until(
        page,
        "chartPlaces.every((place) => Number(place.querySelector('svg').getAttribute('width')) <= place.clientWidth + 1)",
    )
    assert overflow(page) <= 0


def test_the_same_stands_in_a_table_that_is_filled_when_it_is_opened(opened: Opening) -> None:
    page = opened(charted, fragment="#everything")
    details = page.locator('details[data-table="times/skew"]')
    assert details.locator("table").count() == 0
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    details.locator("table").wait_for()
    rows = [row.split("\t") for row in details.locator("table").inner_text().split("\n") if "\t" in row]
    expected = next(chart for chart in charts(charted()).tasks["skew"] if chart.id == "times/skew").table
    assert [row[0] for row in rows] == ["Tool", *(row[0] for row in expected.rows)]
    details.locator("a").first.click()
    page.wait_for_selector("#evidence[open]")


def test_a_chart_is_saved_as_svg_with_colours_that_need_no_page(opened: Opening) -> None:
    page = opened(charted, scheme="dark", fragment="#everything")
    draw_all(page)
    name, content = saved(page, page.locator("#places\\/skew button", has_text="SVG"))
    assert name.endswith(".svg")
    picture = ET.fromstring(content)
    assert b"var(" not in content
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "first in" in "".join(picture.itertext())
    assert picture[0].get("fill") == "#15171a"


def test_a_chart_is_saved_as_png_three_times_as_fine(standing: Opening) -> None:
    page = standing(charted, fragment="#everything", then=draw_all)
    name, content = saved(page, page.locator("#together button", has_text="PNG"))
    assert name == "which-tools-share-one-environment.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    shown: dict[str, Any] = page.evaluate(
        "(() => { const svg = document.querySelector('#together svg'); return {w: svg.width.baseVal.value, h: svg.height.baseVal.value}; })()"
    )
    assert (width, height) == (3 * shown["w"], 3 * shown["h"])
    assert len(content) > 5_000, "an empty picture would be smaller"


def test_any_table_is_saved_as_csv(standing: Opening) -> None:
    page = standing(charted, fragment="#everything", then=draw_all)
    region = page.locator(".scrolling", has=page.locator('[data-ranking="skew"]'))
    name, content = saved(page, region.locator("xpath=following-sibling::*[1]").locator("button"))
    assert name.startswith("tools-best-first")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Place", "Tool", "Points"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[1][1].removesuffix(" baseline") == region.locator("tbody th a").first.inner_text()


def test_what_a_spreadsheet_would_run_is_saved_as_text(standing: Opening) -> None:
    page = standing(charted, fragment="#everything", then=draw_all)
    for text, expected in {
        "=1+1": "'=1+1",
        "@SUM(A1)": "'@SUM(A1)",
        "-3.5": "-3.5",
        "-rm": "'-rm",
        'a "b", c': '"a ""b"", c"',
    }.items():
        assert page.evaluate("(text) => quoted(text)", text) == expected


def test_hostile_names_in_charts_run_nothing(opened: Opening) -> None:
    page = opened(hostile, fragment="#everything")
    draw_all(page)
    page.evaluate(
        "document.querySelectorAll('details[data-table]').forEach((one) => { one.open = true; fillTable(one); })"
    )
    assert page.evaluate("window.ran") is None
    assert page.locator(".drawing img, .drawing script, .charts table img").count() == 0
    content = page.evaluate("svgTextOf(document.querySelector('.drawing svg'))")
    assert ET.fromstring(content) is not None


def test_a_browser_that_cannot_draw_says_so_and_keeps_the_table(opened: Opening) -> None:
    page = opened(charted, fragment="#everything")
    page.evaluate("() => { window.vegaEmbed = () => Promise.reject(new Error('no')); }")
    page.evaluate("chartPlaces.forEach((place) => { drawChart(place); })")
    until(page, "chartPlaces.every((place) => place.dataset.drawn === 'no')")
    assert "the table below says the same" in page.locator(".drawing").first.inner_text()


def test_no_name_is_clipped_by_the_edge_of_its_chart(standing: Opening) -> None:
    page = standing(charted, fragment="#everything", then=draw_all)
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('[data-chart] svg')].flatMap((svg) => [...svg.querySelectorAll('text')]
            .filter((text) => text.getBoundingClientRect().width && text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1)
            .map((text) => text.textContent))"""
    )
    assert clipped == []
