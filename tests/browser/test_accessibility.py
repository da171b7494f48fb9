"""The page by the rules of WCAG 2.2 A and AA, as axe-core checks them, in every state that a reader can bring it into."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from evalkit.report import ReportInput
from tests.report.hostile_report import hostile
from tests.report.sample_report import midway, sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

CONTRAST = "color-contrast"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


ONE_OF_EVERY_LOOK = """() => {
    const seen = new Set(), grounds = new Map();
    const groundOf = (element) => {
        if (!element) return "";
        if (!grounds.has(element)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
            const clear = backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none" && opacity === "1";
            grounds.set(element, groundOf(element.parentElement) + (clear ? "" : `|${backgroundColor}${backgroundImage}${opacity}`));
        }
        return grounds.get(element);
    };
    for (const element of document.body.querySelectorAll("*")) {
        if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
        if (!element.checkVisibility()) continue;
        const { color, fontSize, fontWeight, textShadow, position } = getComputedStyle(element);
        const place = element.closest("section, dialog, nav, header, footer")?.id;
        const look = [place, element.tagName, element.className, color, fontSize, fontWeight, textShadow, position, groundOf(element)].join();
        element.toggleAttribute("data-look", !seen.has(look));
        seen.add(look);
    }
    axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
    return seen.size;
}"""
"""Mark the first text of every look, of thousands: the same colours on the same ground have the same contrast."""


def violations(page: Page, *, contrast: bool = True, else_too: bool = True) -> list[str]:
    """Each violation as its rule and the first places that break it; the contrast of each look is checked once."""
    page.evaluate(axe())
    assert page.evaluate(ONE_OF_EVERY_LOOK) > 0
    kinds = {"type": "tag", "values": RULES} if else_too else {"type": "rule", "values": [CONTRAST]}
    found = page.evaluate(
        "(options) => axe.run(document, options).then((result) => result.violations)",
        # How to find what is in order is not asked: finding a selector for each element takes as long as the rules.
        {"runOnly": kinds, "resultTypes": ["violations"], "selectors": False}
        | ({"rules": {CONTRAST: {"enabled": contrast}}} if else_too else {}),
    )
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def opened_whole(opened: Opening, made: Callable[[], ReportInput], scheme: str = "light") -> Page:
    page = opened(made, scheme=scheme, fragment="#everything")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.evaluate("document.querySelectorAll('[data-claim]').forEach((button) => foldClaim(button, false))")
    for section in ("versus", "code", "tasks"):
        page.evaluate("(id) => document.getElementById(id)?.scrollIntoView()", section)
        page.wait_for_timeout(300)
    return page


@pytest.mark.slow  # every rule, on some ten thousand elements
def test_a_report_breaks_no_rule_with_everything_opened(opened: Opening) -> None:
    assert violations(opened_whole(opened, sample)) == []


@pytest.mark.slow  # every look of the whole page
def test_text_stands_out_in_the_dark_with_everything_opened(opened: Opening) -> None:
    assert violations(opened_whole(opened, sample, "dark"), else_too=False) == []


@pytest.mark.slow  # every rule, on all of two more pages
@pytest.mark.parametrize("made", [midway, hostile])
def test_neither_a_run_in_its_middle_nor_hostile_content_breaks_a_rule(
    opened: Opening, made: Callable[[], ReportInput]
) -> None:
    assert violations(opened_whole(opened, made), contrast=False) == []


@pytest.mark.parametrize("width", [360, pytest.param(1440, marks=pytest.mark.slow)])  # every rule, six times
@pytest.mark.parametrize(
    ("fragment", "shown"),
    [
        ("#number/pandera/data-validation/adapt/code.tokens", "#evidence[open]"),
        ("#implementation/skew/tfdv/stretch", "#evidence[open]"),
        ("#points/skew/scipy", "#evidence[open]"),
        ("#parts/plain", "#evidence[open]"),
        ("#weights?p=laptop&w.ergonomics=5", "#moved"),
        ("#versus/tool/pandas/tool/tfdv", "#versus-body table"),
    ],
)
def test_what_opens_breaks_no_rule(opened: Opening, fragment: str, shown: str, width: int) -> None:
    page = opened(sample, width, fragment=fragment)
    page.wait_for_selector(shown, state="visible")
    assert violations(page) == []


@pytest.mark.slow  # every look of the whole page once more
def test_text_that_does_not_stand_out_is_found_among_thousands(opened: Opening) -> None:
    page = opened_whole(opened, sample)
    assert page.evaluate("document.querySelectorAll('td').length") > 1000
    page.evaluate(
        """() => {
            const cell = [...document.querySelectorAll("#tasks td")].at(-7);
            cell.textContent = "hard to read";
            cell.style.color = "rgb(200, 200, 200)";
        }"""
    )
    (found,) = violations(page, else_too=False)
    assert found.startswith(CONTRAST)
    assert "hard to read" in found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(standing: Opening, scheme: str) -> None:
    page = standing(sample, scheme)
    colours = page.evaluate(
        """() => Object.fromEntries(['paper', 'raised', 'ink', 'muted', 'accent', 'baseline', 'good', 'bad', 'notice', 'notice-ink', 'marked']
            .map((name) => { const probe = document.createElement('i'); probe.style.color = `var(--${name})`; document.body.append(probe);
                const rgb = getComputedStyle(probe).color.match(/\\d+/g).map(Number); probe.remove(); return [name, rgb]; }))"""
    )
    for text in ("ink", "muted", "accent", "baseline", "good", "bad"):
        for ground in ("paper", "raised"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["notice-ink"], colours["notice"]) >= 4.5
    for text in ("ink", "accent", "good", "bad"):
        assert contrast(colours[text], colours["marked"]) >= 4.5, text


def contrast(one: list[int], other: list[int]) -> float:
    """WCAG 2.2's contrast ratio."""

    def light(rgb: list[int]) -> float:
        parts = [c / 255 for c in rgb]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
