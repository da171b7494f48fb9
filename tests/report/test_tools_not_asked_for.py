from __future__ import annotations

import re
from dataclasses import replace

import pytest

from evalkit.report import render
from tests.report.sample_report import run_facts, sample, tool_facts


@pytest.fixture(scope="module")
def page() -> str:
    """A report of a run that was not asked for SciPy and had nothing of it yet."""
    facts = tool_facts()
    facts["scipy"] = replace(facts["scipy"], state="not asked for", version="", locked=None)
    return " ".join(render(sample(10, ("scipy",), facts=run_facts(tools=facts))).split())


def test_a_tool_that_was_not_asked_for_says_so_at_every_level(page: str) -> None:
    [row] = re.findall(r'<a class="outcome [^>]*implementation/skew/scipy/hello".*?</a>', page)
    assert "not asked for" in row
    assert "installing" not in row


def test_its_outcome_has_the_icon_of_what_was_not_run(page: str) -> None:
    [row] = re.findall(r'<a class="outcome [^>]*implementation/skew/scipy/hello".*?</a>', page)
    assert 'class="outcome not-run"' in row
    assert '"#icon-not-run"' in row


def test_it_is_neither_installing_nor_unavailable_where_the_unknown_is_listed(page: str) -> None:
    assert "<bdi>SciPy</bdi> is not part of this run." in page
    assert "<strong><bdi>SciPy</bdi></strong> – not asked for" in page
