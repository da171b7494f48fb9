"""Trials on storage: disks that are full, read-only, or not what they should be; and a kill at every write."""

from __future__ import annotations

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evalkit.commands.main import _message
from evalkit.environments.uv_command import no_room
from evalkit.model import Observation, Status
from evalkit.store import Journal, RunFolder, exclusive
from evalkit.workers import Ending
from tests.conftest import SmallWorkspace
from tests.faults.disks import change, small_disk
from tests.workers.scripted_run import ScriptedRun

LESS: dict[str, Any] = {"levels": ("adapt",), "probes": ("run", "code")}
"""What these runs are asked for: every kind of observation, in few writes."""


VERDICTS = ("ladder.reached", "capability.score")
"""The first lines of every sample. Of a sample that is torn they may stay, and are true: it ran, and this came of it."""


def measured(seen: Iterable[Observation]) -> tuple[Counter[Any], Counter[Any]]:
    """How often each figure was measured, and how many whole blocks each contest has."""
    seen = list(seen)
    alone: Counter[Any] = Counter(
        (one.tool, one.level, one.scale, one.metric, one.purpose)
        for one in seen
        if one.status is Status.OK and one.block is None and one.metric not in VERDICTS
    )
    members = Counter(
        (one.level, one.scale, one.block.block, one.block.of)
        for one in seen
        if one.block and one.metric == "run.wall_seconds"
    )
    whole: Counter[Any] = Counter((level, scale) for (level, scale, _, of), count in members.items() if count == of)
    return alone, whole


@pytest.fixture
def run(small: SmallWorkspace) -> ScriptedRun:
    return ScriptedRun(small)


class Copied(Journal):
    """A journal that keeps a copy of the run's folder, as it is before each write, and what is written then."""

    copies: Path

    def append(self, seen: Iterable[Observation]) -> None:
        new = list(seen)
        before = self.file.stat().st_size if self.file.exists() else 0
        copy = self.copies / str(len(list(self.copies.iterdir())))
        if new:
            shutil.copytree(self.file.parent, copy)
        super().append(new)
        if new:
            (copy / "written").write_bytes(self.file.read_bytes()[before:])


def test_a_kill_at_any_write_loses_nothing_and_measures_nothing_twice(run: ScriptedRun, tmp_path: Path) -> None:
    """What a write left behind when its process is killed is a part of it, or all; after the one before it, nothing of it."""
    copies = tmp_path / "copies"
    copies.mkdir()

    class Here(Copied):
        pass

    Here.copies = copies
    run.journal = Here
    assert run.go(**LESS) is Ending.COMPLETE
    run.journal = Journal
    whole = measured(run.seen)
    states = sorted(copies.iterdir(), key=lambda copy: int(copy.name))
    assert len(states) > 5
    for copy in states:
        written = (copy / "written").read_bytes()
        (copy / "written").unlink()
        for part in (written[: len(written) // 2], written[:-1], written):
            shutil.rmtree(run.folder.path)
            shutil.copytree(copy, run.folder.path)
            with run.folder.journal.open("ab") as stream:
                stream.write(part)
            before = measured(run.seen)
            assert run.go(**LESS) is Ending.COMPLETE
            assert measured(run.seen) == whole, (copy.name, len(part))
            for had, has in zip(before, measured(run.seen), strict=True):
                assert had <= has


def test_a_disk_that_gets_full_is_named_with_the_remedy_and_nothing_is_lost(small: SmallWorkspace) -> None:
    with small_disk(small.root / "reports", 4096 * 8):
        run = ScriptedRun(small)
        with pytest.raises(OSError, match="No space left") as full:
            run.go(**LESS)
        said = _message(full.value)
        assert said
        assert said.startswith(f"evalkit: disk full at {small.root / 'reports' / 'small'}/")
        assert said.endswith(" (No space left on device); make room there, or name another folder")
        before = measured(run.seen)
        change(small.root / "reports", "size=10m")
        assert run.go(**LESS) is Ending.COMPLETE
        for had, has in zip(before, measured(run.seen), strict=True):
            assert had <= has
        once = run.seen
        assert run.go(**LESS) is Ending.COMPLETE
        assert run.seen == once


def journal(file: Path, number: int) -> Journal:
    """A journal on a file system that answers with this error when it is asked to write to the disk."""

    def sync(_: int) -> None:
        raise OSError(number, os.strerror(number))

    return Journal(file, sync)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTTY])
def test_a_file_system_without_fsync_will_do(run: ScriptedRun, number: int) -> None:
    run.journal = lambda file: journal(file, number)
    assert run.go(**LESS) is Ending.COMPLETE
    run.journal = Journal
    before = run.seen
    assert run.go(**LESS) is Ending.COMPLETE
    assert run.seen == before


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fails_when_it_is_to_write_is_named(run: ScriptedRun, number: int) -> None:
    run.journal = lambda file: journal(file, number)
    with pytest.raises(OSError, match=os.strerror(number)) as failed:
        run.go(**LESS)
    said = _message(failed.value)
    assert said
    full = f"disk full at {run.folder.journal} ({os.strerror(number)}); "
    broken = f"{run.folder.journal}: {os.strerror(number)}; "
    assert said.startswith("evalkit: " + (broken if number == errno.EIO else full))
    run.journal = Journal
    assert run.go(**LESS) is Ending.COMPLETE


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_not_called_another_evalkit(tmp_path: Path, number: int) -> None:
    def lock(_descriptor: int, _how: int) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(OSError, match="lock") as failed, RunFolder(tmp_path).held(lock):
        pass
    assert "name a folder on a local disk" in str(_message(failed.value))


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_cache_on_a_file_system_without_locks_is_named_with_the_remedy(tmp_path: Path, number: int) -> None:
    def lock(_descriptor: int, _how: int) -> None:
        raise OSError(number, os.strerror(number))

    file = tmp_path / "environments" / "pandas.lock"
    with pytest.raises(OSError, match=os.strerror(number)) as failed, exclusive(file, lambda: None, lock):
        raise AssertionError("it was taken")
    assert failed.value.filename == str(file)
    assert "name a folder on a local disk in the variable EVALKIT_CACHE" in no_room(failed.value)


def test_an_error_of_whoever_holds_a_lock_is_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="mine") as failed, exclusive(tmp_path / "lock", lambda: None):
        raise OSError(errno.EIO, "mine", "my file")
    assert failed.value.filename == "my file"


@pytest.mark.slow  # three runs of real processes
@pytest.mark.parametrize("year", [1901, 2106, 2400])
def test_the_dates_of_files_change_nothing(small: SmallWorkspace, year: int) -> None:
    moment = datetime(year, 12, 15, tzinfo=UTC).timestamp()

    def dated() -> None:
        for at, folders, files in os.walk(small.root):
            for name in (*folders, *files):
                os.utime(Path(at, name), (moment, moment))

    dated()
    options = ("rubrics/small.yaml", "--blocks", "1", "--probes", "run,code", "--level", "adapt")
    assert small.evalkit("run", *options).returncode == 0
    before = (small.root / "reports" / "small" / "journal.jsonl").read_bytes()
    dated()
    assert small.evalkit("run", *options).returncode == 0
    assert (small.root / "reports" / "small" / "journal.jsonl").read_bytes() == before


def test_a_damaged_line_in_the_middle_is_named_and_its_figure_measured_again(run: ScriptedRun) -> None:
    run.go(**LESS)
    whole = measured(run.seen)
    lines = run.folder.journal.read_bytes().splitlines(keepends=True)
    for damaged in range(0, len(lines), 3):
        bad = lines[damaged][: len(lines[damaged]) // 2] + b"\0\xff\n"
        run.folder.journal.write_bytes(b"".join((*lines[:damaged], bad, *lines[damaged + 1 :])))
        run.said.clear()
        assert run.go(**LESS) is Ending.COMPLETE
        assert any(f"journal.jsonl:{damaged + 1}:1: evalkit set this line aside" in said for said in run.said)
        for had, has in zip(whole, measured(run.seen), strict=True):
            assert had <= has


def test_a_manifest_whose_keys_are_none_is_passed_over(run: ScriptedRun) -> None:
    run.folder.path.mkdir(parents=True)
    run.folder.manifest.write_text('{"current": ["key"], "data": null}')
    assert run.go(**LESS) is Ending.COMPLETE


Spoil = Callable[[Path], None]


def occupied(name: str) -> Spoil:
    """Put a file where a folder should be."""

    def spoil(folder: Path) -> None:
        at = folder / name
        shutil.rmtree(at, ignore_errors=True)
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text("in the way")

    return spoil


def folder_at(name: str) -> Spoil:
    """Put a folder where a file should be."""

    def spoil(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir(parents=True)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "named", "remedy"),
    [
        (occupied("reports"), "reports", "a part of its path is a file"),
        (occupied("reports/small"), "reports/small", "is a file; name a folder with --out"),
        (occupied("reports/small/sources"), "reports/small/sources", "a part of its path is a file"),
        (folder_at("reports/small/.lock"), "reports/small/.lock", "a file is needed here"),
        (folder_at("reports/small/journal.jsonl"), "reports/small/journal.jsonl", "a run's journal is a file"),
    ],
    ids=["reports", "the run", "sources", "the lock", "the journal"],
)
def test_what_stands_in_the_way_is_named_with_the_remedy(
    small: SmallWorkspace, spoil: Spoil, named: str, remedy: str
) -> None:
    spoil(small.root)
    done = small.command("run", "rubrics/small.yaml")
    assert done.returncode == 2, done.stderr
    assert named in done.stderr
    assert remedy in done.stderr
    assert "bug in evalkit" not in done.stderr


@pytest.mark.parametrize("command", [("run", "rubrics/small.yaml"), ("report", "reports/small")])
def test_a_disk_that_cannot_be_written_to_is_named_with_the_remedy(
    small: SmallWorkspace, command: tuple[str, ...]
) -> None:
    with small_disk(small.root / "reports", 1 << 22) as disk:
        ScriptedRun(small).go(**LESS)
        change(disk, "ro")
        done = small.command(*command)
    assert done.returncode == 2, done.stderr
    assert "Read-only file system; it cannot be written to: name another folder" in done.stderr
    assert "reports/small/" in done.stderr
