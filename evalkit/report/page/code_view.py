"""The code of implementations as the page compares it: colours of each, and how a tool's levels grow out of each other.

The texts themselves stand once in the page, among the evidence; here is only what the page's script lays over them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from evalkit.report.page.code_colours import colours
from evalkit.report.report_input import ReportInput, SourceFile
from evalkit.report.words.plain_text import capped

MOST_COLOURED = 300_000
"""Characters of different code that get colours, which takes about two seconds; code beyond that is shown without."""

MOST_LINES = 2_000
"""Longer files are not compared line by line: all of one is removed, all of the other added."""

Pair = tuple[int | None, int | None]
"""Which file of the lower level belongs to which of the upper one; None where there is no such file."""


def code_view(report: ReportInput) -> dict[str, Any]:
    """What the page's script needs beside the texts, for JSON.

    `levels` are each task's, lowest first, `first` is the one to begin with; `colours` has run lengths for each file of an
    implementation, `uncoloured` the number of files that were left without; `changes` has, for each task and tool and
    each two levels, [file below, file above, changes] for each pair of files.
    """
    shown = {label: [capped(file.text) for file in files] for label, files in report.sources.items()}
    coloured, uncoloured = _coloured(report, shown)
    timed = report.rubric.measure.timed_levels
    return {
        "levels": {table.task: list(report.tasks[table.task].level_names) for table in report.scorecard.tasks},
        "baselines": {table.task: table.baseline for table in report.scorecard.tasks},
        "first": timed[0] if timed else "adapt",
        "colours": coloured,
        "uncoloured": uncoloured,
        "changes": dict(_all_changes(report, shown)),
    }


def changes(before: Sequence[str], after: Sequence[str]) -> str:
    """How to get from one list of lines to another, as in '5=2-3+': five stay, two go, three come."""
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
    """The lines of a text, without the empty one behind its last line end."""
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
            labels = {level: f"{table.task}/{row.tool}/{level}" for level in report.tasks[table.task].level_names}
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
    """The scripts, which come first, belong together; other files where their names do, levels apart."""
    names = {file.name.replace(f"/{lower}/", "/"): at for at, file in enumerate(before) if at}
    pairs: list[Pair] = [(0, 0)]
    pairs += [(names.pop(file.name.replace(f"/{upper}/", "/"), None), at) for at, file in enumerate(after) if at]
    return pairs + [(at, None) for at in names.values()]
