"""Inputs of the pipeline task: one table, and what each step gives for it.

The steps themselves say what is right: `given/steps.py` computes, without writing a record.
"""

# ruff: noqa: SLF001 (the names without an underscore record as well)

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from evalkit.model.verdict import Truth
from tasks.data import adult

TABLE = "rows.csv"
FIRST, AGAIN = 3, 5
"""Rounds of training: of hello and of the first run of adapt, and of the second run of adapt."""
OCCUPATIONS = (
    "Adm-clerical", "Craft-repair", "Exec-managerial", "Machine-op-inspct", "Other-service", "Prof-specialty", "Sales",
    "Tech-support", "Transport-moving",
)  # fmt: skip


def make(rows: int, seed: int, folder: Path) -> Truth:
    """Write rows.csv with `rows` rows, of four to six occupations, and return what the steps give for it."""
    columns = tuple(adult.COLUMNS.index(name) for name in _steps().COLUMNS)
    count = 4 + adult.chance(seed, "how many slices") % 3
    named = [OCCUPATIONS[place] for place in adult.places(count, seed, "slices", len(OCCUPATIONS))]
    occupation = adult.COLUMNS.index("occupation")
    pool = [row for row in adult.published("train") if row[occupation] in named]
    drawn = [tuple(row[column] for column in columns) for row in adult.draw(rows, seed, "rows", pool)]
    adult.write(folder / TABLE, _steps().COLUMNS, _whole(drawn, named))
    return _truth(folder, AGAIN, [])


def edited(folder: Path, truth: Truth, level: str, value: int) -> Truth:
    """The truth once the second run trains for `value` rounds; the inputs stay as they are."""
    return _truth(folder, value, truth["adapt"]["earlier"] + truth["adapt"]["needed"] + truth["adapt"]["allowed"])


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Change the age in 1 % of the rows, and say what the steps give then."""
    steps = _steps()
    before = truth["adapt"]["earlier"] + truth["adapt"]["needed"] + truth["adapt"]["allowed"]
    rows = steps._load(folder / TABLE)["rows"]
    for row in adult.places(max(1, len(rows) // 100), seed, "changed rows", len(rows)):
        rows[row][0] = 17 + (rows[row][0] - 16) % 74
    labels = ("<=50K", ">50K")
    adult.write(folder / TABLE, steps.COLUMNS, [(*row[:4], labels[row[4]]) for row in rows])
    return _truth(folder, AGAIN, before)


def _whole(drawn: list[tuple[str, ...]], named: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """The rows, with every occupation in at least one of them: a table of few rows might lack some."""
    there = {row[3] for row in drawn}
    missing = [name for name in named if name not in there]
    yield from ((*row[:3], name, row[4]) for row, name in zip(drawn, missing, strict=False))
    yield from drawn[len(missing) :]


def _truth(folder: Path, rounds: int, earlier: list[Any]) -> Truth:
    """What each step gets and gives, in the order in which they depend on each other, and the right outputs."""
    steps = _steps()
    table = steps._load(folder / TABLE)
    loaded = ["load", steps._gave(table), steps._gave(table)]
    first, again = _trained(steps, table, FIRST), _trained(steps, table, rounds)
    parts = steps._split(table)
    scores = [steps._score(part) for part in parts]
    report = steps._join(scores)
    return {
        "hello": {"needed": [loaded, *first["steps"]], "report": first["report"]},
        "adapt": {
            "needed": [loaded, *first["steps"], *(line for line in again["steps"] if line not in first["steps"])],
            "allowed": [each["published"] for each in (first, again)],
            "earlier": earlier,
            "first": first["report"],
            "again": again["report"],
            "receipt": again["receipt"],
            "stages": {
                "first": [loaded, *first["steps"], first["published"]],
                "again": [loaded, *again["steps"], again["published"]],
            },
        },
        "stretch": {
            "needed": [
                loaded,
                _line(steps, "split", parts, table),
                *(_line(steps, "score", score, part) for score, part in zip(scores, parts, strict=True)),
                _line(steps, "join", report, scores),
            ],
            "allowed": [_line(steps, "archive", steps._archive(report), report)],
            "report": report,
            "receipt": steps._archive(report),
        },
    }


def _trained(steps: ModuleType, table: dict[str, Any], rounds: int) -> dict[str, Any]:
    model = steps._train(table, rounds)
    report = steps._evaluate(table, model)
    receipt = steps._publish(report)
    return {
        "steps": [_line(steps, "train", model, table, rounds), _line(steps, "evaluate", report, table, model)],
        "report": report,
        "receipt": receipt,
        "published": _line(steps, "publish", receipt, report),
    }


def _line(steps: ModuleType, step: str, gave: Any, *got: Any) -> list[str]:
    return [step, steps._got(got), steps._gave(gave)]


def _steps() -> ModuleType:
    """The given code, whose functions with an underscore compute and record nothing."""
    spec = importlib.util.spec_from_file_location("pipeline_steps", Path(__file__).parent / "given" / "steps.py")
    if spec is None or spec.loader is None:
        raise ImportError("given/steps.py cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
