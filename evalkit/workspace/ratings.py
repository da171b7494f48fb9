"""Read people's ratings from `ratings/<rater>.yaml`, each with the rubric's descriptions and existing evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from evalkit.documents import (
    BadInput,
    Form,
    Place,
    Problem,
    Written,
    did_you_mean,
    quoted,
    read_document,
    read_text,
    shown,
    validate,
)
from evalkit.model import GivenRating, Rating, Ratings, Rubric
from evalkit.workspace.read_workspace import documents
from evalkit.workspace.references import Known, unable, unknown
from evalkit.workspace.rubrics import read_rubric

FOLDER = "ratings"
"""The workspace's folder of ratings; without it nobody has rated."""

_RATINGS = Form(Ratings, "rater")


def read_ratings(root: Path, known: Known, problems: list[Problem]) -> tuple[GivenRating, ...]:
    """Return every rating of the workspace, by rater; add all mistakes, also those of their rubrics, to `problems`."""
    if not os.path.lexists(root / FOLDER):
        return ()
    given: list[GivenRating] = []
    rubrics: dict[str, Rubric | None] = {}
    for file in documents(root, FOLDER, problems):
        if written := read_document(file, root, problems):
            ratings = validate(_RATINGS, file.stem, written, Place(shown(file, root)), problems)
            rubric = _rubric(written, root, known, rubrics, problems)
            problems += _reference_problems(written, rubric, known)
            if ratings:
                problems += _evidence_problems(written, ratings, root)
            if ratings and rubric:
                given += _given(ratings, rubric)
    return tuple(given)


def _rubric(
    written: Written, root: Path, known: Known, rubrics: dict[str, Rubric | None], problems: list[Problem]
) -> Rubric | None:
    """The rubric that a rater went by, read once; None, and more `problems`, where there is none that can be used."""
    named = written.at("rubric")
    if named is None or not isinstance(named.value, str):
        return None
    name = named.value
    there = [path.name for path in documents(root, "rubrics", [])]
    if name not in there:
        problems.append(
            Problem(named.place, f"there is no rubric {quoted(name)} in rubrics/{did_you_mean(name, there)}")
        )
        return None
    if name not in rubrics:
        rubrics[name] = read_rubric(root / "rubrics" / name, root, known, problems)
    return rubrics[name]


def _reference_problems(written: Written, rubric: Rubric | None, known: Known) -> Iterator[Problem]:
    for task, task_place, tools in written.members("ratings"):
        yield from unknown("task", task, task_place, known.tasks)
        for tool, tool_place, criteria in tools.members():
            yield from unable(task, tool, tool_place, known)
            for criterion, place, _ in criteria.members():
                if rubric is not None:
                    yield from _criterion_problems(criterion, place, rubric)


def _criterion_problems(name: str, place: Place, rubric: Rubric) -> Iterator[Problem]:
    yield from unknown(f"criterion of rubrics/{rubric.rubric}.yaml:", name, place, rubric.criteria)
    if name in rubric.criteria and rubric.criteria[name].rating is None:
        remedy = 'write `rating: {"1": ..., "3": ..., "5": ...}` there, or remove this rating'
        message = f"rubrics/{rubric.rubric}.yaml has no words to rate {quoted(name)} by; {remedy}"
        yield Problem(place, message)


def _evidence_problems(written: Written, ratings: Ratings, root: Path) -> Iterator[Problem]:
    for task, tools in ratings.ratings.items():
        for tool, criteria in tools.items():
            for criterion, rating in criteria.items():
                node = written.at("ratings", task, tool, criterion, "evidence")
                if node and (wrong := _not_there(rating, root)):
                    yield Problem(node.place, wrong)


def _not_there(rating: Rating, root: Path) -> str:
    """Return what is wrong with the file and lines of a rating's evidence; empty if they exist."""
    file, lines = rating.file, rating.lines
    if file is None or lines is None:
        return ""
    if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts:
        return f"the evidence {quoted(file)} lies outside the workspace; name a file inside it, or a link"
    try:
        there = len(read_text(root / file, root).removesuffix("\n").split("\n"))
    except BadInput as error:
        return f"the evidence {quoted(file)} {error.problems[0].message}"
    if lines[1] > there:
        return f"{quoted(file)} has {there} line{'' if there == 1 else 's'}, not {lines[1]}; name lines that exist"
    return ""


def _given(ratings: Ratings, rubric: Rubric) -> Iterator[GivenRating]:
    for task, tools in ratings.ratings.items():
        for tool, criteria in tools.items():
            for name, rating in criteria.items():
                criterion = rubric.criteria.get(name)
                if criterion and criterion.rating:
                    yield GivenRating(ratings.rater, ratings.as_of, task, tool, name, criterion.rating, rating)
