"""The train task: its inputs hold what its contract says, and its checker is neither fooled nor stopped.

The answers are made from the planted truth, or by a training in plain Python, and by none of the tools.
"""

from __future__ import annotations

import csv
import json
import math
import os
import random
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from evalkit.model.verdict import Verdict
from tests.tasks.fault_files import Faults
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "train"
LISTED = declared(TASK)["levels"]
EDIT = LISTED["adapt"]["edit"]
ROWS = 1000
LEVELS = ("hello", "adapt", "stretch")
GOLDEN = "65e36868862fd24f7e5e8d6d152a851617042ba95688f6214b3f409326aa9b99"

Row = dict[str, str]
Values = dict[str, float]
"""Numbers by the row's id."""

inputs = load(TASK, "inputs")
checker = load(TASK, "checker")
faults = Faults(TASK, load(TASK, "faults"))


class Made(MadeInputs):
    """One set of inputs, read back from its files, and what was planted in it; scores are computed once."""

    def __init__(self, rows: int, seed: int, folder: Path) -> None:
        super().__init__(inputs, rows, seed, folder)
        self.seed = seed
        self.planted = inputs._Planted.by(seed)
        self._scores: dict[tuple[str, int | None], Values] = {}

    def rows_of(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))

    def effects(self, row: Row) -> tuple[float, ...]:
        """The planted effects of a row, that of an empty field at its mean, 0."""
        [found] = self.planted.effects([_columns(row)])
        empty = [at for at, column in enumerate(inputs.COLUMNS) if not row[column]]
        return tuple(inputs.without(found, empty[0] if empty else -1))

    def scores(self, name: str, left_out: int | None = None) -> Values:
        if (name, left_out) not in self._scores:
            self._scores[name, left_out] = {
                row["id"]: sum(effect for at, effect in enumerate(self.effects(row)) if at != left_out)
                for row in self.rows_of(name)
            }
        return dict(self._scores[name, left_out])

    @cached_property
    def above(self) -> tuple[float, float]:
        return tuple(inputs._above(self._test))

    @cached_property
    def _test(self) -> Any:
        return inputs._Customers.drawn(self.seed, "demand-test", 4 * self.rows + 1, self.rows)

    def quantile(self, share: float) -> tuple[float, float]:
        """How many deviations above the mean a quantile lies, for customers with few letters and with many."""
        noises = sorted(self._test.noises)
        return noises[int(share * len(noises))], -noises[int((1 - share) * len(noises))]

    def demand(self, name: str, above: tuple[float, float] | None = None, left_out: int | None = None) -> Values:
        """The planted demand of each row, and so many deviations more, by the letters; without these, what costs least."""
        found = {}
        for row in self.rows_of(name):
            columns = _columns(row)
            effects = sum(effect for at, effect in enumerate(self.effects(row)) if at != left_out)
            shift = (above or self.above)[columns[-1] >= inputs.MANY_LETTERS]
            found[row["id"]] = 200 + 12 * effects + shift * self.planted.spread(columns)
        return found


def _columns(row: Row) -> tuple[int, ...]:
    return tuple(int(row[column] or sum(ends) // 2) for column, ends in inputs.COLUMNS.items())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(ROWS, 0, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(ROWS, 1), (3001, 2)], ids=str)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    rows, seed = request.param
    return Made(rows, seed, tmp_path_factory.mktemp("inputs"))


# --- right answers


def probability(score: float) -> float:
    return 1 / (1 + math.exp(0.8 - score))


def write(file: Path, column: str, values: Mapping[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["id", column])
        writer.writerows(values.items())


def probabilities(scores: Values) -> Values:
    return {row: probability(score) for row, score in scores.items()}


def hello(made: Made, outputs: Path) -> Path:
    write(outputs / "predictions.csv", "probability", probabilities(made.scores("test")))
    return outputs


def profit(made: Made, predicted: Values, worth: float = 3) -> float:
    part = made.truth["adapt"]["valid"]
    labels = {str(part["first"] + at): int(label) for at, label in enumerate(part["labels"])}
    return sum(worth * labels[row] - 1 for row, value in predicted.items() if value > 1 / worth) / len(labels)


class Training:
    """Rounds that lead from the usual probability to the planted truth, and then away from it, as training may do."""

    def __init__(self, made: Made, worth: float = 3, best: int = 12) -> None:
        self.made, self.worth, self.best = made, worth, best
        self.scores = {name: made.scores(name) for name in ("valid", "test")}
        self.history = [profit(made, self.predicted("valid", number), worth) for number in range(best + 1)]
        letter = 1 / made.rows
        self.history = [min(value, self.history[-1] - letter) for value in self.history[:-1]] + self.history[-1:]
        self.history += [self.history[-1] - 2 * letter] * 20

    def predicted(self, name: str, number: int) -> Values:
        share = number / self.best
        return {row: probability(share * score) for row, score in self.scores[name].items()}

    def write(self, outputs: Path, kept: int | None = None) -> Path:
        for name, file in (("valid", "valid"), ("test", "predictions")):
            write(outputs / f"{file}.csv", "probability", self.predicted(name, self.best if kept is None else kept))
        with (outputs / "history.csv").open("w", encoding="utf-8") as text:
            text.write("round,profit\n" + "".join(f"{at},{value!r}\n" for at, value in enumerate(self.history)))
        return outputs


def adapt(made: Made, outputs: Path) -> Path:
    return Training(made).write(outputs)


def stretch(made: Made, outputs: Path) -> Path:
    first = made.demand("demand-test")
    write(outputs / "first.csv", "demand", first)
    write(outputs / "again.csv", "demand", first)
    write(outputs / "other.csv", "demand", {row: value + math.sin(value) for row, value in first.items()})
    return outputs


ANSWER: dict[str, Callable[[Made, Path], Path]] = {"hello": hello, "adapt": adapt, "stretch": stretch}


def _check(outputs: Path, made: Made, level: str, fault: str | None = None) -> Verdict:
    verdict = checker.check(outputs, made.truth, level, fault)
    assert isinstance(verdict, Verdict)
    assert verdict.passed or verdict.reasons
    assert all(len(reason) < 400 for reason in verdict.reasons)
    assert set(verdict.missed) < set(LISTED[level].get("shows", {"nothing": ""}))
    return verdict


# --- inputs


def test_same_seed_names_the_same_bytes_for_ever(made: Made) -> None:
    assert made.digest() == GOLDEN


def test_another_seed_gives_other_bytes_and_other_effects(made: Made, each: Made) -> None:
    assert each.digest() != made.digest()
    assert each.planted != made.planted


def test_columns_are_whole_numbers_in_their_ranges_each_about_as_frequent(each: Made) -> None:
    rows = [row for name in ("train", "valid", "demand-train") for row in each.rows_of(name)]
    for column, (least, most) in inputs.COLUMNS.items():
        values = [int(row[column]) for row in rows]
        assert (min(values), max(values)) == (least, most)
        thirds = Counter(3 * (value - least) // (most - least + 1) for value in values)
        assert all(0.28 < count / len(rows) < 0.39 for count in thirds.values())


def test_ids_are_unique_over_files_and_answers_are_not_in_the_files_for_testing(each: Made) -> None:
    ids = [
        row["id"] for name in ("train", "valid", "test", "demand-train", "demand-test") for row in each.rows_of(name)
    ]
    assert len(set(ids)) == len(ids) == 5 * each.rows
    for name in ("test", "test-gaps", "demand-test", "ladder"):
        assert list(each.rows_of(name)[0]) == ["id", *inputs.COLUMNS]


def test_half_of_the_rows_with_gaps_lack_one_field_and_are_otherwise_the_same(each: Made) -> None:
    for name in ("train", "test"):
        whole, gaps = each.rows_of(name), each.rows_of(f"{name}-gaps")
        lacking = [[column for column in row if not row[column]] for row in gaps]
        assert all(row | dict.fromkeys(gap, "") == other for row, other, gap in zip(whole, gaps, lacking, strict=True))
        assert 0.4 < sum(map(bool, lacking)) / len(gaps) < 0.6
        assert {column for gap in lacking for column in gap} == set(inputs.COLUMNS)


def test_a_ladder_differs_in_tenure_only_which_grows(each: Made) -> None:
    rows, steps = each.rows_of("ladder"), each.truth["stretch"]["ladder"]["steps"]
    for start in range(0, len(rows), steps):
        tenures = [int(row["tenure"]) for row in rows[start : start + steps]]
        assert tenures == sorted(set(tenures))
        rest = [{**row, "id": "", "tenure": ""} for row in rows[start : start + steps]]
        assert all(row == rest[0] for row in rest)


def test_the_planted_effects_are_about_equally_strong_and_labels_follow_them(each: Made) -> None:
    rows = each.rows_of("train")
    for at in range(4):
        values = [each.effects(row)[at] for row in rows]
        mean = sum(values) / len(values)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
        assert abs(mean) < 0.15
        assert abs(deviation - abs(each.planted.sizes[at])) < 0.1
    labels = "".join(row["bought"] for row in rows)
    scores = list(each.scores("train").values())
    assert inputs.auc(scores, labels) > 0.9
    expected = sum(map(probability, scores)) / len(rows)
    assert abs(labels.count("1") / len(rows) - expected) < 0.04


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1000 rows"):
        inputs.make(999, 0, tmp_path)


# --- what iterating needs


def test_after_the_edit_the_stale_answer_is_wrong_and_the_new_one_right(made: Made, tmp_path: Path) -> None:
    before = json.dumps(made.truth)
    edited = inputs.edited(made.folder, made.truth, "adapt", EDIT)
    assert edited == {**made.truth, "adapt": {**made.truth["adapt"], "worth": EDIT}}
    assert json.dumps(made.truth) == before
    assert not checker.check(adapt(made, tmp_path), edited, "adapt").passed
    assert checker.check(Training(made, worth=EDIT).write(tmp_path), edited, "adapt").passed


def test_after_a_change_the_old_answer_is_wrong_and_the_new_one_right(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    made = Made(ROWS, 3, tmp_path / "inputs")
    before = {file.name: file.read_text().splitlines() for file in sorted(made.folder.iterdir())}
    adapt(made, tmp_path / "before")
    made.truth = json.loads(json.dumps(inputs.changed(made.folder, made.truth, 5)))
    for file in sorted(made.folder.iterdir()):
        differing = sum(a != b for a, b in zip(before[file.name], file.read_text().splitlines(), strict=True))
        assert differing == (10 if file.name == "valid.csv" else 0)
    assert not _check(tmp_path / "before", made, "adapt").passed
    for level in LEVELS:
        verdict = _check(ANSWER[level](made, tmp_path / level), made, level)
        assert verdict.passed, verdict.reasons


# --- the checker: right answers


@pytest.mark.parametrize("level", LEVELS)
def test_right_answer_passes(each: Made, tmp_path: Path, level: str) -> None:
    verdict = _check(ANSWER[level](each, tmp_path), each, level)
    assert verdict.passed, verdict.reasons
    assert set(verdict.missed) == set(list(LISTED[level].get("shows", ()))[1:])


def test_a_training_in_plain_python_reaches_the_floor(made: Made, tmp_path: Path) -> None:
    """Logistic regression on the columns, their squares and products, by gradient descent."""

    def terms(row: Row) -> list[float]:
        scaled = [
            (int(row[name]) - (low + high) / 2) / (high - low) * 3.4 for name, (low, high) in inputs.COLUMNS.items()
        ]
        products = [one * other for at, one in enumerate(scaled) for other in scaled[at:]]
        return [1.0, min(scaled[1], 0.0), *scaled, *products]

    train = [(terms(row), int(row["bought"])) for row in made.rows_of("train")]
    weights = [0.0] * len(train[0][0])
    for _ in range(120):
        slope = [0.0] * len(weights)
        for values, bought in train:
            error = bought - 1 / (1 + math.exp(-sum(map(float.__mul__, weights, values))))
            slope = [sum_ + error * value for sum_, value in zip(slope, values, strict=True)]
        weights = [weight + 1.5 * one / len(train) for weight, one in zip(weights, slope, strict=True)]
    predicted = {
        row["id"]: 1 / (1 + math.exp(-sum(map(float.__mul__, weights, terms(row))))) for row in made.rows_of("test")
    }
    write(tmp_path / "predictions.csv", "probability", predicted)
    verdict = _check(tmp_path, made, "hello")
    assert verdict.passed, verdict.reasons


def test_rows_and_columns_in_another_order_and_further_columns_pass(made: Made, tmp_path: Path) -> None:
    rows = [f"x,{value!r},{row}.0\n" for row, value in probabilities(made.scores("test")).items()]
    (tmp_path / "predictions.csv").write_text("note,probability,id\n" + "".join(reversed(rows)))
    assert _check(tmp_path, made, "hello").passed


@pytest.mark.parametrize("more", [-1, 1])
def test_one_round_more_or_less_does_not_matter(more: int, made: Made, tmp_path: Path) -> None:
    training = Training(made)
    training.history = training.history[:more] if more < 0 else [*training.history, training.history[-1]]
    assert _check(training.write(tmp_path), made, "adapt").passed


def test_rounds_may_be_counted_from_one(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    lines = (tmp_path / "history.csv").read_text().splitlines()[1:]
    counted = [f"{at},{line.partition(',')[2]}" for at, line in enumerate(lines, start=1)]
    (tmp_path / "history.csv").write_text("\n".join(["round,profit", *counted]))
    assert _check(tmp_path, made, "adapt").passed


# --- the checker: answers that look right

WRONG_HELLO: dict[str, Callable[[Made], Mapping[str, object]]] = {
    **{
        f"without effect {at}": lambda made, at=at: probabilities(made.scores("test", left_out=at))  # type: ignore[misc]
        for at in range(4)
    },
    "the usual share for everybody": lambda made: dict.fromkeys(made.scores("test"), 0.4),
    "yes or no": lambda made: {row: int(score > 0.8) for row, score in made.scores("test").items()},
    "the probability not to buy": lambda made: {row: 1 - p for row, p in probabilities(made.scores("test")).items()},
    "scores": lambda made: made.scores("test"),
    "percent": lambda made: {row: 100 * p for row, p in probabilities(made.scores("test")).items()},
    "scores squeezed between 0 and 1": lambda made: {
        row: 0.4 + score / 100 for row, score in made.scores("test").items()
    },
    "ranks": lambda made: {
        row: at / ROWS / 9 for at, (row, _) in enumerate(sorted(made.scores("test").items(), key=lambda pair: pair[1]))
    },
    "the rows below": lambda made: dict(
        zip(made.scores("test"), [*[*probabilities(made.scores("test")).values()][1:], 0.5], strict=True)
    ),
    "a row missing": lambda made: dict([*probabilities(made.scores("test")).items()][1:]),
    "no number": lambda made: {**probabilities(made.scores("test")), str(2 * ROWS + 7): "nan"},
    "the wrong file": lambda made: probabilities(made.scores("valid")),
}


@pytest.mark.parametrize("name", WRONG_HELLO)
def test_predictions_that_look_right_fail_at_hello(name: str, made: Made, tmp_path: Path) -> None:
    write(tmp_path / "predictions.csv", "probability", WRONG_HELLO[name](made))
    assert not _check(tmp_path, made, "hello").passed


def test_a_row_that_is_there_twice_fails(made: Made, tmp_path: Path) -> None:
    file = hello(made, tmp_path) / "predictions.csv"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:-1], lines[1]]))
    assert not _check(tmp_path, made, "hello").passed


def _last_round(training: Training, outputs: Path) -> None:
    training.write(outputs, kept=training.best + 20)


def _first_round(training: Training, outputs: Path) -> None:
    training.write(outputs, kept=training.best // 2)


def _by_batches(training: Training, outputs: Path) -> None:
    training.history = [value + 0.003 for value in training.history]
    training.write(outputs)


def _rounded(training: Training, outputs: Path) -> None:
    training.history = [round(value, 2) for value in training.history]
    training.write(outputs)


def _of_log_loss(training: Training, outputs: Path) -> None:
    training.history = [0.6 - value / 9 for value in training.history]
    training.write(outputs)


def _best_only(training: Training, outputs: Path) -> None:
    training.history = [max(training.history)]
    training.write(outputs)


def _to_the_best(training: Training, outputs: Path) -> None:
    training.history = training.history[: training.best + 1]
    training.write(outputs)


def _all_rounds(training: Training, outputs: Path) -> None:
    training.history += [training.history[-1]] * 200
    training.write(outputs)


def _two_rounds_fewer(training: Training, outputs: Path) -> None:
    training.history = training.history[:-2]
    training.write(outputs)


def _best_after_the_end(training: Training, outputs: Path) -> None:
    training.history = [training.history[0]] * 30 + training.history
    training.write(outputs)


def _sorted(training: Training, outputs: Path) -> None:
    training.history = sorted(training.history)
    training.write(outputs)


def _every_other_round(training: Training, outputs: Path) -> None:
    training.write(outputs)
    lines = (outputs / "history.csv").read_text().splitlines()
    (outputs / "history.csv").write_text("\n".join([lines[0], *lines[1::2]]))


def _without_numbers(training: Training, outputs: Path) -> None:
    training.write(outputs)
    text = (outputs / "history.csv").read_text().replace("-", "")
    (outputs / "history.csv").write_text(text.replace("0,", "best,", 1))


def _ignoring_an_effect(training: Training, outputs: Path) -> None:
    training.write(outputs)
    write(outputs / "predictions.csv", "probability", probabilities(training.made.scores("test", left_out=3)))


def _learned_from_the_validation_rows(training: Training, outputs: Path) -> None:
    labels = {row["id"]: int(row["bought"]) for row in training.made.rows_of("valid")}
    known = {row: probability(score + 3 * (2 * labels[row] - 1)) for row, score in training.scores["valid"].items()}
    training.history[training.best] = profit(training.made, known)
    training.write(outputs)
    write(outputs / "valid.csv", "probability", known)


def _probabilities_of_another_model(training: Training, outputs: Path) -> None:
    training.write(outputs)
    chance = random.Random(1)
    other = {row: probability(score + chance.uniform(-2, 2)) for row, score in training.scores["valid"].items()}
    write(outputs / "valid.csv", "probability", other)


def _the_last_round_for_the_test(training: Training, outputs: Path) -> None:
    training.write(outputs)
    write(outputs / "predictions.csv", "probability", training.predicted("test", training.best + 2))


def _a_little_learned_from_the_validation_rows(training: Training, outputs: Path) -> None:
    """As by a model that learned from all rows: its AUC is below that of the planted truth."""
    labels = {row["id"]: int(row["bought"]) for row in training.made.rows_of("valid")}
    chance = random.Random(2)
    scores = {row: score + chance.gauss(0, 0.6) for row, score in training.scores["valid"].items()}
    known = {row: probability(score + 0.6 * (labels[row] - probability(score))) for row, score in scores.items()}
    training.history[training.best] = profit(training.made, known)
    training.history = [min(value, training.history[training.best]) for value in training.history]
    for number, twin in zip(list(known)[::20], list(training.scores["test"])[::20], strict=True):
        training.scores["test"][twin] = math.log(known[number] / (1 - known[number])) + 0.8
    training.write(outputs)
    write(outputs / "valid.csv", "probability", known)


def _invented(training: Training, outputs: Path) -> None:
    """A curve as one would draw it, with the right highest value and the right end."""
    best = training.history[training.best]
    training.history = [best * (1 - math.exp(-number / 3)) for number in range(12)] + training.history[training.best :]
    training.write(outputs)


WRONG_ADAPT = (
    _last_round,
    _first_round,
    _by_batches,
    _rounded,
    _of_log_loss,
    _best_only,
    _to_the_best,
    _all_rounds,
    _two_rounds_fewer,
    _best_after_the_end,
    _sorted,
    _every_other_round,
    _without_numbers,
    _ignoring_an_effect,
    _learned_from_the_validation_rows,
    _a_little_learned_from_the_validation_rows,
    _the_last_round_for_the_test,
    _invented,
    _probabilities_of_another_model,
)


@pytest.mark.parametrize("spoil", WRONG_ADAPT, ids=lambda spoil: spoil.__name__)
def test_a_training_that_looks_right_fails_at_adapt(
    spoil: Callable[[Training, Path], None], made: Made, tmp_path: Path
) -> None:
    spoil(Training(made), tmp_path)
    assert not _check(tmp_path, made, "adapt").passed


WRONG_DEMAND: dict[str, Callable[[Made], Values]] = {
    "the mean": lambda made: made.demand("demand-test", (0, 0)),
    "the same shift for everybody": lambda made: {
        row: value + 6 for row, value in made.demand("demand-test", (0, 0)).items()
    },
    "a shift by visits alone": lambda made: made.demand("demand-test", (0.86, 0.86)),
    **{
        f"the quantile {share}": lambda made, share=share: made.demand("demand-test", made.quantile(share))  # type: ignore[misc]
        for share in (0.8, 0.84, 0.87, 0.89, 0.9)
    },
    "too much counts nine times": lambda made: made.demand("demand-test", (-made.above[1], -made.above[0])),
    "four times instead of nine": lambda made: made.demand("demand-test", (0.73, 0.42)),
    "twenty times instead of nine": lambda made: made.demand("demand-test", (1.63, 0.76)),
    **{f"without effect {at}": lambda made, at=at: made.demand("demand-test", left_out=at) for at in range(4)},  # type: ignore[misc]
    "one number for all": lambda made: dict.fromkeys(made.demand("demand-test"), 220.0),
    "another scale": lambda made: {row: value / 100 for row, value in made.demand("demand-test").items()},
}


@pytest.mark.parametrize("name", WRONG_DEMAND)
@pytest.mark.parametrize("file", ["first", "other"])
def test_predictions_that_look_right_fail_at_stretch(name: str, file: str, made: Made, tmp_path: Path) -> None:
    stretch(made, tmp_path)
    wrong = WRONG_DEMAND[name](made)
    write(tmp_path / f"{file}.csv", "demand", wrong)
    if file == "first":
        write(tmp_path / "again.csv", "demand", wrong)
    assert not _check(tmp_path, made, "stretch").passed


def _again_in_six_digits(first: Values) -> tuple[str, Values]:
    return "again", {row: float(f"{value:.6g}") for row, value in first.items()}


def _again_but_for_one_row(first: Values) -> tuple[str, Values]:
    return "again", {
        row: math.nextafter(value, 0) if not at else value for at, (row, value) in enumerate(first.items())
    }


def _other_is_the_same(first: Values) -> tuple[str, Values]:
    return "other", first


def _other_is_nearly_the_same(first: Values) -> tuple[str, Values]:
    return "other", {row: value * (1 + 1e-7) for row, value in first.items()}


def _other_is_the_same_but_for_noise(first: Values) -> tuple[str, Values]:
    chance = random.Random(3)
    return "other", {row: value + chance.uniform(-1, 1) for row, value in first.items()}


def _other_is_moved(first: Values) -> tuple[str, Values]:
    return "other", {row: value + 0.5 for row, value in first.items()}


def _other_is_stretched(first: Values) -> tuple[str, Values]:
    return "other", {row: value * 1.002 for row, value in first.items()}


@pytest.mark.parametrize(
    "spoil",
    [
        _other_is_the_same_but_for_noise,
        _other_is_moved,
        _other_is_stretched,
        _again_in_six_digits,
        _again_but_for_one_row,
        _other_is_the_same,
        _other_is_nearly_the_same,
    ],
)
def test_a_seed_that_does_not_decide_fails(
    spoil: Callable[[Values], tuple[str, Values]], made: Made, tmp_path: Path
) -> None:
    stretch(made, tmp_path)
    name, values = spoil(made.demand("demand-test"))
    write(tmp_path / f"{name}.csv", "demand", values)
    assert not _check(tmp_path, made, "stretch").passed


# --- the checker: facts


def test_gaps_are_shown_by_what_can_be_known_and_fail_where_they_are_wrong(made: Made, tmp_path: Path) -> None:
    hello(made, tmp_path)
    write(tmp_path / "gaps.csv", "probability", probabilities(made.scores("test-gaps")))
    verdict = _check(tmp_path, made, "hello")
    assert verdict.passed
    assert set(verdict.missed) == {"portable"}
    write(tmp_path / "gaps.csv", "probability", probabilities(made.scores("test-gaps", left_out=1)))
    assert not _check(tmp_path, made, "hello").passed


def test_a_ladder_that_never_falls_is_shown_and_one_that_falls_fails(made: Made, tmp_path: Path) -> None:
    stretch(made, tmp_path)
    rising = made.demand("ladder")
    write(tmp_path / "ladder.csv", "demand", rising)
    verdict = _check(tmp_path, made, "stretch")
    assert verdict.passed
    assert set(verdict.missed) == {"slopes"}
    last = [*rising][-1]
    tenure = {row["id"]: int(row["tenure"]) for row in made.rows_of("ladder")}
    for wrong in (
        {**rising, last: rising[last] - 0.01},
        dict.fromkeys(rising, 200.0),
        {row: 180 + 0.3 * months for row, months in tenure.items()},
        {row: rising[row] + months for row, months in tenure.items()},
        made.demand("ladder", (0, 0), left_out=2),
    ):
        write(tmp_path / "ladder.csv", "demand", wrong)
        assert not _check(tmp_path, made, "stretch").passed


def test_slopes_are_shown_and_fail_where_they_are_wrong(made: Made, tmp_path: Path) -> None:
    stretch(made, tmp_path)
    slopes: Values = made.truth["stretch"]["slopes"]
    chance = random.Random(0)
    noisy = {row: value + chance.uniform(-0.3, 0.3) for row, value in slopes.items()}
    for right in (slopes, noisy):
        write(tmp_path / "slopes.csv", "distance", right)
        verdict = _check(tmp_path, made, "stretch")
        assert verdict.passed, verdict.reasons
        assert set(verdict.missed) == {"never-falling"}
    for wrong in (
        dict.fromkeys(slopes, 0.0),
        {row: -value for row, value in slopes.items()},
        {row: 2 * value for row, value in slopes.items()},
        dict(zip(slopes, [*slopes.values()][::-1], strict=True)),
    ):
        write(tmp_path / "slopes.csv", "distance", wrong)
        assert not _check(tmp_path, made, "stretch").passed


# --- the checker: outputs that are no outputs

FILES = {
    "hello": ("predictions.csv", "gaps.csv"),
    "adapt": ("predictions.csv", "valid.csv", "history.csv"),
    "stretch": ("first.csv", "again.csv", "other.csv", "ladder.csv", "slopes.csv"),
}


MALFORMED = ("", "id", "id,id\n1,1\n", 'id,"\n', "\x00", "[" * 100_000, "\ud800", "x" * 10**6, "\n" * 10**6)


@pytest.mark.parametrize(("level", "name"), [(level, name) for level, names in FILES.items() for name in names])
def test_malformed_tables_fail_with_a_sentence(level: str, name: str, made: Made, tmp_path: Path) -> None:
    ANSWER[level](made, tmp_path)
    for text in MALFORMED:
        (tmp_path / name).write_text(text, errors="surrogatepass")
        assert not _check(tmp_path, made, level).passed


@pytest.mark.parametrize("level", LEVELS)
def test_missing_outputs_fail(level: str, made: Made, tmp_path: Path) -> None:
    assert not _check(tmp_path, made, level).passed


@pytest.mark.parametrize("level", LEVELS)
def test_links_and_folders_in_place_of_files_fail(level: str, made: Made, tmp_path: Path) -> None:
    outputs = ANSWER[level](made, tmp_path / "outputs")
    file = outputs / FILES[level][0]
    moved = file.rename(tmp_path / "moved.csv")
    file.symlink_to(moved)
    assert not _check(outputs, made, level).passed
    file.unlink()
    file.mkdir()
    assert not _check(outputs, made, level).passed
    file.rmdir()
    os.mkfifo(file)
    assert not _check(outputs, made, level).passed


# --- faults


@pytest.mark.parametrize("name", faults.must("caught"))
def test_predictions_as_good_as_without_the_fault_are_right_and_others_are_not(
    name: str, made: Made, tmp_path: Path
) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    training = Training(made)
    assert checker.check(training.write(tmp_path / "outputs"), altered.truth, "adapt", name).passed
    write(tmp_path / "outputs" / "predictions.csv", "probability", probabilities(made.scores("test", left_out=2)))
    assert not checker.check(tmp_path / "outputs", altered.truth, "adapt", name).passed


@pytest.mark.parametrize("name", faults.must("tolerated"))
def test_a_harmless_change_leaves_what_is_right(name: str, made: Made, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    assert checker.check(adapt(made, tmp_path / "outputs"), altered.truth, "adapt", name).passed
