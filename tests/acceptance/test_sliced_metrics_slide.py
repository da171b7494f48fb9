"""The talk's slide 'metrics on slices': a groupby is enough, and its mistake, accuracy under both names, is caught."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from evalkit.model import Truth, Verdict
from tests.tasks.task_files import MadeInputs, load

TASK = Path(__file__).parents[2] / "tasks" / "sliced-metrics"
inputs, checker = load(TASK, "inputs"), load(TASK, "checker")

Metric = Callable[[pd.DataFrame], float]


def _accuracy(group: pd.DataFrame) -> float:
    return float(((group["score"] >= 500) == (group["label"] == 1)).mean())


def _auc(group: pd.DataFrame) -> float:
    """The area under the ROC curve as Mann and Whitney's statistic: from ranks, equal scores sharing theirs."""
    ones = group["label"] == 1
    above = group["score"].rank()[ones].sum() - ones.sum() * (ones.sum() + 1) / 2
    return float(above / (ones.sum() * (~ones).sum()))


def _by_sex(folder: Path, metrics: dict[str, Metric], truth: Truth) -> Verdict:
    people = pd.read_csv(folder / "predictions.csv")
    found = [
        {"sex": sex, **{name: metric(group) for name, metric in metrics.items()}}
        for sex, group in people.groupby("sex")
    ]
    (folder / "metrics.json").write_text(json.dumps(found))
    verdict: Verdict = checker.check(folder, truth, "hello")
    return verdict


@pytest.mark.parametrize("seed", range(3))
def test_a_groupby_gives_accuracy_and_auc_by_sex(tmp_path: Path, seed: int) -> None:
    truth = MadeInputs(inputs, 1000, seed, tmp_path).truth
    verdict = _by_sex(tmp_path, {"accuracy": _accuracy, "auc": _auc}, truth)
    assert (verdict.passed, verdict.score, verdict.reasons) == (True, 1.0, ())


@pytest.mark.parametrize("seed", range(3))
def test_calling_accuracy_twice_is_caught_and_named(tmp_path: Path, seed: int) -> None:
    truth = MadeInputs(inputs, 1000, seed, tmp_path).truth
    verdict = _by_sex(tmp_path, {"accuracy": _accuracy, "auc": _accuracy}, truth)
    assert not verdict.passed
    assert verdict.score == 0.5
    assert "auc equals accuracy in every group: one metric was computed twice" in verdict.reasons[0]
