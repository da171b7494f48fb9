"""Inputs of the tracking task: tables to train on, a model that somebody deployed, and what each training gives.

The trainings themselves say what is right: `given/training.py` computes, without writing a record.
"""

# ruff: noqa: SLF001 (the names without an underscore record as well)

from __future__ import annotations

import importlib.util
import math
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from evalkit.model.verdict import Truth
from tasks.data import adult

TABLE = "rows.csv"
DEPLOYED = "deployed.json"
OTHER = "run-07"
"""The run that the best one is compared with."""


def make(rows: int, seed: int, folder: Path) -> Truth:
    """Write rows.csv with `rows` rows, a quarter of as many for each region, and the model of one region."""
    training = _training()
    columns = tuple(adult.COLUMNS.index(name) for name in training.COLUMNS)
    for name, count in {"rows": rows, **dict.fromkeys(training.REGIONS, max(50, rows // 4))}.items():
        drawn = adult.draw(count, seed, name, adult.published("train"))
        lines = [tuple(row[column] for column in columns) for row in drawn]
        adult.write(folder / f"{name}.csv", training.COLUMNS, lines)
    deployed = training.REGIONS[adult.chance(seed, "deployed") % len(training.REGIONS)]
    table = training.load(folder / f"{deployed}.csv")
    model, _ = _learned(table, training.regions()[0]["parameters"])
    (folder / DEPLOYED).write_text(model._text(), encoding="utf-8")
    return {**_trained(folder, OTHER), "stretch": _stretch(folder, deployed)}


def edited(folder: Path, truth: Truth, level: str, value: str) -> Truth:
    """The truth once the best run is compared with the run `value`; the inputs stay as they are."""
    return {**truth, "adapt": {**truth["adapt"], "other": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Change the age in 1 % of the rows of rows.csv, and say what the trainings give then."""
    training = _training()
    rows = training.load(folder / TABLE)["rows"]
    for row in adult.places(max(1, len(rows) // 100), seed, "changed rows", len(rows)):
        rows[row][0] = 17 + (rows[row][0] - 16) % 74
    labels = ("<=50K", ">50K")
    adult.write(folder / TABLE, training.COLUMNS, [(*row[:4], labels[row[4]]) for row in rows])
    return {**truth, **_trained(folder, truth["adapt"]["other"])}


def _trained(folder: Path, other: str) -> Truth:
    """What is right at the levels hello and adapt."""
    training = _training()
    table = training.load(folder / TABLE)
    model, losses = _learned(table, training.PARAMETERS)
    hello = {
        "runs": _run("the run", table, training.PARAMETERS, losses),
        "parameters": training.PARAMETERS,
        "loss": _told(losses),
        "test_loss": model.test(table),
        "model": model._text(),
    }
    runs: dict[str, Any] = {}
    curves: dict[str, list[Any]] = {}
    scores: dict[str, float] = {}
    sweep = training.sweep(table)
    for one in sweep:
        model, losses = _learned(table, one["parameters"])
        runs |= _run(one["name"], table, one["parameters"], losses)
        curves[one["name"]] = _told(losses)
        if not math.isnan(losses[-1]):
            scores[one["name"]] = model.test(table)
    best = min(scores, key=lambda name: scores[name])
    adapt = {
        "runs": runs,
        "parameters": {one["name"]: one["parameters"] for one in sweep},
        "curves": curves,
        "best": best,
        "test_loss": scores[best],
        "other": other,
        "broken": training.BREAKS_OFF,
    }
    return {"hello": hello, "adapt": adapt}


def _stretch(folder: Path, deployed: str) -> dict[str, Any]:
    training = _training()
    runs: dict[str, Any] = {}
    curves: dict[str, list[Any]] = {}
    for one in training.regions():
        table = training.load(folder / f"{one['name']}.csv")
        _, losses = _learned(table, one["parameters"])
        runs |= _run(one["name"], table, one["parameters"], losses)
        curves[one["name"]] = _told(losses)
    night = training.night()
    table = training.load(folder / Path(night["data"]).name)
    _, losses = _learned(table, night["parameters"])
    return {
        "runs": runs,
        "curves": curves,
        "deployed": deployed,
        "data": training.load(folder / f"{deployed}.csv")["digest"],
        "night": _id(table, night["parameters"]),
        "interrupted": _told(losses),
    }


def _learned(table: dict[str, Any], parameters: dict[str, Any]) -> tuple[Any, list[float]]:
    """A model, and its losses up to the first that is no number."""
    model = _training().Model(parameters)
    losses = []
    for loss in model._learn(table["rows"]):
        losses.append(loss)
        if math.isnan(loss):
            break
    return model, losses


def _run(name: str, table: dict[str, Any], parameters: dict[str, Any], losses: list[float]) -> dict[str, Any]:
    """What the record says of a training, by what identifies it."""
    did = "diverge" if math.isnan(losses[-1]) else "learn"
    gave = _training()._digest([str(loss) for loss in losses])
    return {_id(table, parameters): {"name": name, "did": did, "steps": len(losses), "gave": gave}}


def _id(table: dict[str, Any], parameters: dict[str, Any]) -> str:
    return str(_training()._digest([parameters, table["digest"]]))


def _told(losses: list[float]) -> list[Any]:
    """Losses as JSON holds them; what is no finite number is a text."""
    return [loss if math.isfinite(loss) else str(loss) for loss in losses]


@cache
def _training() -> ModuleType:
    """The given code, whose functions with an underscore compute and record nothing."""
    spec = importlib.util.spec_from_file_location("tracking_training", Path(__file__).parent / "given" / "training.py")
    if spec is None or spec.loader is None:
        raise ImportError("given/training.py cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
