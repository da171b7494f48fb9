"""Runs that somebody sent: manifests and journals whose parts are wrong, too large, or no files at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.report.publishing import report_as
from evalkit.store import Journal, NotARun, open_run
from evalkit.store.journal import LONGEST_LINE
from tests.scoring.comparing.two_runs import run_data
from tests.store.other_lines import signed
from tests.workers.made_run import made_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return made_run(tmp_path / "run", run_data())


def altered(run: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    manifest = json.loads((run / "manifest.json").read_text())
    change(manifest)
    (run / "manifest.json").write_text(json.dumps(manifest))
    return run


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda m: m.update(machine=["x"]), "machine"),
        (lambda m: m.update(current={"a": 3}), "current.a"),
        (lambda m: m.update(members={"skew": "pandas"}), "members.skew"),
        (lambda m: m.update(complete="perhaps"), "complete"),
        (lambda m: m["tools"].update(pandas={"version": 3}), "tools.pandas"),
        (lambda m: m.pop("seed"), "seed"),
        (lambda m: m["adapters"].pop("pandas"), "no adapter of 'pandas'"),
        (lambda m: m["members"].update(other=["pandas"]), "'other', which is none of its tasks"),
        (lambda m: m["members"].pop("skew"), "the task 'skew', of which it says nothing"),
        (lambda m: m["tasks"].update({"../skew": m["tasks"]["skew"]}), "'../skew'"),
        (lambda m: m["rubric"].update(title="x" * 10_000_000), "rubric.title"),
        (
            lambda m: m.update(machine={f"k{number}": "" for number in range(101)}),
            "more than 100 things of its machine",
        ),
        (lambda m: m.update(machine={"kernel": "x" * 10_000}), "machine is longer than"),
        (lambda m: m.update(started="x" * 10_000), "started is longer than"),
        (lambda m: m.update(evalkit="x" * 10_000), "evalkit is longer than"),
    ],
)
def test_a_manifest_that_is_wrong_is_refused_with_the_place(
    run: Path, change: Callable[[dict[str, Any]], None], named: str
) -> None:
    with pytest.raises(NotARun, match=r"manifest\.json") as refused:
        open_run(altered(run, change))
    assert named in str(refused.value)
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize("text", ["", "[" * 100_000, "null", '"x"', "\udcff"])
def test_a_manifest_that_is_no_object_is_refused(run: Path, text: str) -> None:
    (run / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(NotARun):
        open_run(run)


def test_a_manifest_that_is_a_link_or_a_pipe_is_refused(run: Path) -> None:
    (run / "manifest.json").rename(run.parent / "elsewhere.json")
    (run / "manifest.json").symlink_to(run.parent / "elsewhere.json")
    with pytest.raises(NotARun):
        open_run(run)


@pytest.mark.parametrize(
    "change",
    [
        {"value": True},
        {"value": "1"},
        {"value": 10**400},
        {"value": 5e-324},
        {"value": -1e300},
        {"value": float("nan")},
        {"facts": [{"fact": "left-behind", "processes": 10**400}]},
        {"facts": [{"fact": "machine-load", "processors": 10**400}]},
        {"scale": "1000"},
        {"scale": -1},
        {"scale": True},
        {"tool": None},
        {"metric": ["x"]},
        {"level": 3},
        {"block": {"block": "b", "position": 2, "of": 2}},
        {"block": {"block": ["b"], "position": 0, "of": 2}},
        {"block": [1]},
        {"facts": "x"},
        {"facts": [[[[]]]]},
        {"status": []},
        {"zzz": 1},
    ],
)
def test_a_line_whose_fields_are_wrong_is_set_aside_and_named(run: Path, change: dict[str, Any]) -> None:
    lines = (run / "journal.jsonl").read_text().splitlines()
    record = json.loads(lines[3])
    del record["sum"]
    lines[3] = signed(json.dumps(record | change)).rstrip("\n")
    (run / "journal.jsonl").write_text("\n".join(lines) + "\n")
    journal = Journal(run / "journal.jsonl")
    assert [damage.line for damage in journal.damage] == [4]
    assert len(journal.observations) == len(lines) - 1


def test_a_time_that_is_a_very_long_whole_number_can_be_scored(run: Path) -> None:
    records = [json.loads(line) for line in (run / "journal.jsonl").read_text().splitlines()]
    for record in records:
        del record["sum"]
        if record["metric"] == "run.wall_seconds":
            record["value"] = 10**30
    (run / "journal.jsonl").write_text("".join(signed(json.dumps(record)) for record in records))
    assert "Infinity" not in report_as(run, "json")


def test_a_deeply_nested_line_is_set_aside(run: Path) -> None:
    with (run / "journal.jsonl").open("a") as stream:
        stream.write(signed('{"format":2,"facts":' + "[" * 50_000 + "]" * 50_000 + "}"))
    assert len(Journal(run / "journal.jsonl").damage) == 1


def test_a_line_that_is_too_long_is_set_aside_and_the_next_one_is_read(run: Path) -> None:
    whole = (run / "journal.jsonl").read_bytes()
    first, _, rest = whole.partition(b"\n")
    with (run / "journal.jsonl").open("wb") as stream:
        stream.write(first + b"\n")
        stream.truncate(len(first) + 1 + 2 * LONGEST_LINE)
        stream.seek(0, os.SEEK_END)
        stream.write(b"\n" + rest)
    journal = Journal(run / "journal.jsonl")
    assert [damage.line for damage in journal.damage] == [2]
    assert "longer than 16 MB" in str(journal.damage[0])
    assert len(journal.observations) == len(whole.splitlines())


@pytest.mark.parametrize("line", [b"\n", b"x\n", b"{}\n"])
def test_a_journal_of_mostly_other_things_is_refused_before_all_of_it_is_read(run: Path, line: bytes) -> None:
    with (run / "journal.jsonl").open("ab") as stream:
        stream.write(line * 2000)
    assert len(Journal(run / "journal.jsonl", most_odd_lines=2000).damage) in (0, 2000)
    with (run / "journal.jsonl").open("ab") as stream:
        stream.write(line * 1000)
    with pytest.raises(NotARun, match=r"holds more than 2,000 lines that `evalkit run` did not write"):
        Journal(run / "journal.jsonl", most_odd_lines=2000)


def test_a_journal_that_is_a_pipe_or_a_link_is_refused_at_once(run: Path) -> None:
    journal = run / "journal.jsonl"
    journal.unlink()
    os.mkfifo(journal)
    with pytest.raises(NotARun, match="not a regular file"):
        open_run(run)
    journal.unlink()
    journal.symlink_to("/dev/zero")
    with pytest.raises(NotARun, match="cannot be read"):
        open_run(run)
