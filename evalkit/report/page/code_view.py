"""The code of implementations as the page compares it: their colours, and what changes between a tool's levels.

The texts themselves are in the page's evidence; this module only adds what the page's script needs beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from evalkit.model import label_of
from evalkit.model.plain_text import capped
from evalkit.report.page.code_colours import colours
from evalkit.report.report_input import ReportInput, SourceFile

MOST_COLOURED = 300_000
"""The number of characters that get colours, which takes about two seconds; further code has none."""

MOST_LINES = 2_000
"""Longer files are not compared line by line: one counts as removed, the other as added."""

Pair = tuple[int | None, int | None]
"""The index of a file of the lower level and of its counterpart at the upper level; None if there is none."""


def code_view(report: ReportInput) -> dict[str, Any]:
    """Return what the page's script needs beside the texts, for JSON.

    `levels` holds each task's levels, lowest first; `first` is the one to start with. `colours` has run lengths for
    each file, and `uncoloured` is the number of files without colours. `changes` has, for each task and tool and each
    two levels, [file below, file above, changes] for each pair of files.
    """
    shown = {label: [capped(file.text) for file in files] for label, files in report.sources.items()}
    coloured, uncoloured = _coloured(report, shown)
    return {
        "levels": {table.task: list(report.tasks[table.task].level_names) for table in report.scorecard.tasks},
        "baselines": {table.task: table.baseline for table in report.scorecard.tasks},
        "first": report.timed_level,
        "colours": coloured,
        "uncoloured": uncoloured,
        "changes": dict(_all_changes(report, shown)),
    }


def changes(before: Sequence[str], after: Sequence[str]) -> str:
    """Return how to get from one list of lines to another, such as '5=2-3+': five stay, two go, three come."""
    if max(len(before), len(after)) > MOST_LINES:
        return (f"{len(before)}-" if before else "") + (f"{len(after)}+" if after else "")
    steps = []
    for kind, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            steps.append(f"{last - first}=")
        else:
            steps += [f"{last - first}-"] * (last > first) + [f"{end - begin}+"] * (end > begin)
    return "".join(steps)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, without the empty one after its last line end."""
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _coloured(report: ReportInput, shown: dict[str, list[str]]) -> tuple[dict[str, list[str]], int]:
    left, without = MOST_COLOURED, 0
    known: set[str] = set()
    found: dict[str, list[str]] = {}
    for label, files in report.sources.items():
        runs = []
        for file, text in zip(files, shown[label], strict=True):
            left -= 0 if text in known else len(text)
            known.add(text)
            without += left < 0
            runs.append(colours(file.name, text) if left >= 0 else "")
        if any(runs):
            found[label] = runs
    return found, without


def _all_changes(
    report: ReportInput, shown: dict[str, list[str]]
) -> Iterator[tuple[str, dict[str, list[tuple[int | None, int | None, str]]]]]:
    for table in report.scorecard.tasks:
        for row in table.rows:
            labels = {level: label_of(table.task, row.tool, level) for level in report.tasks[table.task].level_names}
            written = {level: label for level, label in labels.items() if label in report.sources}
            found = {}
            for (lower, below), (upper, above) in combinations(written.items(), 2):
                pairs = _paired(report.sources[below], report.sources[above], lower, upper)
                found[f"{lower}/{upper}"] = [(*pair, _between(shown[below], shown[above], pair)) for pair in pairs]
            if found:
                yield f"{table.task}/{row.tool}", found


def _between(before: Sequence[str], after: Sequence[str], pair: Pair) -> str:
    below, above = pair
    return changes(
        lines_of(before[below]) if below is not None else (), lines_of(after[above]) if above is not None else ()
    )


def _paired(before: Sequence[SourceFile], after: Sequence[SourceFile], lower: str, upper: str) -> list[Pair]:
    """Pair the scripts, which come first, and other files by their names without the level."""
    names = {file.name.replace(f"/{lower}/", "/"): at for at, file in enumerate(before) if at}
    pairs: list[Pair] = [(0, 0)]
    pairs += [(names.pop(file.name.replace(f"/{upper}/", "/"), None), at) for at, file in enumerate(after) if at]
    return pairs + [(at, None) for at in names.values()]
