"""A small self-test of real processes, and the workspace of what is known."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from evalkit.plan import Left
from evalkit.selftest import Extent, examine, process_lengths
from evalkit.selftest.measuring import KNOWN, Measuring
from evalkit.selftest.progress import Progress
from evalkit.workspace import broken_rules, load_workspace

SMALL = Extent(((0.01, 2),), trees=1, milliseconds=20, comparisons=1, resamples=20, blocks=7)


def test_twins_are_the_same_file_and_the_slower_one_differs_in_a_number() -> None:
    one, same, slower = (
        (KNOWN / "tasks" / "lasting" / tool / "adapt.py").read_text().splitlines() for tool in ("one", "same", "slower")
    )
    assert one == same
    assert [pair for pair in zip(one, slower, strict=True) if pair[0] != pair[1]] == [("TIMES = 1", "TIMES = 1.1")]


def test_what_is_known_is_a_workspace_without_mistakes() -> None:
    workspace = load_workspace(KNOWN)
    assert broken_rules(workspace) == ()
    assert {one.tool for one in workspace.implementations if one.task == "lasting"} == {"one", "same", "slower"}


@pytest.mark.slow  # every tree of processes holds its memory long enough to be seen, with two sizes
def test_a_self_test_measures_everything_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    shown: list[tuple[Left, str]] = []
    test = examine(lambda left, doing: shown.append((left, doing)), lambda _: None, SMALL)
    assert [check.what for check in test.checks if check.measured is None] == []
    assert [check.what for check in test.checks if check.part == "Known memory" and not check.is_within] == []
    assert [left.done for left, _ in shown] == list(range(shown[0][0].total))
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_measured_is_a_check_that_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("os.confstr", lambda _: "/nowhere")
    extent = Extent(((0.01, 1),), trees=0, milliseconds=1, comparisons=0, resamples=0)
    with Measuring(lambda: None) as measuring:
        [check] = process_lengths.checks(
            extent, measuring, Progress(lambda _left, _doing: None, process_lengths.steps(extent))
        )
    assert check.measured is None
    assert check.reason == "this system has no program that sleeps"
    assert not check.is_within
