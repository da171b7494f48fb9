"""What a run measured before and measures now, in whatever state it was left."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from evalkit.commands.app import app
from evalkit.model import BlockPlace, Observation, Status, subject_name
from evalkit.plan.loading import BadRequest
from evalkit.report import comparison_as_json, render_comparison
from evalkit.report.compared_runs import compare_history
from evalkit.scoring import ChangeKind
from evalkit.store import Journal, NothingMeasured
from evalkit.store.manifest import Manifest
from evalkit.store.run_folder import RunFolder
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run

SUBJECTS = sorted({subject_name(seen) for seen in run_data().observations})


def left_in(
    run: Path, measured: Mapping[str, int], gone: frozenset[str] = frozenset(), status: Status = Status.OK
) -> Path:
    """The run after an edit of all subjects in `measured`: of each so many observations were made again before Ctrl-C.

    Of those in `gone` the run expects nothing any more.
    """
    folder = RunFolder(run)
    manifest = Manifest.from_json(folder.read_manifest())
    again = list(run_data({"slow": {"seconds": 9.0, "tokens": 9.0}}).observations)
    new = [one for subject, count in measured.items() for one in made_again(again, subject, status, count)]
    Journal(folder.journal).append(new)
    current = {**manifest.current, **{subject: f"{subject}:edited" for subject in measured}}
    kept = {subject: key for subject, key in current.items() if subject not in gone}
    folder.write_manifest(replace(manifest, current=kept, complete=False).to_json())
    return run


def made_again(seen: list[Observation], subject: str, status: Status, count: int) -> Iterator[Observation]:
    of_subject = [one for one in seen if subject_name(one) == subject]
    for one in of_subject[:count]:
        block = BlockPlace(f"again {one.block.block}", one.block.position, one.block.of) if one.block else None
        value = one.value if status is Status.OK else None
        yield replace(
            one, key=f"{subject}:edited", block=block, value=value, status=status, taken="2026-11-25T03:00:00Z"
        )


def test_what_was_edited_and_not_measured_again_is_not_measured(tmp_path: Path) -> None:
    of_slow = {subject: 0 for subject in SUBJECTS if "/slow/" in subject}
    compared = compare_history(left_in(made_run(tmp_path / "a", run_data()), of_slow))
    kinds = {(change.tool, change.kind) for change in compared.comparison.outcomes}
    assert kinds == {("slow", ChangeKind.LOST)}
    assert not [change for change in compared.comparison.figures if change.tool == "slow" and change.after.value]
    assert any("not complete" in note for note in compared.comparison.notes)
    assert compared.after.started


def test_the_command_tells_it_and_ends_well(tmp_path: Path) -> None:
    of_slow = {subject: 0 for subject in SUBJECTS if "/slow/" in subject}
    run = left_in(made_run(tmp_path / "a", run_data()), of_slow)
    for options in ((), ("--all",), ("--json",), ("--html", str(tmp_path / "page.html"))):
        done = CliRunner().invoke(app, ["compare", str(run), *options], env={"COLUMNS": "100"})
        assert done.exit_code == 0, (options, done.output, done.exception)
        assert "not" in done.stdout


def test_a_run_of_which_nothing_was_ever_measured_says_so(tmp_path: Path) -> None:
    run = made_run(tmp_path / "a", run_data())
    RunFolder(run).journal.write_text("")
    with pytest.raises(NothingMeasured, match=r"^nothing was measured in .*journal\.jsonl is empty; "):
        compare_history(run)


@settings(max_examples=12, deadline=None)
@given(
    measured=st.dictionaries(st.sampled_from(SUBJECTS), st.integers(0, 12)),
    gone=st.frozensets(st.sampled_from(SUBJECTS), max_size=4),
    status=st.sampled_from([Status.OK, Status.FAILED, Status.UNAVAILABLE, Status.PROBE_ERROR, Status.TIMEOUT]),
    members=st.sampled_from([("pandas", "quick", "slow"), ("quick",), ("pandas", "slow"), ()]),
)
def test_any_mixture_of_old_and_new_is_compared_or_refused_in_a_sentence(
    measured: dict[str, int], gone: frozenset[str], status: Status, members: tuple[str, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = left_in(made_run(Path(folder) / "a", run_data(), members={"skew": members}), measured, gone, status)
        try:
            compared = compare_history(run)
        except BadRequest as refusal:
            assert "\n" not in str(refusal)  # noqa: PT017 - either outcome is right
            return
        assert render_comparison(compared)
        assert comparison_as_json(compared, [], everything=True)
        assert CliRunner().invoke(app, ["compare", str(run), "--all"]).exit_code == 0
