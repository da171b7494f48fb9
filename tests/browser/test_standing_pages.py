"""Pages that many tests ask: whoever changes one is told, so that none can depend on another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import STATE
from tests.report.sample_report import sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

CHANGES = (
    "weightsNow.criteria.friction = 7",
    "leftOut = 'criteria/friction'",
    "hiddenTools.add('scipy')",
    "document.querySelector('input[data-kind]').value = 1",
    "document.querySelector('main details').open = true",
    "document.querySelector('h1').append('!')",
    "location.hash = 'claims'",
)


def test_any_change_of_a_page_is_noticed(opened: Opening) -> None:
    page = opened(sample)
    seen = [page.evaluate(STATE), page.evaluate(STATE)]
    assert seen[0] == seen[1]
    for change in CHANGES:
        page.evaluate(change)
        seen.append(page.evaluate(STATE))
        assert seen[-1] != seen[-2], change


def test_a_page_stands_where_it_stood_whoever_scrolled_or_pointed(standing: Opening) -> None:
    page = standing(sample)
    before = page.evaluate("[scrollY, innerWidth, matchMedia('print').matches]")
    page.evaluate("scrollTo(0, 500)")
    page.set_viewport_size({"width": 400, "height": 300})
    page.emulate_media(media="print")
    assert standing(sample) is page
    assert page.evaluate("[scrollY, innerWidth, matchMedia('print').matches]") == before
