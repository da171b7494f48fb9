"""The pictures of each task: levels down, tools across."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from evalkit.model import label_of
from evalkit.model.plain_text import visible
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput, ShownPicture
from evalkit.report.words.pictures import described, lacking, left_out

MOST_BYTES = 2_500_000
"""Of all pictures in a page together; a third more as they stand in it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture: `name` is its place on the page, `data` its WebP in Base64, `alt` its description."""

    name: str
    tool: str
    of: str
    alt: str
    width: int
    height: int
    data: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """The pictures of one task by level, and sentences about those that are lacking or left out."""

    levels: Mapping[str, tuple[Shown, ...]]
    lacking: tuple[str, ...]
    left_out: str

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return sum(map(len, self.levels.values()))


def galleries(report: ReportInput) -> dict[str, Gallery]:
    """Return the pictures of each task that has any, or lacks some that it should have."""
    fitting = _fitting(report)
    found = {table.task: _gallery(report, table.task, fitting) for table in report.scorecard.tasks}
    return {task: gallery for task, gallery in found.items() if gallery.count or gallery.lacking or gallery.left_out}


def _fitting(report: ReportInput) -> Collection[tuple[str, int]]:
    """Return which pictures fit the page, as label and place: the first of every implementation before anybody's second."""
    left, fitting = MOST_BYTES, set()
    for at, row in enumerate(zip_longest(*report.pictures.values())):
        for label, picture in zip(report.pictures, row, strict=True):
            if picture is not None and picture.image and len(picture.image) <= left:
                left -= len(picture.image)
                fitting.add((label, at))
    return fitting


def _gallery(report: ReportInput, task: str, fitting: Collection[tuple[str, int]]) -> Gallery:
    table = next(table for table in report.scorecard.tasks if table.task == task)
    levels: dict[str, tuple[Shown, ...]] = {}
    lacks, over = [], []
    for level in report.tasks[task].level_names:
        shown = []
        for row in table.rows:
            label = label_of(task, row.tool, level)
            tool = report.facts.tools[row.tool].name
            for at, picture in enumerate(report.pictures.get(label, ())):
                if not picture.image:
                    lacks.append(lacking(tool, level, picture.of, picture.why))
                elif (label, at) not in fitting:
                    over.append(f"{tool}, {level}, {picture.of}")
                else:
                    name = link("picture", task, row.tool, level, str(at))
                    shown.append(_shown(report, picture, name, (task, row.tool, level)))
        if shown:
            levels[level] = tuple(shown)
    return Gallery(levels, tuple(lacks), left_out(over))


def _shown(report: ReportInput, picture: ShownPicture, name: str, label: tuple[str, str, str]) -> Shown:
    task, tool, level = label
    alt = described(report.facts.tools[tool].name, report.tasks[task].title, level, picture.of)
    data = base64.b64encode(picture.image).decode()
    return Shown(name, tool, visible(picture.of), alt, picture.width, picture.height, data)
