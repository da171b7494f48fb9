"""What the page's script gets to compare costs: which figures, and the bits of the pairs that differ in time."""

from __future__ import annotations

import base64

import pytest

from evalkit.report.page.costs_compared import costs_compared
from tests.report.sample_report import sample
from tests.report.test_sentences_of_any_run import RUNS


@pytest.mark.parametrize("run", RUNS)
def test_each_pair_that_differs_has_its_bit_and_no_other_pair(run: str) -> None:
    report = RUNS[run]()
    found = costs_compared(report)["times"]
    for table in report.scorecard.tasks:
        tools = [row.tool for row in table.rows]
        bits = base64.b64decode(found[table.task].get("real", ""))
        pairs = [{one, other} for at, one in enumerate(tools) for other in tools[at + 1 :]]
        real = [pair for at, pair in enumerate(pairs) if at // 8 < len(bits) and bits[at // 8] >> at % 8 & 1]
        assert len(real) == len(table.faster)
        assert all({pair.faster, pair.slower} in real for pair in table.faster)
        assert (found[table.task]["blocks"], found[table.task]["needed"]) == (table.blocks, table.blocks_needed)


def test_nothing_is_embedded_for_tasks_in_which_no_pair_differs() -> None:
    assert all(set(of) == {"blocks", "needed"} for of in costs_compared(RUNS["one block"]())["times"].values())


def test_the_times_compared_are_those_of_the_timed_level() -> None:
    figures = costs_compared(sample())["figures"]
    assert figures[0] == ["setup.install_mb", ""]
    assert figures[1] == ["run.wall_seconds", sample().timed_level]
