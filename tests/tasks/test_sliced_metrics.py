"""The sliced-metrics task: its truth is exact, and its checker tells right from wrong whatever the outputs hold."""

from __future__ import annotations

import csv
import json
import math
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Truth, Verdict
from tasks.data.adult import published
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "sliced-metrics"
ROWS = 1000
LEVELS = ("hello", "adapt", "stretch")
EDIT = declared(TASK)["levels"]["adapt"]["edit"]
GOLDEN = "79da32f73879374d71efa51fc9821c89a46aa351a591ffa6005777611568bd1a"

Person = dict[str, str]
Answer = list[dict[str, Any]]


inputs = load(TASK, "inputs")
checker = load(TASK, "checker")


class Made(MadeInputs):
    """One set of inputs, read back from its file."""

    def __init__(self, rows: int, seed: int, folder: Path) -> None:
        super().__init__(inputs, rows, seed, folder)
        with (folder / "predictions.csv").open(encoding="utf-8", newline="") as text:
            self.people: list[Person] = list(csv.DictReader(text))

    def of(self, **group: str) -> list[Person]:
        """The people of a group; the value 'all' stands for everybody."""
        return [row for row in self.people if all(value in ("all", row[key]) for key, value in group.items())]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(ROWS, 0, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(200, 1), (1000, 0), (2500, 3)], ids=str)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    rows, seed = request.param
    return Made(rows, seed, tmp_path_factory.mktemp("inputs"))


def _accuracy(people: list[Person]) -> float:
    return sum((int(row["score"]) >= 500) == (row["label"] == "1") for row in people) / len(people)


def _auc(people: list[Person]) -> float | None:
    """The definition, pair by pair."""
    ones = [int(row["score"]) for row in people if row["label"] == "1"]
    zeros = [int(row["score"]) for row in people if row["label"] == "0"]
    if not ones or not zeros:
        return None
    return sum((one > zero) + (one == zero) / 2 for one in ones for zero in zeros) / len(ones) / len(zeros)


def _costs(people: list[Person]) -> list[int]:
    kinds = {("1", False): 5, ("0", True): 1}
    return [kinds.get((row["label"], int(row["score"]) >= 500), 0) for row in people]


def _right(truth: Truth, level: str) -> Answer:
    """What a flawless implementation reports."""
    groups: Answer = truth[level]["groups"]
    if level == "hello":
        return [dict(group) for group in groups]
    if level == "adapt":
        return [{**group, "small": group["rows"] < truth["adapt"]["small"]} for group in groups]
    return _priced(truth, 1.0)


def _priced(truth: Truth, width: float) -> Answer:
    """Costs with intervals of `width` times the normal half-width to each side."""
    return [
        {
            "sex": group["sex"],
            "cost": group["cost"],
            "low": group["cost"] - width * group["half"],
            "high": group["cost"] + width * group["half"],
        }
        for group in truth["stretch"]["groups"]
    ]


def _check(outputs: Path, truth: Truth, level: str, answer: object) -> Verdict:
    (outputs / "metrics.json").write_text(json.dumps(answer), encoding="utf-8")
    verdict: Verdict = checker.check(outputs, truth, level)
    return verdict


def test_inputs_are_the_same_bytes_for_ever(made: Made) -> None:
    assert made.digest() == GOLDEN


def test_another_seed_gives_other_bytes(made: Made, tmp_path: Path) -> None:
    assert Made(ROWS, 1, tmp_path).digest() != made.digest()


def test_the_file_has_as_many_rows_as_asked_for(each: Made) -> None:
    assert len(each.people) == each.rows


def test_no_field_is_missing_and_numbers_are_whole(each: Made) -> None:
    for row in each.people:
        assert all(row.values())
        assert row["label"] in ("0", "1")
        assert 0 <= int(row["score"]) <= 1000


def test_no_score_is_the_threshold_itself(each: Made) -> None:
    assert "500" not in {row["score"] for row in each.people}


def test_equal_scores_occur_with_both_labels(made: Made) -> None:
    scores = [{row["score"] for row in made.people if row["label"] == label} for label in ("0", "1")]
    assert scores[0] & scores[1]


def test_truth_of_hello_is_what_the_definitions_give(each: Made) -> None:
    for group in each.truth["hello"]["groups"]:
        people = each.of(sex=group["sex"])
        assert group["accuracy"] == pytest.approx(_accuracy(people), abs=1e-12)
        assert group["auc"] == pytest.approx(_auc(people), abs=1e-12)


def test_truth_of_adapt_is_what_the_definitions_give(each: Made) -> None:
    for group in each.truth["adapt"]["groups"]:
        people = each.of(sex=group["sex"], race=group["race"])
        assert group["rows"] == len(people)
        assert group["accuracy"] == pytest.approx(_accuracy(people), abs=1e-12)
        area = _auc(people)
        assert group["auc"] is None if area is None else group["auc"] == pytest.approx(area, abs=1e-12)


def test_truth_of_stretch_is_what_the_definitions_give(each: Made) -> None:
    for group in each.truth["stretch"]["groups"]:
        costs = _costs(each.of(sex=group["sex"]))
        mean = sum(costs) / len(costs)
        variance = sum((cost - mean) ** 2 for cost in costs) / len(costs)
        assert group["cost"] == pytest.approx(mean, abs=1e-12)
        assert group["half"] == pytest.approx(1.959964 * math.sqrt(variance / len(costs)), rel=1e-9)


def test_truth_names_every_group_that_occurs_and_no_other(each: Made) -> None:
    pairs = {(row["sex"], row["race"]) for row in each.people}
    assert {(group["sex"], group["race"]) for group in each.truth["adapt"]["groups"]} == pairs | {("all", "all")}
    for level in ("hello", "stretch"):
        assert [group["sex"] for group in each.truth[level]["groups"]] == ["Female", "Male"]


def test_some_group_has_one_class_only_and_some_groups_are_small(made: Made) -> None:
    groups = made.truth["adapt"]["groups"]
    assert any(group["auc"] is None for group in groups)
    assert {group["rows"] < made.truth["adapt"]["small"] for group in groups} == {True, False}


def test_accuracy_and_auc_are_apart_within_and_between_the_sexes(each: Made) -> None:
    women, men = each.truth["hello"]["groups"]
    for one, other in (
        (women["accuracy"], women["auc"]),
        (men["accuracy"], men["auc"]),
        (women["accuracy"], men["accuracy"]),
        (women["auc"], men["auc"]),
    ):
        assert abs(one - other) >= 0.02


def test_too_few_rows_for_a_telling_draw_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "draw", lambda count, *_: [published("train")[0]] * count)
    with pytest.raises(ValueError, match="no draw of 3 rows tells the groups apart"):
        inputs.make(3, 0, tmp_path)


@pytest.mark.parametrize("level", LEVELS)
def test_right_answers_pass(each: Made, tmp_path: Path, level: str) -> None:
    verdict = _check(tmp_path, each.truth, level, _right(each.truth, level))
    assert (verdict.passed, verdict.score, verdict.reasons) == (True, 1.0, ())


@pytest.mark.parametrize("level", LEVELS)
def test_order_and_further_fields_do_not_matter(made: Made, tmp_path: Path, level: str) -> None:
    answer = [{**record, "note": ["anything"]} for record in reversed(_right(made.truth, level))]
    assert _check(tmp_path, made.truth, level, answer).passed


def test_rows_may_be_written_with_a_decimal_point(made: Made, tmp_path: Path) -> None:
    answer = [{**record, "rows": float(record["rows"])} for record in _right(made.truth, "adapt")]
    assert _check(tmp_path, made.truth, "adapt", answer).passed


@pytest.mark.parametrize(("shift", "passes"), [(0.0009, True), (-0.0009, True), (0.0011, False), (-0.0011, False)])
@pytest.mark.parametrize(("level", "name"), [("hello", "accuracy"), ("hello", "auc"), ("stretch", "cost")])
def test_numbers_may_be_off_by_a_thousandth(
    made: Made, tmp_path: Path, level: str, name: str, shift: float, passes: bool
) -> None:
    answer = _right(made.truth, level)
    answer[1][name] += shift
    verdict = _check(tmp_path, made.truth, level, answer)
    asked = 4 if level == "hello" else 6
    assert verdict.passed is passes
    assert verdict.score == pytest.approx(1 if passes else 1 - 1 / asked)
    exact = _right(made.truth, level)[1][name]
    assert passes or verdict.reasons == (f"Male: {name} is {answer[1][name]:.4f}, expected {exact:.4f} ± 0.001",)


@pytest.mark.parametrize("level", ["hello", "adapt"])
def test_accuracy_computed_twice_is_named(made: Made, tmp_path: Path, level: str) -> None:
    answer = _right(made.truth, level)
    for record in answer:
        record["auc"] = None if record["auc"] is None else record["accuracy"]
    verdict = _check(tmp_path, made.truth, level, answer)
    assert not verdict.passed
    assert "auc equals accuracy in every group: one metric was computed twice" in " ".join(verdict.reasons)


def test_the_slip_on_the_slide_of_the_talk_is_named(tmp_path: Path) -> None:
    """The talk "Evaluating MLOps Tools", slide 'Metrics on "slices"': its AUC column repeats its accuracy column."""
    shown = {"Female": 0.505861, "Male": 0.494292}
    groups = [{"sex": sex, "accuracy": value, "auc": 0.52, "half": {}, "counts": {}} for sex, value in shown.items()]
    truth = {"hello": {"groups": groups, "apart": {}}}
    answer = [{"sex": sex, "accuracy": value, "auc": value} for sex, value in shown.items()]
    verdict = _check(tmp_path, truth, "hello", answer)
    assert (verdict.passed, verdict.score) == (False, 0.5)
    assert verdict.reasons[0].startswith("auc equals accuracy in every group")


def test_auc_computed_twice_is_named_too(made: Made, tmp_path: Path) -> None:
    answer = [{**record, "accuracy": record["auc"]} for record in _right(made.truth, "hello")]
    verdict = _check(tmp_path, made.truth, "hello", answer)
    assert verdict.score == 0.5
    assert "computed twice" in verdict.reasons[0]


def test_an_auc_that_is_merely_wrong_is_not_called_computed_twice(made: Made, tmp_path: Path) -> None:
    answer = [{**record, "auc": 0.5} for record in _right(made.truth, "hello")]
    assert "twice" not in " ".join(_check(tmp_path, made.truth, "hello", answer).reasons)


def test_values_of_the_other_sex_fail(made: Made, tmp_path: Path) -> None:
    women, men = _right(made.truth, "hello")
    verdict = _check(tmp_path, made.truth, "hello", [{**men, "sex": "Female"}, {**women, "sex": "Male"}])
    assert (verdict.passed, verdict.score) == (False, 0.0)


@pytest.mark.parametrize("level", LEVELS)
def test_a_group_left_out_costs_its_share(made: Made, tmp_path: Path, level: str) -> None:
    answer = _right(made.truth, level)
    verdict = _check(tmp_path, made.truth, level, answer[1:])
    assert not verdict.passed
    assert verdict.score == pytest.approx(1 - 1 / len(answer))
    assert "1 of" in verdict.reasons[-1]


@pytest.mark.parametrize("level", LEVELS)
def test_an_invented_group_fails(made: Made, tmp_path: Path, level: str) -> None:
    answer = _right(made.truth, level)
    verdict = _check(tmp_path, made.truth, level, [*answer, {**answer[0], "sex": "Unknown"}])
    assert not verdict.passed
    assert "not asked for" in verdict.reasons[0]


def test_the_overall_row_is_not_asked_for_in_hello(made: Made, tmp_path: Path) -> None:
    answer = [*_right(made.truth, "hello"), {"sex": "all", "accuracy": 0.8, "auc": 0.8}]
    assert not _check(tmp_path, made.truth, "hello", answer).passed


@pytest.mark.parametrize("level", LEVELS)
def test_a_group_reported_twice_fails(made: Made, tmp_path: Path, level: str) -> None:
    answer = _right(made.truth, level)
    verdict = _check(tmp_path, made.truth, level, [*answer, answer[0]])
    assert not verdict.passed
    assert "as an entry before it is" in verdict.reasons[0]


@pytest.mark.parametrize("level", LEVELS)
def test_reporting_nothing_fails(made: Made, tmp_path: Path, level: str) -> None:
    verdict = _check(tmp_path, made.truth, level, [])
    assert (verdict.passed, verdict.score) == (False, 0.0)


def test_reporting_every_conceivable_group_fails(made: Made, tmp_path: Path) -> None:
    races = {group["race"] for group in made.truth["adapt"]["groups"]}
    right = {(record["sex"], record["race"]): record for record in _right(made.truth, "adapt")}
    answer = [
        right.get((sex, race), {"sex": sex, "race": race, "rows": 0, "accuracy": 0, "auc": None, "small": True})
        for sex in ("Female", "Male", "all")
        for race in races
    ]
    assert not _check(tmp_path, made.truth, "adapt", answer).passed


@pytest.mark.parametrize("value", [0.0, 0.5, "null", False])
def test_auc_of_one_class_must_be_null(made: Made, tmp_path: Path, value: object) -> None:
    answer = _right(made.truth, "adapt")
    lonely = next(record for record in answer if record["auc"] is None)
    lonely["auc"] = value
    verdict = _check(tmp_path, made.truth, "adapt", answer)
    assert not verdict.passed
    assert "auc must be null" in verdict.reasons[0]


def test_auc_of_one_class_must_be_written(made: Made, tmp_path: Path) -> None:
    answer = _right(made.truth, "adapt")
    del next(record for record in answer if record["auc"] is None)["auc"]
    assert not _check(tmp_path, made.truth, "adapt", answer).passed


def test_auc_of_two_classes_must_not_be_null(made: Made, tmp_path: Path) -> None:
    answer = [{**record, "auc": None} for record in _right(made.truth, "adapt")]
    assert not _check(tmp_path, made.truth, "adapt", answer).passed


def test_a_wrong_count_fails(made: Made, tmp_path: Path) -> None:
    answer = _right(made.truth, "adapt")
    answer[0]["rows"] += 1
    verdict = _check(tmp_path, made.truth, "adapt", answer)
    assert verdict.score == pytest.approx(1 - 1 / (4 * len(answer)))
    assert f"rows is {answer[0]['rows']}, expected {answer[0]['rows'] - 1}" in verdict.reasons[0]


@pytest.mark.parametrize("flag", [True, False])
def test_flagging_all_groups_alike_fails(made: Made, tmp_path: Path, flag: bool) -> None:
    answer = [{**record, "small": flag} for record in _right(made.truth, "adapt")]
    assert not _check(tmp_path, made.truth, "adapt", answer).passed


def test_small_must_be_a_truth_value(made: Made, tmp_path: Path) -> None:
    answer = [{**record, "small": int(record["small"])} for record in _right(made.truth, "adapt")]
    assert "small must be true or false" in " ".join(_check(tmp_path, made.truth, "adapt", answer).reasons)


def test_an_edited_limit_asks_for_other_flags(each: Made, tmp_path: Path) -> None:
    edited = {**each.truth, "adapt": {**each.truth["adapt"], "small": EDIT}}
    assert _check(tmp_path, edited, "adapt", _right(edited, "adapt")).passed
    assert not _check(tmp_path, edited, "adapt", _right(each.truth, "adapt")).passed


@pytest.mark.parametrize("rows", [1000, 30_000, 300_000])
def test_some_group_is_small_only_after_the_edit_at_every_scale(rows: int) -> None:
    """A pass deals each published row once, so that the size of a group is known to a few rows."""
    sex, race = inputs.COLUMNS.index("sex"), inputs.COLUMNS.index("race")
    everybody = published("train") + published("test")
    sizes = Counter((row[sex], row[race]) for row in everybody)
    expected = [size * rows / len(everybody) for size in sizes.values()]
    assert any(inputs.SMALL * 1.1 < size < EDIT * 0.98 for size in expected)


@pytest.mark.parametrize("width", [0.6, 0.8, 1.0, 1.07, 1.3, 1.65])
def test_intervals_of_plausible_width_pass(made: Made, tmp_path: Path, width: float) -> None:
    assert _check(tmp_path, made.truth, "stretch", _priced(made.truth, width)).passed


@pytest.mark.parametrize(
    ("quantile", "says"),
    [(0.9945, "too narrow"), (3.8906, "too wide"), (0.0, "lies too near"), (6.0, "too far from it")],
)
def test_intervals_of_another_level_or_without_width_fail(
    made: Made, tmp_path: Path, quantile: float, says: str
) -> None:
    """Normal intervals of 68 %, of 99.99 %, of no width, and of six standard errors."""
    verdict = _check(tmp_path, made.truth, "stretch", _priced(made.truth, quantile / 1.959964))
    assert not verdict.passed
    assert verdict.score == pytest.approx(1 / 3)
    assert says in " ".join(verdict.reasons)


def test_lopsided_intervals_within_reason_pass(made: Made, tmp_path: Path) -> None:
    answer = _right(made.truth, "stretch")
    for record, group in zip(answer, made.truth["stretch"]["groups"], strict=True):
        record["low"] += 0.3 * group["half"]
        record["high"] += 0.3 * group["half"]
    assert _check(tmp_path, made.truth, "stretch", answer).passed


def test_an_interval_beside_the_cost_fails(made: Made, tmp_path: Path) -> None:
    answer = _right(made.truth, "stretch")
    answer[0]["low"] = answer[0]["cost"] + 0.5 * made.truth["stretch"]["groups"][0]["half"]
    verdict = _check(tmp_path, made.truth, "stretch", answer)
    assert verdict.score == pytest.approx(5 / 6)
    assert verdict.reasons == ("Female: low leaves the cost outside of the interval",)


def test_bounds_the_wrong_way_round_fail(made: Made, tmp_path: Path) -> None:
    answer = [{**record, "low": record["high"], "high": record["low"]} for record in _right(made.truth, "stretch")]
    assert _check(tmp_path, made.truth, "stretch", answer).score == pytest.approx(1 / 3)


def test_costs_of_five_and_one_mixed_up_fail(made: Made, tmp_path: Path) -> None:
    answer = _right(made.truth, "stretch")
    for record in answer:
        costs = _costs(made.of(sex=record["sex"]))
        record["cost"] = sum({5: 1, 1: 5}.get(cost, 0) for cost in costs) / len(costs)
    assert _check(tmp_path, made.truth, "stretch", answer).score <= 4 / 6


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "{",
            "[NaN]",
            "{}",
            "3",
            '"text"',
            "null",
            "[1]",
            "[[]]",
            "[{}]",
            '[{"sex": ["Female"]}]',
            '[{"sex": {}}]',
        ),
        *('[{"sex": "Female"}]', '[{"sex": null, "race": null}]', "[" * 100_000, "9" * 10_000, '[{"sex": 1e999}]'),
    ],
    ids=range(17),
)
def test_malformed_answers_fail_with_a_reason(made: Made, tmp_path: Path, level: str, text: str) -> None:
    (tmp_path / "metrics.json").write_text(text, encoding="utf-8")
    verdict = checker.check(tmp_path, made.truth, level)
    assert (verdict.passed, verdict.score) == (False, 0.0)
    assert verdict.reasons


@pytest.mark.parametrize("value", ["0.8", None, True, [], {}, 10**400, -(10**400), 1e308, "x" * 1_000_000])
@pytest.mark.parametrize("level", LEVELS)
def test_values_of_wrong_types_and_sizes_fail(made: Made, tmp_path: Path, level: str, value: object) -> None:
    keys = ("sex", "race")
    answer = [
        {name: old if name in keys or old is None else value for name, old in record.items()}
        for record in _right(made.truth, level)
    ]
    verdict = _check(tmp_path, made.truth, level, answer)
    assert not verdict.passed
    assert all(len(reason) < 300 for reason in verdict.reasons)


@pytest.mark.parametrize("level", LEVELS)
def test_reasons_stay_short_and_printable_whatever_a_group_is_called(made: Made, tmp_path: Path, level: str) -> None:
    names = ["\x1b[31m" * 1000, "\ud800", "\n" * 5000, *map(str, range(10_000))]
    verdict = _check(tmp_path, made.truth, level, [{"sex": name, "race": name} for name in names])
    assert not verdict.passed
    assert len(" ".join(verdict.reasons)) < 1000
    assert " ".join(verdict.reasons).isprintable()


def test_a_wrong_value_is_told_with_the_right_one(made: Made, tmp_path: Path) -> None:
    answer = [{**record, "accuracy": 0.1, "auc": "much"} for record in _right(made.truth, "hello")]
    reasons = _check(tmp_path, made.truth, "hello", answer).reasons
    group = made.truth["hello"]["groups"][0]
    assert reasons[0] == f"{group['sex']}: accuracy is 0.1000, expected {group['accuracy']:.4f} ± 0.001"
    assert reasons[1] == f"{group['sex']}: auc must be a number"


def _link_out(place: Path, answer: str) -> None:
    elsewhere = place.parent.parent / "elsewhere.json"
    elsewhere.write_text(answer, encoding="utf-8")
    place.symlink_to(elsewhere)


HOSTILE: dict[str, Callable[[Path, str], object]] = {
    "a link out of the folder": _link_out,
    "a folder": lambda place, _: place.mkdir(),
    "a pipe": lambda place, _: os.mkfifo(place),
    "no text": lambda place, _: place.write_bytes(b"\xff\xfe\x00"),
    "nothing": lambda place, _: None,
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("level", LEVELS)
def test_hostile_outputs_fail_and_never_stop_the_checker(made: Made, tmp_path: Path, level: str, kind: str) -> None:
    outputs = tmp_path / "work" / "outputs"
    outputs.mkdir(parents=True)
    HOSTILE[kind](outputs / "metrics.json", json.dumps(_right(made.truth, level)))
    verdict = checker.check(outputs, made.truth, level)
    assert (verdict.passed, verdict.score) == (False, 0.0)
    assert verdict.reasons


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["Female", "Male"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["sex", "race", "accuracy", "auc", "rows", "small", "cost", "low", "high", "x"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(answer=_JSON, level=st.sampled_from(LEVELS))
def test_check_never_raises_on_any_json(
    made: Made, tmp_path_factory: pytest.TempPathFactory, answer: Any, level: str
) -> None:
    verdict = _check(tmp_path_factory.mktemp("outputs"), made.truth, level, answer)
    assert isinstance(verdict, Verdict)
    assert not verdict.passed


@settings(max_examples=100, deadline=None)
@given(data=st.data(), level=st.sampled_from(LEVELS))
def test_check_never_raises_on_a_damaged_answer(
    made: Made, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, level: str
) -> None:
    answer = _right(made.truth, level)
    record = data.draw(st.sampled_from(answer))
    record[data.draw(st.sampled_from(sorted(record)))] = data.draw(_JSON)
    assert 0 <= _check(tmp_path_factory.mktemp("outputs"), made.truth, level, answer).score <= 1
