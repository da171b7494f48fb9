from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.model import BlockPlace, subject_name
from evalkit.plan.loading import BadRequest
from evalkit.report.compared_runs import compare_history, compare_runs
from evalkit.scoring import ChangeKind
from evalkit.store import Journal, NotARun
from evalkit.store.manifest import Manifest
from evalkit.store.run_folder import RunFolder
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run


def test_a_run_read_from_its_folder_does_not_differ_from_itself(tmp_path: Path) -> None:
    run = made_run(tmp_path / "a", run_data())
    found = compare_runs(run, run).comparison
    assert not [kind for kind in found.counts if kind.is_real]
    assert found.counts[ChangeKind.SAME] > 5


def test_two_folders_are_compared_by_what_their_manifests_call_current(tmp_path: Path) -> None:
    before = made_run(tmp_path / "a", run_data())
    newer = run_data({"slow": {"seconds": 9.0}}, versions={"pandas": "1.0", "quick": "1.0", "slow": "2.0"})
    after = made_run(tmp_path / "b", newer)
    found = compare_runs(before, after).comparison
    worse = [change for change in found.figures if change.kind is ChangeKind.WORSE]
    assert [(change.tool, change.metric, change.relative) for change in worse] == [("slow", "run.wall_seconds", True)]
    assert found.versions["slow"] == ("1.0", "2.0")


def test_what_is_history_is_not_compared(tmp_path: Path) -> None:
    before = made_run(tmp_path / "a", run_data())
    after = made_run(tmp_path / "b", run_data({"slow": {"seconds": 9.0}}), current={})
    assert not [change for change in compare_runs(before, after).comparison.figures if change.after.value is not None]


def test_a_folder_that_is_no_run_is_named(tmp_path: Path) -> None:
    run = made_run(tmp_path / "a", run_data())
    with pytest.raises(NotARun, match=r"there is no folder .*nowhere; "):
        compare_runs(run, tmp_path / "nowhere")
    broken = tmp_path / "b"
    broken.mkdir()
    (broken / "manifest.json").write_text("{")
    with pytest.raises(NotARun, match=r"b/manifest\.json:1:2: it is no JSON from here on; "):
        compare_runs(broken, run)


def test_what_is_missing_of_a_run_is_told(tmp_path: Path) -> None:
    before = made_run(tmp_path / "a", run_data(), complete=False)
    after = made_run(tmp_path / "b", run_data())
    journal = RunFolder(after).journal
    first, _, rest = journal.read_text("utf-8").partition("\n")
    journal.write_text(f"{first[:-9]}\n{rest}", "utf-8")
    found = compare_runs(before, after).comparison
    assert [note.partition(":")[0] for note in found.notes] == [
        "the run before is not complete",
        "the journal of the run after is damaged (line 1)",
    ]
    assert [(change.kind, change.metric) for change in found.figures if change.kind.is_real] == [
        (ChangeKind.LOST, "setup.install_mb")
    ]


def test_comparing_writes_nothing_and_names_no_folder_above_the_run(tmp_path: Path) -> None:
    before, after = made_run(tmp_path / "a", run_data()), made_run(tmp_path / "b", run_data())
    there = sorted(tmp_path.rglob("*"))
    compared = compare_runs(before, after)
    assert sorted(tmp_path.rglob("*")) == there
    assert (compared.before.name, compared.after.name) == ("a", "b")


def gone_on(run: Path) -> Path:
    """The run went on after the tool 'slow' had become another one: all of it measured again, in new blocks."""
    folder = RunFolder(run)
    manifest = Manifest.from_json(folder.read_manifest())
    newer = run_data({"slow": {"seconds": 9.0, "megabytes": 500.0}})
    seen = []
    for one in newer.observations:
        key = f"{subject_name(one)}:{'2.0' if one.tool == 'slow' else '1.0'}"
        block = BlockPlace(f"new {one.block.block}", one.block.position, one.block.of) if one.block else None
        if one.tool == "slow" or block:
            seen.append(replace(one, key=key, block=block, taken="2026-11-25T03:00:00Z"))
    Journal(folder.journal).append(seen)
    current = {**manifest.current, **{subject_name(one): one.key for one in seen}}
    folder.write_manifest(replace(manifest, current=current).to_json())
    return run


def test_one_run_is_compared_with_what_it_measured_before(tmp_path: Path) -> None:
    compared = compare_history(gone_on(made_run(tmp_path / "a", run_data())))
    worse = {(change.tool, change.metric) for change in compared.comparison.figures if change.kind is ChangeKind.WORSE}
    assert worse == {("slow", "run.wall_seconds"), ("slow", "setup.install_mb")}
    wall = next(change for change in compared.comparison.figures if change.kind is ChangeKind.WORSE and change.relative)
    assert (wall.before.samples, wall.after.samples) == (10, 10)
    assert compared.comparison.versions == {"pandas": ("1.0", "1.0"), "quick": ("1.0", "1.0"), "slow": ("", "1.0")}
    assert (compared.before.name, compared.after.name) == ("a before", "a now")
    assert compared.before.started < compared.after.started


def test_of_several_versions_the_last_before_the_present_one_counts(tmp_path: Path) -> None:
    run = gone_on(made_run(tmp_path / "a", run_data()))
    folder = RunFolder(run)
    manifest = Manifest.from_json(folder.read_manifest())
    third = [
        replace(one, key=f"{subject_name(one)}:3.0")
        for one in run_data({"slow": {"tokens": 9.0}}).observations
        if one.tool == "slow" and one.metric == "code.tokens"
    ]
    Journal(folder.journal).append(third)
    current = {**manifest.current, **{subject_name(one): one.key for one in third}}
    folder.write_manifest(replace(manifest, current=current).to_json())
    better = [c for c in compare_history(run).comparison.figures if c.kind is ChangeKind.BETTER]
    assert {(change.metric, change.before.value, change.after.value) for change in better} == {
        ("code.tokens", 60.0, 9.0)
    }


def test_a_run_in_which_nothing_was_measured_again_has_no_history(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="name a second run"):
        compare_history(made_run(tmp_path / "a", run_data()))
