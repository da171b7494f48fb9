"""Sliced metrics: what hello shows beyond the answer is missed where it is left out, and fails where it is wrong."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from evalkit.model.verdict import Verdict
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "sliced-metrics"
inputs, checker = load(TASK, "inputs"), load(TASK, "checker")
LISTED = set(declared(TASK)["levels"]["hello"]["shows"])
METRICS = ("accuracy", "auc")

People = list[tuple[int, int]]
"""Scores and labels."""


@pytest.fixture(scope="module", params=[(200, 1), (1000, 0), (2500, 3)], ids=str)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    rows, seed = request.param
    return MadeInputs(inputs, rows, seed, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(1000, 0), (2500, 3)], ids=str)
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    """Inputs with so many people that every resample has both labels."""
    rows, seed = request.param
    return MadeInputs(inputs, rows, seed, tmp_path_factory.mktemp("inputs"))


class Result:
    """A right result that shows everything, written by no tool, which a test spoils."""

    def __init__(self, folder: Path, made: MadeInputs, width: float = 1.0) -> None:
        self.folder, self.made = folder, made
        self.groups: list[dict[str, Any]] = []
        for exact in made.truth["hello"]["groups"]:
            group = {"sex": exact["sex"], **{metric: exact[metric] for metric in METRICS}}
            for metric in METRICS:
                group[f"{metric}_low"] = exact[metric] - width * exact["half"][metric]
                group[f"{metric}_high"] = exact[metric] + width * exact["half"][metric]
            group["thresholds"] = [{"threshold": float(at), **counts} for at, counts in exact["counts"].items()]
            self.groups.append(group)
        self.apart: Any = {
            metric: {
                "difference": exact["difference"],
                "low": exact["difference"] - width * exact["half"],
                "high": exact["difference"] + width * exact["half"],
            }
            for metric, exact in made.truth["hello"]["apart"].items()
        }

    def judged(self) -> Verdict:
        (self.folder / "metrics.json").write_text(json.dumps(self.groups))
        if self.apart is not None:
            (self.folder / "difference.json").write_text(json.dumps(self.apart))
        verdict: Verdict = checker.check(self.folder, self.made.truth, "hello")
        assert set(verdict.missed) <= LISTED
        return verdict


@pytest.fixture
def result(tmp_path: Path, made: MadeInputs) -> Result:
    return Result(tmp_path, made)


def test_a_right_result_that_no_tool_wrote_shows_everything(result: Result) -> None:
    verdict = result.judged()
    assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})


def test_an_answer_alone_passes_and_misses_the_rest(result: Result) -> None:
    result.groups = [{name: group[name] for name in ("sex", *METRICS)} for group in result.groups]
    result.apart = None
    verdict = result.judged()
    assert verdict.passed
    assert set(verdict.missed) == LISTED - {"metrics"}


def _same_counts(result: Result) -> None:
    result.groups[1]["thresholds"] = result.groups[0]["thresholds"]


def _confused(result: Result) -> None:
    for counts in result.groups[0]["thresholds"]:
        counts["false_positives"], counts["false_negatives"] = counts["false_negatives"], counts["false_positives"]


def _of_one_threshold(result: Result) -> None:
    for counts in result.groups[0]["thresholds"]:
        counts.update({**result.groups[0]["thresholds"][1], "threshold": counts["threshold"]})


def _turned(result: Result) -> None:
    told = result.apart["accuracy"]
    told.update(difference=-told["difference"], low=-told["high"], high=-told["low"])


WRONG: dict[str, Callable[[Result], object]] = {
    "an interval beside the value": lambda result: result.groups[0].update(accuracy_low=result.groups[0]["accuracy"] + 0.001),
    "an interval without width": lambda result: result.groups[0].update(auc_low=result.groups[0]["auc"], auc_high=result.groups[0]["auc"]),
    "the whole scale as an interval": lambda result: [group.update(accuracy_low=-9, accuracy_high=9) for group in result.groups],
    "bounds the wrong way round": lambda result: result.groups[0].update(accuracy_low=result.groups[0]["accuracy_high"], accuracy_high=result.groups[0]["accuracy_low"]),
    "bounds as text": lambda result: result.groups[0].update(auc_low="0.8"),
    "counts of the other sex": _same_counts,
    "false positives and negatives mixed up": _confused,
    "counts of one threshold for all": _of_one_threshold,
    "shares instead of counts": lambda result: result.groups[0]["thresholds"][0].update(true_positives=0.5),
    "a difference the other way round": _turned,
    "a difference that is a ratio": lambda result: result.apart["auc"].update(difference=0.98),
    "a difference without width": lambda result: result.apart["auc"].update(low=result.apart["auc"]["difference"], high=result.apart["auc"]["difference"]),
    "an interval of one sex for the difference": lambda result: result.apart["accuracy"].update(low=0.8, high=0.9),
}  # fmt: skip


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_what_is_claimed_wrongly_fails(result: Result, spoil: Callable[[Result], object]) -> None:
    spoil(result)
    verdict = result.judged()
    assert not verdict.passed
    assert all(len(reason) < 400 and reason.isprintable() for reason in verdict.reasons)


@pytest.mark.parametrize("width", [0.4, 0.507, 1.98, 3.0])
def test_intervals_of_another_level_fail(tmp_path: Path, made: MadeInputs, width: float) -> None:
    """Of 57 %, 68 % and 99.99 %, by their normal widths, and wider than any."""
    result = Result(tmp_path, made, width)
    result.apart = None
    assert not result.judged().passed


LEFT_OUT: dict[str, tuple[str, Callable[[Result], object]]] = {
    "one bound": ("intervals", lambda result: result.groups[1].pop("auc_high")),
    "a bound that is null": ("intervals", lambda result: result.groups[0].update(accuracy_low=None)),
    "one threshold": ("thresholds", lambda result: result.groups[0]["thresholds"].pop()),
    "one count": ("thresholds", lambda result: result.groups[0]["thresholds"][2].pop("true_negatives")),
    "counts that are an object": ("thresholds", lambda result: result.groups[0].update(thresholds={"0.5": 3})),
    "thresholds that are lists": ("thresholds", lambda result: result.groups[0]["thresholds"][0].update(threshold=[0.25])),
    "the interval of a difference": ("difference", lambda result: result.apart["auc"].pop("low")),
    "the difference of one metric": ("difference", lambda result: result.apart.pop("accuracy")),
    "differences that are a list": ("difference", lambda result: setattr(result, "apart", [1, 2])),
}  # fmt: skip


@pytest.mark.parametrize(("fact", "spoil"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_left_out_is_missed_and_the_rest_still_shown(
    result: Result, fact: str, spoil: Callable[[Result], object]
) -> None:
    spoil(result)
    verdict = result.judged()
    assert verdict.passed, verdict.reasons
    assert set(verdict.missed) == {fact}


def _people(made: MadeInputs, sex: str) -> People:
    with (made.folder / "predictions.csv").open(newline="") as file:
        return [(int(row["score"]), int(row["label"])) for row in csv.DictReader(file) if row["sex"] == sex]


def _accuracy(people: People) -> float:
    return fmean((score >= 500) == (label == 1) for score, label in people)


def _area(people: People) -> float:
    ordered = sorted(people)
    ranks: dict[int, list[int]] = {}
    for place, (score, _) in enumerate(ordered, 1):
        ranks.setdefault(score, []).append(place)
    ones = [fmean(ranks[score]) for score, label in people if label]
    return (sum(ones) - len(ones) * (len(ones) + 1) / 2) / (len(ones) * (len(people) - len(ones)))


def test_counts_of_the_truth_are_what_the_definitions_give(made: MadeInputs) -> None:
    for group in made.truth["hello"]["groups"]:
        people = _people(made, group["sex"])
        for threshold, counts in group["counts"].items():
            decided = [(score > 1000 * float(threshold), label) for score, label in people]
            assert counts["true_positives"] == decided.count((True, 1))
            assert counts["false_positives"] == decided.count((True, 0))
            assert counts["true_negatives"] == decided.count((False, 0))
            assert counts["false_negatives"] == decided.count((False, 1))


def test_half_widths_of_the_truth_are_those_of_a_bootstrap(many: MadeInputs) -> None:
    chance = random.Random(0)
    for group in many.truth["hello"]["groups"]:
        people = _people(many, group["sex"])
        samples = [chance.choices(people, k=len(people)) for _ in range(200)]
        for name, metric in (("accuracy", _accuracy), ("auc", _area)):
            values = [metric(sample) for sample in samples]
            spread = fmean((value - fmean(values)) ** 2 for value in values) ** 0.5
            assert 1.96 * spread == pytest.approx(group["half"][name], rel=0.3)


@pytest.mark.parametrize("seed", range(4))
def test_a_plain_bootstrap_passes(tmp_path: Path, many: MadeInputs, seed: int) -> None:
    chance = random.Random(seed)
    result = Result(tmp_path, many)
    by_sex = {group["sex"]: _people(many, group["sex"]) for group in result.groups}
    samples = [{sex: chance.choices(people, k=len(people)) for sex, people in by_sex.items()} for _ in range(100)]
    for name, metric in (("accuracy", _accuracy), ("auc", _area)):
        for group in result.groups:
            values = sorted(metric(sample[group["sex"]]) for sample in samples)
            group[f"{name}_low"], group[f"{name}_high"] = values[2], values[-3]
        apart = sorted(abs(metric(sample["Female"]) - metric(sample["Male"])) for sample in samples)
        result.apart[name].update(low=apart[2], high=apart[-3])
    verdict = result.judged()
    assert verdict.passed, verdict.reasons
