"""The skew task: its inputs hold what its truth says, and its checker is neither fooled nor stopped."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Truth, Verdict
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "skew"
ROWS = 1000
LEVELS = ("hello", "adapt", "stretch")
ANSWERS = {"hello": "drift.json", "adapt": "drift.json", "stretch": "interaction.json"}
NUMBERS = ("age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week")
GOLDEN = "bb4a346c8995a6204e36ecc617f6f26b7118c2b0f73d6b0ddd798e818da56ca3"

Table = dict[str, list[str]]


inputs = load(TASK, "inputs")
checker = load(TASK, "checker")


class Made(MadeInputs):
    """One set of inputs, read back from its files."""

    def __init__(self, rows: int, seed: int, folder: Path) -> None:
        super().__init__(inputs, rows, seed, folder)

    def table(self, name: str) -> Table:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as text:
            header, *rows = csv.reader(text)
        return {column: list(values) for column, values in zip(header, zip(*rows, strict=True), strict=True)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(ROWS, 0, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(200, 1), (ROWS, 2), (3001, 3)], ids=str)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    rows, seed = request.param
    return Made(rows, seed, tmp_path_factory.mktemp("inputs"))


def _moved(column: str, before: Table, after: Table) -> float:
    if column in NUMBERS:
        old, new = [int(value) for value in before[column]], [int(value) for value in after[column]]
        return abs(fmean(new) - fmean(old)) / (pstdev(old) or 1)
    old_counts, new_counts = Counter(before[column]), Counter(after[column])
    sizes = len(before[column]), len(after[column])
    return max(abs(new_counts[value] / sizes[1] - old_counts[value] / sizes[0]) for value in old_counts | new_counts)


def _association(table: Table, one: str, other: str) -> float:
    """Cramér's V."""
    size = len(table[one])
    joint = Counter(zip(table[one], table[other], strict=True))
    ones, others = Counter(table[one]), Counter(table[other])
    squares = sum(joint[a, b] ** 2 / (ones[a] * others[b]) for a in ones for b in others) - 1
    return float((max(0.0, squares) / (min(len(ones), len(others)) - 1)) ** 0.5) if size else 0.0


def _answer(truth: Truth, level: str) -> Any:
    if level == "hello":
        return [{"column": column} for column in truth["hello"]["drifted"]]
    if level == "stretch":
        return {"columns": truth["stretch"]["pair"]}
    limits = {**truth["adapt"]["limits"], "workclass": truth["adapt"]["tolerated"]}
    moved = truth["adapt"]["moved"]
    return [{"column": column, "distance": size} for column, size in moved.items() if size > limits[column]]


def _check(folder: Path, truth: Truth, level: str, answer: Any) -> Verdict:
    (folder / ANSWERS[level]).write_text(answer if isinstance(answer, str) else json.dumps(answer), encoding="utf-8")
    verdict = checker.check(folder, truth, level)
    assert isinstance(verdict, Verdict)
    return verdict


# Inputs


def test_same_seed_names_the_same_bytes_for_ever(made: Made) -> None:
    assert made.digest() == GOLDEN


def test_another_seed_gives_other_bytes(made: Made, each: Made) -> None:
    assert each.digest() != made.digest()


def test_every_file_has_as_many_rows_as_the_scale_says(each: Made) -> None:
    for name in ("train", "serving", "serving-later", "train-pairs", "serving-pairs"):
        assert {len(values) for values in each.table(name).values()} == {each.rows}


def test_files_of_one_level_have_the_same_columns_and_no_label(each: Made) -> None:
    train, pairs = each.table("train"), each.table("train-pairs")
    assert list(each.table("serving")) == list(each.table("serving-later")) == list(train)
    assert list(each.table("serving-pairs")) == list(pairs)
    assert "income" not in {*train, *pairs}


def test_hello_moves_one_text_and_one_number_column_and_no_other(each: Made) -> None:
    train, serving = each.table("train"), each.table("serving")
    for column in train:
        low, high = (0.60, 0.70) if column in NUMBERS else (0.25, 0.30)
        natural = 0.13 if column in NUMBERS else 0.07
        moved = _moved(column, train, serving)
        assert low <= moved <= high if column in each.truth["hello"]["drifted"] else moved <= natural
    assert sum(column in NUMBERS for column in each.truth["hello"]["drifted"]) == 1
    assert len(each.truth["hello"]["drifted"]) == 2


def test_adapt_moves_the_columns_of_its_truth_as_far_as_it_says_and_no_other(each: Made) -> None:
    train, later = each.table("train"), each.table("serving-later")
    for column in train:
        moved = _moved(column, train, later)
        if column in each.truth["adapt"]["moved"]:
            assert moved == pytest.approx(each.truth["adapt"]["moved"][column], abs=1e-4)
        else:
            assert moved <= (0.13 if column in NUMBERS else 0.07)


def test_adapt_keeps_clear_of_its_tolerances(each: Made) -> None:
    limits = {**each.truth["adapt"]["limits"], "workclass": each.truth["adapt"]["tolerated"]}
    for column, moved in each.truth["adapt"]["moved"].items():
        assert moved < 2 / 3 * limits[column] or moved > 1.5 * limits[column]
    assert {"workclass", "hours-per-week"} == {
        column for column, moved in each.truth["adapt"]["moved"].items() if moved < limits[column]
    }


def test_drifts_of_one_file_do_not_depend_on_each_other(made: Made) -> None:
    train, later = made.table("train"), made.table("serving-later")
    for one, other in combinations((column for column in made.truth["adapt"]["moved"] if column not in NUMBERS), 2):
        assert abs(_association(later, one, other) - _association(train, one, other)) < 0.15


def test_no_place_in_the_file_gives_the_changed_rows_away(made: Made) -> None:
    serving = made.table("serving")
    top = {column: values[: ROWS // 2] for column, values in serving.items()}
    end = {column: values[ROWS // 2 :] for column, values in serving.items()}
    for column in made.truth["hello"]["drifted"]:
        assert _moved(column, top, end) < (0.3 if column in NUMBERS else 0.12)


def test_added_columns_have_exactly_the_same_shares_on_both_sides(each: Made) -> None:
    train, serving = each.table("train-pairs"), each.table("serving-pairs")
    for column in inputs.ADDED:
        assert Counter(train[column]) == Counter(serving[column])


def test_columns_kept_beside_the_pair_do_not_drift(each: Made) -> None:
    train, serving = each.table("train-pairs"), each.table("serving-pairs")
    for column in inputs.KEPT:
        assert _moved(column, train, serving) <= (0.13 if column in NUMBERS else 0.07)


def test_only_the_pair_changes_its_association_and_it_had_none_before(each: Made) -> None:
    train, serving = each.table("train-pairs"), each.table("serving-pairs")
    pair = each.truth["stretch"]["pair"]
    assert set(pair) < set(inputs.ADDED)
    words = [column for column in train if column not in NUMBERS]
    changes = {
        (one, other): _association(serving, one, other) - _association(train, one, other)
        for one, other in combinations(words, 2)
    }
    strongest = max(changes, key=lambda key: abs(changes[key]))
    assert sorted(strongest) == pair
    assert changes.pop(strongest) > 0.35
    assert max(map(abs, changes.values())) < (0.05 if each.rows > ROWS else 0.3)
    assert _association(train, *pair) < (0.25 if each.rows < ROWS else 0.1)


def test_which_columns_are_concerned_depends_on_the_seed(tmp_path: Path) -> None:
    truths = [Made(rows, seed, tmp_path).truth for rows, seed in ((ROWS, 0), (200, 1), (ROWS, 2), (200, 3))]
    assert len({tuple(truth["hello"]["drifted"]) for truth in truths}) > 2
    assert len({tuple(truth["adapt"]["limits"]) for truth in truths}) > 2
    assert len({tuple(truth["stretch"]["pair"]) for truth in truths}) > 2


def test_rows_of_train_and_serving_stand_in_no_common_order(made: Made) -> None:
    train, serving, pairs = made.table("train"), made.table("serving"), made.table("serving-pairs")
    assert sum(a == b for a, b in zip(train["fnlwgt"], serving["fnlwgt"], strict=True)) < 10
    assert sum(a == b for a, b in zip(serving["age"], pairs["age"], strict=True)) < ROWS / 10


# The checker


@pytest.mark.parametrize("level", LEVELS)
def test_right_answer_passes(made: Made, tmp_path: Path, level: str) -> None:
    verdict = _check(tmp_path, made.truth, level, _answer(made.truth, level))
    assert (verdict.passed, verdict.score, verdict.reasons) == (True, 1.0, ())


@pytest.mark.parametrize("level", LEVELS)
def test_order_does_not_matter(made: Made, tmp_path: Path, level: str) -> None:
    answer = _answer(made.truth, level)
    answer = {"columns": answer["columns"][::-1]} if level == "stretch" else answer[::-1]
    assert _check(tmp_path, made.truth, level, answer).passed


@pytest.mark.parametrize("level", ["hello", "adapt"])
def test_a_missed_column_costs_its_share(made: Made, tmp_path: Path, level: str) -> None:
    verdict = _check(tmp_path, made.truth, level, _answer(made.truth, level)[:1])
    assert not verdict.passed
    assert verdict.score == 0.5


@pytest.mark.parametrize("level", ["hello", "adapt"])
def test_a_false_alarm_fails(made: Made, tmp_path: Path, level: str) -> None:
    answer = [*_answer(made.truth, level), {"column": "relationship", "distance": 1.0}]
    verdict = _check(tmp_path, made.truth, level, answer)
    assert not verdict.passed
    assert any("relationship" in reason for reason in verdict.reasons)


@pytest.mark.parametrize("level", ["hello", "adapt"])
def test_reporting_every_column_fails(made: Made, tmp_path: Path, level: str) -> None:
    answer = [{"column": column, "distance": 1} for column in inputs.COLUMNS]
    assert not _check(tmp_path, made.truth, level, answer).passed


@pytest.mark.parametrize("level", ["hello", "adapt"])
def test_reporting_nothing_fails(made: Made, tmp_path: Path, level: str) -> None:
    assert _check(tmp_path, made.truth, level, []).score == 0


def test_a_tolerated_move_must_not_be_reported(made: Made, tmp_path: Path) -> None:
    for column in ("workclass", "hours-per-week"):
        answer = [*_answer(made.truth, "adapt"), {"column": column, "distance": 0.3}]
        assert not _check(tmp_path, made.truth, "adapt", answer).passed


def test_after_the_edit_the_stale_answer_is_wrong_and_the_new_one_right(made: Made, tmp_path: Path) -> None:
    task = declared(TASK)
    edited = deepcopy(made.truth)
    edited["adapt"]["tolerated"] = task["levels"]["adapt"]["edit"]
    assert not _check(tmp_path, edited, "adapt", _answer(made.truth, "adapt")).passed
    fresh = _answer(edited, "adapt")
    assert {record["column"] for record in fresh} > {"workclass"}
    assert _check(tmp_path, edited, "adapt", fresh).passed


@pytest.mark.parametrize("distance", [None, "0.3", True, [0.3], {}])
def test_adapt_needs_a_number_for_every_distance(made: Made, tmp_path: Path, distance: Any) -> None:
    first, *others = _answer(made.truth, "adapt")
    assert not _check(tmp_path, made.truth, "adapt", [{**first, "distance": distance}, *others]).passed


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_adapt_refuses_distances_that_are_not_finite(made: Made, tmp_path: Path, constant: str) -> None:
    first, *others = _answer(made.truth, "adapt")
    answer = json.dumps([*others, {**first, "distance": 0}]).replace('"distance": 0}', f'"distance": {constant}}}')
    assert not _check(tmp_path, made.truth, "adapt", answer).passed


@pytest.mark.parametrize("level", ["hello", "adapt"])
def test_naming_a_column_twice_fails(made: Made, tmp_path: Path, level: str) -> None:
    answer = _answer(made.truth, level)
    assert not _check(tmp_path, made.truth, level, answer + answer[:1]).passed


def test_stretch_gives_half_for_one_of_the_two_columns(made: Made, tmp_path: Path) -> None:
    one, other = made.truth["stretch"]["pair"]
    wrong = next(column for column in inputs.ADDED if column not in {one, other})
    for named, score in (([one, wrong], 0.5), ([wrong, other], 0.5), ([wrong, "sex"], 0.0)):
        verdict = _check(tmp_path, made.truth, "stretch", {"columns": named})
        assert not verdict.passed
        assert verdict.score == score


def test_stretch_takes_no_more_and_no_fewer_than_two_columns(made: Made, tmp_path: Path) -> None:
    pair = made.truth["stretch"]["pair"]
    for named in (list(inputs.ADDED), [], pair[:1], [pair[0], pair[0]], [*pair, "age"]):
        verdict = _check(tmp_path, made.truth, "stretch", {"columns": named})
        assert not verdict.passed
        assert verdict.score == 0


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "3",
        '"age"',
        "[1]",
        "[[]]",
        "{}",
        "[{}]",
        '{"columns": 3}',
        '{"columns": [1, 2]}',
        '{"columns": [["a"], {"b": 1}]}',
        '{"columns": {"a": 1, "b": 2}}',
        '[{"column": ["age"]}]',
        '[{"column": {"age": 1}, "distance": 1}]',
        '[{"column": NaN}]',
        "[" * 100_000,
        '{"columns":' * 50_000,
    ],
    ids=lambda text: text[:20],
)
def test_malformed_outputs_fail_with_a_sentence(made: Made, tmp_path: Path, level: str, text: str) -> None:
    verdict = _check(tmp_path, made.truth, level, text)
    assert not verdict.passed
    assert verdict.score == 0
    assert verdict.reasons
    assert all(len(reason) < 400 for reason in verdict.reasons)


@pytest.mark.parametrize("level", LEVELS)
def test_missing_outputs_fail(made: Made, tmp_path: Path, level: str) -> None:
    verdict = checker.check(tmp_path, made.truth, level)
    assert verdict == Verdict(passed=False, score=0.0, reasons=(f"outputs/{ANSWERS[level]} was not written",))


@pytest.mark.parametrize("level", LEVELS)
def test_a_link_out_of_the_folder_is_not_followed(made: Made, tmp_path: Path, level: str) -> None:
    secret = tmp_path / "answer.json"
    secret.write_text(json.dumps(_answer(made.truth, level)), encoding="utf-8")
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    (outputs / ANSWERS[level]).symlink_to(secret)
    assert not checker.check(outputs, made.truth, level).passed


@pytest.mark.parametrize("level", LEVELS)
def test_directories_and_pipes_neither_pass_nor_block(made: Made, tmp_path: Path, level: str) -> None:
    (tmp_path / ANSWERS[level]).mkdir()
    assert not checker.check(tmp_path, made.truth, level).passed
    (tmp_path / ANSWERS[level]).rmdir()
    os.mkfifo(tmp_path / ANSWERS[level])
    assert not checker.check(tmp_path, made.truth, level).passed


@pytest.mark.parametrize("level", LEVELS)
def test_huge_names_are_not_repeated_in_full(made: Made, tmp_path: Path, level: str) -> None:
    name = "x" * 1_000_000
    answer: Any = {"columns": [name, f"{name}y"]} if level == "stretch" else [{"column": name, "distance": 1}]
    verdict = _check(tmp_path, made.truth, level, answer)
    assert not verdict.passed
    assert all(len(reason) < 400 for reason in verdict.reasons)


def test_reasons_do_not_give_the_truth_away(made: Made, tmp_path: Path) -> None:
    for level, planted in (("hello", made.truth["hello"]["drifted"]), ("stretch", made.truth["stretch"]["pair"])):
        verdict = _check(tmp_path, made.truth, level, {"columns": ["sex", "race"]} if level == "stretch" else [])
        assert not any(column in reason for reason in verdict.reasons for column in planted)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(inputs.COLUMNS),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["column", "columns", "distance"]) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(value=_JSON)
def test_checker_never_raises_whatever_the_json(
    made: Made, tmp_path_factory: pytest.TempPathFactory, value: Any
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-json"
    folder.mkdir(exist_ok=True)
    for level in LEVELS:
        verdict = _check(folder, made.truth, level, value)
        assert 0 <= verdict.score <= 1
        assert verdict.passed or verdict.reasons
