"""The code views, the faults and the contacts as a reader meets them: in a real browser, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from evalkit.report import ReportInput
from tests.browser.test_accessibility import contrast, violations
from tests.browser.test_layout_in_browser import overflow
from tests.browser.test_report_in_browser import until
from tests.report.code_report import ADAPT, HELLO, TASK, with_code
from tests.report.hostile_report import hostile
from tests.report.sample_report import sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

SIDE_BY_SIDE = f"#code/{TASK}/adapt/pandas/pandera"


def shown_code(page: Page, column: int = 0) -> str:
    """The words of the first listing of a column, without its margin."""
    words = page.locator("#code-listings .column").nth(column).locator("pre").first.locator(".words")
    return "".join(words.evaluate_all("all => all.map((one) => one.textContent)"))


def chosen(page: Page, choice: str) -> str:
    return page.locator(f'[data-choice="{choice}"]').input_value()


@pytest.mark.parametrize("made", [with_code, hostile])
@pytest.mark.parametrize("fragment", [SIDE_BY_SIDE, f"#diff/{TASK}/pandas/hello/adapt", "#contacts"])
def test_nothing_is_wider_than_the_page(opened: Opening, fragment: str, made: Callable[[], ReportInput]) -> None:
    page = opened(made, 360, fragment=fragment)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for _ in ("as it is", "wrapped, or no longer"):
            assert overflow(page) <= 0, width
            page.evaluate("document.querySelector('[data-switch=wrap]').click()")


@pytest.mark.slow  # every rule, on thousands of pieces of coloured code
@pytest.mark.parametrize(
    "fragment", [SIDE_BY_SIDE, f"#diff/{TASK}/pandas/hello/adapt", f"#fault/{TASK}/pandera/empty-file"]
)
def test_what_is_shown_breaks_no_rule_of_accessibility(opened: Opening, fragment: str) -> None:
    page = opened(with_code, 360, fragment=fragment)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert violations(page) == []


def test_columns_stand_side_by_side_and_on_a_phone_one_under_the_other(opened: Opening) -> None:
    for width, beside in ((1440, True), (360, False)):
        left, right = (
            column.bounding_box() for column in opened(with_code, width, fragment=SIDE_BY_SIDE).locator(".column").all()
        )
        assert left
        assert right
        assert (right["x"] >= left["x"] + left["width"]) is beside
        assert (right["y"] >= left["y"] + left["height"]) is not beside


def test_the_code_is_shown_whole_with_colours(standing: Opening) -> None:
    page = standing(with_code, fragment=SIDE_BY_SIDE)
    assert shown_code(page) == ADAPT
    assert page.locator(".column").first.locator(".listing").count() == 2
    keyword = page.locator(".listing .k").first
    assert keyword.inner_text().strip() == "import"
    assert keyword.evaluate("(e) => getComputedStyle(e).color !== getComputedStyle(e.closest('pre')).color")


def test_code_is_shown_plain_where_there_are_no_colours(opened: Opening) -> None:
    page = opened(with_code)
    page.evaluate("evidenceData().code.colours = {}")
    page.evaluate(f"location.hash = '{SIDE_BY_SIDE}'")
    until(page, "document.querySelectorAll('.column').length === 2")
    assert shown_code(page) == ADAPT
    assert page.locator(".listing .k").count() == 0


def test_marks_stand_at_the_lines_of_the_evidence_with_a_letter_and_what_they_mean(standing: Opening) -> None:
    page = standing(with_code, fragment=SIDE_BY_SIDE)
    row = page.locator(".column").first.locator(".row").nth(5)
    assert row.locator(".mark").all_inner_texts() == ["D", "C"]
    site, concept = row.locator(".mark").all()
    assert (
        site.get_attribute("title")
        == "Embedded language: symbolic expression (polars, seen when it ran) polars.col, 7 tokens"
    )
    assert concept.get_attribute("title") == "First use of (2): pandas.read_csv; pandas.read_csv(sep=)"
    assert (concept.get_attribute("aria-label") or "").startswith("Line 6. First use of")
    assert page.locator(".column").first.locator(".row").nth(6).locator(".slot.dsl.more").count() == 1
    assert page.locator(".column").first.locator(".row").nth(1).locator(".mark").all_inner_texts() == ["B"]
    assert page.locator(".column").first.locator(".row.handover").count() == 3
    ground = "(one) => getComputedStyle(one.querySelector('.words')).backgroundColor"
    row = page.locator(".column").first.locator(".row")
    assert row.first.evaluate(ground) != page.locator(".column .row.handover").first.evaluate(ground)
    ink = "(one) => getComputedStyle(one.querySelector('.words')).color === getComputedStyle(document.body).color"
    assert row.first.evaluate(ink), "what counts is not grey"


def test_concepts_of_the_tool_itself_look_and_read_differently(standing: Opening) -> None:
    page = standing(with_code, fragment=SIDE_BY_SIDE)
    own, everybodys = page.locator(".column").first.locator("a.mark.concept").all()
    assert own.get_attribute("title") == "First use of: pandas, the tool’s own"
    ground = "(e) => getComputedStyle(e).backgroundColor"
    assert own.evaluate(ground) != everybodys.evaluate(ground)


def test_who_comes_back_from_evidence_keeps_their_place(opened: Opening) -> None:
    page = opened(with_code, width=360, fragment=SIDE_BY_SIDE)
    page.locator(".column").nth(1).locator("h3").scroll_into_view_if_needed()
    page.locator("a.mark.dsl").first.click()
    page.wait_for_selector("#evidence[open]")
    before = page.evaluate("scrollY")
    page.go_back()
    until(page, "!document.getElementById('evidence').open")
    assert abs(page.evaluate("scrollY") - before) < 5


def test_boilerplate_of_another_level_is_not_marked(opened: Opening) -> None:
    page = opened(with_code, fragment=f"#code/{TASK}/hello/pandas/pandera")
    assert shown_code(page) == HELLO
    assert page.locator("#code-listings .mark.boilerplate").count() == 0
    assert page.locator("#code-listings .mark.dsl").count() == 1


def test_a_mark_opens_its_evidence_by_mouse_and_by_keyboard(opened: Opening) -> None:
    page = opened(with_code, fragment=SIDE_BY_SIDE)
    page.locator("a.mark.dsl").first.click()
    page.wait_for_selector("#evidence[open]")
    assert "polars.col" in page.inner_text("#evidence")
    page.keyboard.press("Escape")
    until(page, "!document.getElementById('evidence').open")
    page.locator("a.mark.boilerplate").first.focus()
    page.keyboard.press("Enter")
    until(page, "document.getElementById('evidence').open")
    assert "also in skew" in page.inner_text("#evidence")


@pytest.mark.parametrize("kind", ["dsl", "concept", "boilerplate"])
def test_each_kind_of_mark_can_be_hidden_and_shown_by_keyboard(standing: Opening, kind: str) -> None:
    page = standing(with_code, fragment=SIDE_BY_SIDE)
    mark = page.locator(f"#code-listings a.mark.{kind}").first
    assert mark.is_visible()
    page.locator(f'[data-switch="{kind}"]').focus()
    page.keyboard.press("Space")
    mark.wait_for(state="hidden")
    page.keyboard.press("Space")
    mark.wait_for(state="visible")


def test_the_hand_over_is_grey_until_its_switch_is_off(opened: Opening) -> None:
    page = opened(with_code, fragment=SIDE_BY_SIDE)
    colour = "document.querySelector('.handover .words .k')"
    grey = page.evaluate(f"getComputedStyle({colour}).color")
    page.uncheck('[data-switch="handover"]')
    assert page.evaluate(f"getComputedStyle({colour}).color") != grey


def test_choosing_shows_other_code_and_the_address_follows(opened: Opening) -> None:
    page = opened(with_code, fragment=SIDE_BY_SIDE)
    page.select_option('[data-choice="right"]', "tfdv")
    until(page, f"location.hash === '#code/{TASK}/adapt/pandas/tfdv'")
    assert "import tfdv as tool" in shown_code(page, 1)
    page.select_option('[data-choice="task"]', "skew")
    assert chosen(page, "left") == "pandas"
    assert chosen(page, "right") not in ("", "pandas")
    page.select_option('[data-choice="level"]', "stretch")
    page.select_option('[data-choice="right"]', "tfdv")
    assert "one** feature at a time" in page.inner_text(".column:nth-child(2)")
    assert page.evaluate("location.hash") == "#code/skew/stretch/pandas/tfdv"


def test_a_weight_in_the_address_stays_when_the_code_changes(opened: Opening) -> None:
    page = opened(with_code, fragment=f"{SIDE_BY_SIDE}?w.friction=2")
    page.select_option('[data-choice="level"]', "hello")
    assert page.evaluate("location.hash") == f"#code/{TASK}/hello/pandas/pandera?w.friction=2"


def test_the_way_from_one_level_to_the_next_is_shown_with_signs(opened: Opening) -> None:
    page = opened(with_code, fragment=f"#diff/{TASK}/pandas/hello/adapt")
    assert "9 lines added, 0 removed, 11 kept" in page.inner_text("#code-listings")
    added = page.locator("#code-listings ins.row")
    assert added.count() == 9
    assert added.first.locator(".sign").inner_text() == "+"
    assert added.first.locator(".words").inner_text().startswith("schema = pd.Series")
    assert page.locator("#code-listings figcaption").all_inner_texts()[1].split()[-2:] == ["is", "new"]
    page.select_option('[data-choice="from"]', "adapt")
    assert [chosen(page, "from"), chosen(page, "to")] == ["adapt", "stretch"]
    assert page.locator("#code-listings del.row").count() > 0


def test_long_parts_that_are_the_same_unfold_by_keyboard(opened: Opening) -> None:
    page = opened(with_code, fragment=f"#diff/{TASK}/pandera/hello/adapt")
    before = page.locator("#code-listings .row").count()
    page.locator(".unfold").first.focus()
    page.keyboard.press("Enter")
    until(page, "document.activeElement.classList.contains('row')")
    assert page.locator("#code-listings .row").count() > before


def test_two_levels_are_chosen_by_keyboard(opened: Opening) -> None:
    page = opened(with_code, fragment=SIDE_BY_SIDE)
    page.locator('[name="code-mode"][value="code"]').focus()
    page.keyboard.press("ArrowDown")
    until(page, "location.hash.startsWith('#diff/')")
    assert page.locator('[data-mode="diff"]').first.is_visible()
    assert not page.locator('[data-mode="code"]').first.is_visible()


def test_a_level_that_is_not_there_says_so(opened: Opening) -> None:
    page = opened(with_code, fragment="#diff/skew/tfdv/adapt/stretch")
    assert "has no code at stretch: there is nothing to compare" in page.inner_text("#code-listings")


@pytest.mark.parametrize("fragment", ["#code/nobody/never/a/b", "#diff/skew/x/y/z", "#code/%E0%A4%A/x", "#fault/a/b/c"])
def test_an_address_that_leads_nowhere_breaks_nothing(opened: Opening, fragment: str) -> None:
    page = opened(with_code, fragment=fragment)
    page.evaluate("location.hash = 'code'")
    page.locator("#code").scroll_into_view_if_needed()
    until(page, "document.querySelector('#code-listings').textContent !== ''")


def test_code_is_laid_out_only_when_a_reader_comes_near(opened: Opening) -> None:
    page = opened(with_code, fragment="#everything")
    assert page.locator("#code-listings *").count() == 0
    page.locator("#code h2").scroll_into_view_if_needed()
    until(page, "document.querySelectorAll('.column').length === 2")
    assert chosen(page, "level") == "adapt"
    assert page.evaluate("location.hash") == "#everything"


def test_an_outcome_opens_its_transcript_and_the_line_of_the_script(opened: Opening) -> None:
    page = opened(with_code, fragment=f"#faults/{TASK}")
    cell = page.locator(f'a[href="#fault/{TASK}/pandera/empty-file"]')
    assert cell.inner_text() == "caught"
    cell.click()
    page.wait_for_selector("#evidence[open]")
    text = page.inner_text("#evidence")
    assert "KeyError: 'age'" in text
    assert "names the place (age or row): yes" in text
    assert page.locator("#evidence .line.marked").get_attribute("data-number") == "6"
    page.keyboard.press("Escape")
    until(page, "!document.getElementById('evidence').open")
    assert page.evaluate("document.activeElement.getAttribute('href')") == f"#fault/{TASK}/pandera/empty-file"


def test_a_link_to_faults_opens_their_table(opened: Opening) -> None:
    page = opened(with_code, fragment=f"#faults/{TASK}")
    table = page.locator(".faults[open] table").first
    assert table.is_visible()
    text = table.inner_text()
    for word in ("caught by report", "silently wrong", "hung", "false alarm", "tolerated and right"):
        assert word in text
    assert "still running after 120 s" in page.inner_text(".faults[open]")


def test_a_progress_bar_in_a_transcript_is_shown_once(opened: Opening) -> None:
    page = opened(with_code, fragment=f"#fault/{TASK}/pandas/windows-line-ends")
    text = page.inner_text("#evidence pre")
    assert text.splitlines() == ["100 %", "done"]


def test_a_very_long_file_is_cut_and_says_so(standing: Opening) -> None:
    page = standing(with_code, fragment=SIDE_BY_SIDE)
    rows = page.evaluate(
        """() => { const made = listingOf({ name: "a.py", text: "x\\n".repeat(5000) }, "", {}, "a");
            return [made.querySelectorAll(".row").length, made.querySelector("small").textContent]; }"""
    )
    assert rows == [4000, "The first 4000 of 5000 lines"]


def test_contacts_open_who_asked(opened: Opening) -> None:
    page = opened(with_code, fragment="#contacts")
    page.locator(f'a[href="#number/great-expectations/{TASK}/adapt/network.contacts"]').first.click()
    page.wait_for_selector("#evidence[open]")
    assert "asked by posthog.request:12" in page.inner_text("#evidence")


def test_hostile_code_and_transcripts_show_as_text(opened: Opening) -> None:
    page = opened(hostile)
    for link in ("#code/skew/adapt/pandas/tfdv", "#diff/skew/pandas/hello/adapt"):
        page.evaluate("(link) => { location.hash = link; }", link)
        until(page, f"codeShown.startsWith('{link[1:5]}')")
        assert "</script><script>window.ran=1</script>" in page.inner_text("#code-listings")
    assert page.evaluate("window.ran") is None
    assert page.locator("#code img, #evidence img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_colours_of_code_stand_out_from_every_ground_they_lie_on(standing: Opening, scheme: str) -> None:
    page = standing(sample, "light" if scheme == "print" else scheme)
    if scheme == "print":
        page.emulate_media(media="print")
    names = ["keyword", "text", "number", "defined", "built-in", "decorator"]
    colours = page.evaluate(
        """(names) => Object.fromEntries(names.map((name) => { const probe = document.createElement('i'); probe.style.color = `var(--${name})`;
            document.body.append(probe); const rgb = getComputedStyle(probe).color.match(/\\d+/g).map(Number); probe.remove(); return [name, rgb]; }))""",
        [*(f"code-{name}" for name in names), "ink", "muted", "accent", "baseline", "raised", "new", "gone"],
    )
    for ground in ("raised", "new", "gone"):
        for text in (*(f"code-{name}" for name in names), "ink"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for text in ("muted", "accent", "baseline"):
        assert contrast(colours[text], colours["raised"]) >= 4.5, text


def test_evidence_that_claims_millions_of_lines_marks_those_that_there_are(standing: Opening) -> None:
    page = standing(sample)
    marked = "([first, last]) => codeOf({ name: 'a.py', text: 'x\\n'.repeat(9) }, [[first, last]]).querySelectorAll('.marked').length"
    assert [page.evaluate(marked, span) for span in ([1, 50_000_000], [-50_000_000, 3], [4, 4], [50, 60])] == [
        9,
        3,
        1,
        0,
    ]
