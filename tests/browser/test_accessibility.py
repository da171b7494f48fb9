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

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Each violation as its rule and the first places that break it."""
    page.evaluate(axe())
    found = page.evaluate(
        "(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags } }).then((result) => result.violations)",
        RULES,
    )
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


@pytest.mark.parametrize(
    ("made", "scheme"), [(sample, "light"), (sample, "dark"), (midway, "light"), (hostile, "light")]
)
def test_a_report_breaks_no_rule_with_everything_opened(
    opened: Opening, made: Callable[[], ReportInput], scheme: str
) -> None:
    page = opened(made, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    for section in ("versus", "code", "tasks"):
        page.evaluate("(id) => document.getElementById(id)?.scrollIntoView()", section)
        page.wait_for_timeout(300)
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(
    "fragment",
    [
        "#number/pandera/data-validation/adapt/code.tokens",
        "#implementation/skew/tfdv/stretch",
        "#points/skew/scipy",
        "#parts/plain",
        "#weights?p=laptop&w.ergonomics=5",
        "#versus/tool/pandas/tool/tfdv",
    ],
)
def test_what_opens_breaks_no_rule(opened: Opening, fragment: str, width: int) -> None:
    page = opened(sample, width, fragment=fragment)
    page.wait_for_timeout(500)
    assert violations(page) == []
