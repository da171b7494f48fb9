"""Ratings: what counts as one, and every mistake in one told with file:line:column and what to write instead."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from evalkit.model import RatingAnchors
from evalkit.workspace import all_problems, load, schema_of

Told = Callable[[Mapping[str, str | None]], list[str]]
Build = Callable[[Mapping[str, str | None]], Path]

ROOT = Path(__file__).parents[2]
RUBRIC = """\
title: Small
tasks: {rows: 1}
criteria:
  friction:
    title: Friction
    rating: {"1": a day, "3": an hour, "5": a minute}
    metrics:
      - {metric: run.wall_seconds, good: 0.2, bad: 20, curve: log, because: a guess}
  speed:
    title: Speed
    metrics:
      - {metric: run.cpu_seconds, good: 0.2, bad: 20, curve: log, because: a guess}
"""


def rated(
    rating: str, where: str = "{rows: {pandas: {friction: %s}}}", head: str = "rubric: small.yaml"
) -> dict[str, str | None]:
    ratings = where.replace("%s", rating)
    return {"rubrics/small.yaml": RUBRIC, "ratings/rater-a.yaml": f"{head}\nas_of: '2026'\nratings: {ratings}\n"}


GOOD = "{value: 4, evidence: 'tasks/rows/pandas/adapt.py:1-3'}"
MISTAKES = {
    "no evidence": (
        rated("{value: 4}"),
        "3:37: 'evidence' is missing: every rating needs it, such as `evidence: tasks/skew/pandas/adapt.py:12, or a link`",
    ),
    "empty evidence": (rated("{value: 4, evidence: ''}"), "3:58: 'evidence' is empty; write a text"),
    "evidence that leads nowhere": (
        rated("{value: 4, evidence: everybody says so}"),
        (
            "3:58: 'evidence' must be a link (https://...) or lines of a file of the workspace, such as "
            "tasks/skew/pandas/adapt.py:12 or tasks/skew/pandas/adapt.py:12-20"
        ),
    ),
    "a script for a link": (
        rated("{value: 4, evidence: 'javascript:alert(1)'}"),
        (
            "3:58: 'evidence' must be a link (https://...) or lines of a file of the workspace, such as "
            "tasks/skew/pandas/adapt.py:12 or tasks/skew/pandas/adapt.py:12-20"
        ),
    ),
    "a file that is not there": (
        rated("{value: 4, evidence: 'notes.md:1'}"),
        "3:58: the evidence 'notes.md' is missing",
    ),
    "lines that are not there": (
        rated("{value: 4, evidence: 'tasks/rows/pandas/adapt.py:3-4'}"),
        "3:58: 'tasks/rows/pandas/adapt.py' has 3 lines, not 4; name lines that exist",
    ),
    "lines downwards": (
        rated("{value: 4, evidence: 'tasks/rows/pandas/adapt.py:3-1'}"),
        "3:58: 'evidence' must name the smaller line number first; write tasks/rows/pandas/adapt.py:1-3",
    ),
    "a file outside": (
        rated("{value: 4, evidence: '../secret:1'}"),
        "3:58: the evidence '../secret' lies outside the workspace; name a file inside it, or a link",
    ),
    "above the scale": (rated("{value: 6, evidence: 'x:1'}"), "3:45: 'value' must be at most 5, not 6"),
    "below the scale": (rated("{value: 0, evidence: 'x:1'}"), "3:45: 'value' must be at least 1, not 0"),
    "between two numbers": (
        rated("{value: 3.5, evidence: 'x:1'}"),
        "3:45: 'value' must be a whole number, not the number 3.5",
    ),
    "unknown task": (rated(GOOD, "{row: {pandas: {friction: %s}}}"), "3:11: unknown task 'row'; did you mean 'rows'?"),
    "unknown tool": (
        rated(GOOD, "{rows: {panda: {friction: %s}}}"),
        "3:18: unknown adapter 'panda'; did you mean 'pandas'?",
    ),
    "unknown criterion": (
        rated(GOOD, "{rows: {pandas: {fricton: %s}}}"),
        "3:27: unknown criterion of rubrics/small.yaml: 'fricton'; did you mean 'friction'?",
    ),
    "a criterion that has no words": (
        rated(GOOD, "{rows: {pandas: {speed: %s}}}"),
        (
            '3:27: rubrics/small.yaml has no words to rate \'speed\' by; write `rating: {"1": ..., "3": ..., "5": ...}` there, '
            "or remove this rating"
        ),
    ),
    "unknown rubric": (
        rated(GOOD, head="rubric: smal.yaml"),
        "1:9: there is no rubric 'smal.yaml' in rubrics/; did you mean 'small.yaml'?",
    ),
    "no rubric": (
        rated(GOOD, head="# by heart"),
        "2:1: 'rubric' is missing: every file of ratings needs it, such as `rubric: default.yaml, whose words the ratings go by`",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_told_once_where_it_stands(told: Told, mistake: str) -> None:
    files, message = MISTAKES[mistake]
    assert told(files) == [f"ratings/rater-a.yaml:{message}"]


def test_a_file_that_cannot_be_a_name_has_to_be_renamed(told: Told) -> None:
    files = rated(GOOD)
    files["ratings/Rater A.yaml"] = files.pop("ratings/rater-a.yaml")
    [problem] = told(files)
    assert problem.startswith("ratings/Rater A.yaml:1:1: 'Rater A' is not a name;")


def test_words_for_the_ends_and_the_middle_are_needed(told: Told) -> None:
    [problem] = told({"rubrics/small.yaml": RUBRIC.replace('"3": an hour, ', "")})
    assert problem.startswith("rubrics/small.yaml:6:13: '3' is missing: a scale needs it, such as")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "{metric: rating.fricton, good: 5, bad: 1, because: x}",
            "unknown metric 'rating.fricton'; did you mean 'rating.friction'?",
        ),
        ("{metric: rating.speed, good: 5, bad: 1, because: x}", "the criterion 'speed' has no words for its ratings;"),
        ("{metric: rating.friction, good: 1, bad: 5, because: x}", "for rating.friction more is better"),
        (
            "{metric: rating.friction, spread: 0.2, good: 5, bad: 1, because: x}",
            "rating.friction gets its uncertainty from its raters",
        ),
        (
            "{metric: rating.friction, level: adapt, good: 5, bad: 1, because: x}",
            "rating.friction is taken from the tool in a task",
        ),
        (
            "{metric: rating.friction, relative_to: baseline, good: 2, bad: 0.5, because: x}",
            "rating.friction is a rank from 1 to 5",
        ),
    ],
)
def test_an_entry_that_cannot_weigh_ratings_is_told(told: Told, entry: str, message: str) -> None:
    [problem] = told({"rubrics/small.yaml": f"{RUBRIC}      - {entry}\n"})
    assert message in problem


def test_ratings_are_found_by_task_and_tool_where_the_words_are_the_same(build: Build) -> None:
    files = rated("{value: 4, evidence: 'https://example.org/notes', because: fine}")
    other = RUBRIC.replace("a minute", "a second")
    root = build({**files, "rubrics/heir.yaml": "extends: small.yaml\ntitle: Heir\n", "rubrics/other.yaml": other})
    workspace, small = load(root, root / "rubrics/small.yaml")
    [given] = workspace.ratings_of("rows", "pandas", small)
    assert (given.rater, given.rating.value, given.rating.link) == ("rater-a", 4, "https://example.org/notes")
    assert given.anchors == RatingAnchors.model_validate({"1": "a day", "3": "an hour", "5": "a minute"})
    assert workspace.ratings_of("rows", "pandera", small) == ()
    assert workspace.ratings_of("rows", "pandas", load(root, root / "rubrics/heir.yaml")[1]) == (given,)
    assert workspace.ratings_of("rows", "pandas", load(root, root / "rubrics/other.yaml")[1]) == ()


def test_everything_wrong_in_a_workspace_has_ratings_among_it(build: Build) -> None:
    root = build(rated("{value: 4}"))
    assert [problem.place.file for problem in all_problems(root)] == ["ratings/rater-a.yaml"]


PAGE = (ROOT / "docs" / "ratings.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("workspace")
    for folder in ("adapters", "tasks", "rubrics"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("data", "locks", "__pycache__"))
    return root


def test_the_example_of_the_page_passes_its_schema_and_counts(shipped: Path) -> None:
    assert not list(Draft202012Validator(schema_of("ratings")).iter_errors(yaml.safe_load(EXAMPLES[0])))
    file = shipped / "ratings" / "rater-a.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(EXAMPLES[0], encoding="utf-8")
    workspace, rubric = load(shipped, shipped / "rubrics" / "quick.yaml")
    assert len(workspace.ratings) == 2
    assert len(workspace.ratings_of("data-validation", "pandas", rubric)) == 1


@pytest.mark.parametrize("example", EXAMPLES[1:])
def test_every_rubric_that_the_page_shows_is_in_order(example: str, shipped: Path) -> None:
    file = shipped / "rubrics" / "ours.yaml"
    file.write_text(example, encoding="utf-8")
    load(shipped, file)
