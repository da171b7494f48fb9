"""The record: what becomes of outcomes on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalkit.bench import Limits, Sample
from evalkit.bench.pictures import Drawn
from evalkit.model import VERDICT, Status, Subject, Usage, Use, Verdict
from evalkit.model.facts import Picture
from evalkit.plan import Outcome, RecordingWork, TakenSample
from evalkit.plan.work import Work
from evalkit.store import Journal, RunFolder
from evalkit.workers import Record
from evalkit.workers.artifacts import keep_usage, kept_usage
from evalkit.workers.scripted import MACHINE

SUBJECT = Subject("run", "plain", "key", "counting", "hello", 10)


def take(folder: RunFolder, log: str) -> None:
    """A session of its own takes one sample that printed `log`."""
    sample = Sample(Status.OK, verdict=Verdict(passed=True, score=1.0), log=log)
    outcome = Outcome("check", MACHINE, samples=(TakenSample(SUBJECT, "check", sample),))
    Record(folder, Journal(folder.journal)).take(Work(name="check", snapshot="digest"), outcome)


def test_no_session_writes_over_a_log_of_an_earlier_one_even_where_some_were_removed(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    for text in ("first", "second"):
        take(folder, text)
    logs = sorted(folder.logs.rglob("*.log"))
    assert [log.read_text() for log in logs] == ["first", "second"]
    logs[0].unlink()
    take(folder, "third")
    assert sorted(log.read_text() for log in folder.logs.rglob("*.log")) == ["second", "third"]


def test_a_log_that_somebody_else_has_numbered_leaves_room_for_the_next_one(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    take(folder, "first")
    [log] = folder.logs.rglob("*.log")
    beginning = log.name.removesuffix("1.log")
    log.rename(log.with_name(beginning + "9" * (255 - len(beginning) - 4) + ".log"))
    take(folder, "second")
    assert sorted(log.read_text() for log in folder.logs.rglob("*.log")) == ["first", "second"]


def test_pictures_are_kept_beside_the_journal_and_named_where_the_verdict_is(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    drawn = (Drawn("outputs/a[1].html", b"webp", 3, 2), Drawn("outputs/b.png", why="it is no PNG"))
    sample = Sample(Status.OK, verdict=Verdict(passed=True, score=1.0), pictures=drawn)
    journal = Journal(folder.journal)
    for _ in range(2):
        outcome = Outcome("check", MACHINE, samples=(TakenSample(SUBJECT, "check", sample),))
        Record(folder, journal).take(Work(name="check", snapshot="digest"), outcome)
    files = sorted(file.relative_to(folder.path).as_posix() for file in folder.path.rglob("*.webp"))
    assert [(folder.path / file).read_bytes() for file in files] == [b"webp", b"webp"]
    said = [seen.facts for seen in journal.observations if seen.metric == VERDICT]
    lacking = Picture("outputs/b.png", why="it is no PNG")
    assert said == [(Picture("outputs/a[1].html", file, 3, 2), lacking) for file in files]
    assert not any(seen.facts for seen in journal.observations if seen.metric != VERDICT)


def test_a_picture_is_kept_though_its_name_is_as_long_as_a_file_system_allows(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    drawn = (Drawn(f"outputs/{'x' * 251}.png", b"webp", 3, 2),)
    sample = Sample(Status.OK, verdict=Verdict(passed=True, score=1.0), pictures=drawn)
    outcome = Outcome("check", MACHINE, samples=(TakenSample(SUBJECT, "check", sample),))
    Record(folder, Journal(folder.journal)).take(Work(name="check", snapshot="digest"), outcome)
    assert [file.read_bytes() for file in folder.path.rglob("*.webp")] == [b"webp"]


USAGE = Usage(recorded=True, uses=(Use("pandas.concat", "call", "pandas", "tasks/a/b/hello.py", 1, 1, ("axis",)),))


@pytest.fixture
def kept(tmp_path: Path) -> RunFolder:
    """A run in which the usage of one implementation is kept, for the key 'key'."""
    folder = RunFolder(tmp_path / "run")
    work = RecordingWork(
        name="record",
        snapshot="digest",
        task="a",
        tool="b",
        level="hello",
        key="key",
        scale=1,
        seed=0,
        limits=Limits(1, 1),
        facts=None,
    )
    keep_usage(folder, work, USAGE)
    return folder


def test_what_was_recorded_is_known_again_by_its_key_alone(kept: RunFolder) -> None:
    assert kept_usage(kept, "a/b/hello", "key") == USAGE
    assert kept_usage(kept, "a/b/hello", "another") is None


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[" * 100_000,
        '{"key": "key", "usage": []}',
        '{"key": "key", "usage": {"recorded": true, "uses": [], "symbols": []}}',
        '{"key": "key", "usage": {"recorded": true, "uses": [], "modules": [1]}}',
    ],
)
def test_a_recording_that_somebody_has_changed_is_none(kept: RunFolder, text: str) -> None:
    (kept.path / "usage/a/b/hello.json").write_text(text)
    assert kept_usage(kept, "a/b/hello", "key") is None


def test_a_recording_that_is_a_pipe_or_a_device_is_none(kept: RunFolder) -> None:
    file = kept.path / "usage/a/b/hello.json"
    file.unlink()
    os.mkfifo(file)
    assert kept_usage(kept, "a/b/hello", "key") is None
    file.unlink()
    file.symlink_to("/dev/zero")
    assert kept_usage(kept, "a/b/hello", "key") is None
