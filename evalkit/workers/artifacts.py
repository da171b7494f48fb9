"""Keeping, beside the journal, what observations point to: logs, memory over time, and the code as it was measured."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from evalkit.bench import Sample
from evalkit.model import BlockPlace, Fact, Implementation
from evalkit.model.facts import LeftBehind, MemoryCurve, PlaceInBlock, PrintedLog
from evalkit.workers.observer import Observer


def keep_printed(
    observer: Observer, one: Implementation, scale: int, purpose: str, sample: Sample, block: BlockPlace | None
) -> tuple[Fact, ...]:
    """Write the log and the memory curve beside the journal; empty ones are not kept."""
    folder = observer.folder.logs / one.task / one.tool / one.level
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + sum(1 for _ in folder.glob(f"{purpose}-{scale}-*.log"))
    facts: list[Fact] = []
    if block:
        number = int(block.block.rpartition("/")[2])
        facts.append(PlaceInBlock(number, scale, block.position, block.of))
    name = f"{purpose}-{scale}-{number}"
    log = folder / f"{name}.log"
    log.write_text(sample.log, encoding="utf-8", errors="replace")
    lines = sample.log.count("\n") + bool(sample.log)
    facts.append(PrintedLog(_within(observer, log), lines))
    if sample.curve:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([("seconds", "mb"), *sample.curve])
        curve = folder / f"{name}.memory.csv"
        curve.write_text(text.getvalue(), encoding="utf-8")
        facts.append(MemoryCurve(_within(observer, curve)))
    if sample.left_behind:
        facts.append(LeftBehind(sample.left_behind))
    return tuple(facts)


def _within(observer: Observer, file: Path) -> str:
    return file.relative_to(observer.folder.path).as_posix()


def keep_source(observer: Observer, one: Implementation) -> None:
    """Keep what was measured beside what was seen, so that the report can show it wherever it is made."""
    folder = observer.folder.path / "sources" / one.task / one.tool / one.level
    shutil.rmtree(folder, ignore_errors=True)
    files = one.files or ((one.unsupported,) if one.unsupported else ())
    root = observer.loaded.workspace.root / "tasks" / one.task / one.tool
    for file in files:
        target = folder / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
