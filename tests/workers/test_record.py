"""The record: what becomes of outcomes on the disk."""

from __future__ import annotations

from pathlib import Path

from evalkit.bench import Sample
from evalkit.bench.pictures import Drawn
from evalkit.model import VERDICT, Status, Subject, Verdict
from evalkit.model.facts import Picture
from evalkit.plan import Outcome, TakenSample
from evalkit.plan.work import Work
from evalkit.store import Journal, RunFolder
from evalkit.workers import Record
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


def test_pictures_are_kept_beside_the_journal_and_named_where_the_verdict_is(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    drawn = (Drawn("outputs/a.html", b"webp", 3, 2), Drawn("outputs/b.png", why="it is no PNG"))
    sample = Sample(Status.OK, verdict=Verdict(passed=True, score=1.0), pictures=drawn)
    journal = Journal(folder.journal)
    for _ in range(2):
        outcome = Outcome("check", MACHINE, samples=(TakenSample(SUBJECT, "check", sample),))
        Record(folder, journal).take(Work(name="check", snapshot="digest"), outcome)
    files = sorted(file.relative_to(folder.path).as_posix() for file in folder.path.rglob("*.webp"))
    assert [(folder.path / file).read_bytes() for file in files] == [b"webp", b"webp"]
    said = [seen.facts for seen in journal.observations if seen.metric == VERDICT]
    lacking = Picture("outputs/b.png", why="it is no PNG")
    assert said == [(Picture("outputs/a.html", file, 3, 2), lacking) for file in files]
    assert not any(seen.facts for seen in journal.observations if seen.metric != VERDICT)
