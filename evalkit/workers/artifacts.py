"""The files beside the journal that observations refer to: logs, memory curves, recordings, and the measured code."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from evalkit.model import Fact, Implementation, Task, Usage, label_of
from evalkit.model.facts import LeftBehind, MemoryCurve, Picture, PlaceInBlock, PrintedLog
from evalkit.model.observation import round_of
from evalkit.model.task import GIVEN
from evalkit.plan import RecordingWork, TakenSample
from evalkit.probes.usage.recording import from_json, to_json
from evalkit.store import RunFolder
from evalkit.store.run_files import beginning_of

_LARGEST_USAGE = 20_000_000
"""In bytes; the largest recording has a fiftieth of it."""
_LONGEST_STEM = 60
"""Of a picture's name, in characters: with its number and its ending it is to be no longer than a file's name may be."""


def keep_sample(run: RunFolder, taken: TakenSample, number: Callable[[Path], int]) -> tuple[Fact, ...]:
    """Write the log and the memory curve of a sample beside the journal, unless they are empty.

    `number` returns the next free number for files with this path as prefix.
    """
    subject, sample, block = taken.subject, taken.sample, taken.block
    facts: list[Fact] = []
    if block:
        facts.append(PlaceInBlock(round_of(block.block)[1], subject.scale or 0, block.position, block.of))
    if sample.log or sample.curve:
        folder = run.logs / (subject.task or "-") / subject.tool / (subject.level or "-")
        stem = folder / f"{taken.purpose}-{subject.scale}"
        log = folder / f"{stem.name}-{number(stem)}.log"
        run.write(log, sample.log)
        facts.append(PrintedLog(_within(run, log), sample.log.count("\n") + bool(sample.log)))
        if sample.curve:
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows([("seconds", "mb"), *sample.curve])
            curve = log.with_suffix(".memory.csv")
            run.write(curve, text.getvalue())
            facts.append(MemoryCurve(_within(run, curve)))
    if sample.left_behind or sample.left:
        left = sample.left
        facts.append(LeftBehind(sample.left_behind, left.removed, left.new, left.files, left.sockets))
    return tuple(facts)


def keep_pictures(run: RunFolder, taken: TakenSample, number: Callable[[Path], int]) -> tuple[Fact, ...]:
    """Write the pictures of a verified sample beside the journal, and return a fact for each, also for one that is lacking.

    `number` returns the next free number for files with this path as prefix.
    """
    subject, facts = taken.subject, []
    folder = run.path / "pictures" / (subject.task or "-") / subject.tool / (subject.level or "-")
    for drawn in taken.sample.pictures:
        if drawn.why:
            facts.append(Picture(drawn.file, why=drawn.why))
            continue
        stem = folder / PurePosixPath(drawn.file).name.replace(".", "-")[:_LONGEST_STEM]
        file = folder / f"{stem.name}-{number(stem)}.webp"
        run.write(file, drawn.image)
        facts.append(Picture(drawn.file, _within(run, file), drawn.width, drawn.height))
    return tuple(facts)


def keep_source(run: RunFolder, implementation: Implementation, root: Path) -> None:
    """Copy the measured code into the run, so that any later report can show it."""
    folder = run.path / "sources" / implementation.task / implementation.tool / implementation.level
    shutil.rmtree(folder, ignore_errors=True)
    files = implementation.files or ((implementation.unsupported,) if implementation.unsupported else ())
    for file in files:
        target = folder / file.relative_to(root / "tasks" / implementation.task / implementation.tool)
        run.write(target, file.read_bytes())


def keep_given(run: RunFolder, task: Task, root: Path) -> None:
    """Copy the code that a task gives into the run, so that any later report can show it."""
    folder = run.path / "sources" / task.task / GIVEN
    shutil.rmtree(folder, ignore_errors=True)
    for name in task.given:
        run.write(folder / name, (root / "tasks" / task.task / GIVEN / name).read_bytes())


def keep_usage(run: RunFolder, work: RecordingWork, usage: Usage) -> None:
    """Write what an implementation uses, with the key that it depends on."""
    file = run.path / _usage_name(label_of(work.task, work.tool, work.level))
    run.write(file, json.dumps({"key": work.key, "usage": to_json(usage)}, ensure_ascii=False))


def kept_usage(run: RunFolder, label: str, key: str) -> Usage | None:
    """Return what was recorded for this key, or None if there is nothing or the file is damaged."""
    read = beginning_of(run.path, _usage_name(label), _LARGEST_USAGE)
    if read is None or not read.is_whole:
        return None
    try:
        kept = json.loads(read.data)
        return from_json(kept["usage"]) if kept["key"] == key else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _usage_name(label: str) -> str:
    return f"usage/{label}.json"


def _within(run: RunFolder, file: Path) -> str:
    return file.relative_to(run.path).as_posix()
