"""Saving figures from the page: what is in the file is what Python has."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.report.sample_report import sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


def test_every_figure_is_saved_as_csv_and_as_json(opened: Opening) -> None:
    report = sample()
    page = opened(sample, fragment="#numbers")
    wanted = sum(len(found.figures) for found in report.scorecard.tools)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as JSON: every figure").click()
    figures = json.loads(Path(saved.value.path()).read_text("utf-8"))
    assert len(figures) == wanted
    known = {
        (found.tool, task, figure.level, figure.metric): figure.value
        for found in report.scorecard.tools
        for task, figure in found.figures
    }
    for one in figures:
        value = known[one["tool"], one["task"], one["level"], one["metric"]]
        assert one["value"] == (value if value is None else pytest.approx(value, rel=1e-9))
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV: every figure").click()
    with Path(saved.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == wanted
