"""The data-validation task: its inputs hold what its truth says, and its checker is neither fooled nor stopped."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Truth, Verdict
from tests.tasks.task_files import MadeInputs, load

TASK = Path(__file__).parents[2] / "tasks" / "data-validation"
ROWS = 1000
LEVELS = ("hello", "adapt", "stretch")
ANSWERS = {"hello": "anomalies.json", "adapt": "anomalies.json", "stretch": "violations.json"}
GOLDEN = "0f2395d2df09ff2b161412ce2bffa9945ceda986eb598f0408052c0a4c21ffb5"

Table = list[dict[str, str]]


inputs = load(TASK, "inputs")
checker = load(TASK, "checker")


class Made(MadeInputs):
    """One set of inputs, read back from its files."""

    def __init__(self, rows: int, seed: int, folder: Path) -> None:
        super().__init__(inputs, rows, seed, folder)

    def table(self, name: str) -> Table:
        with (self.folder / name).open(encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(ROWS, 0, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(200, 1), (3001, 2)], ids=str)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    rows, seed = request.param
    return Made(rows, seed, tmp_path_factory.mktemp("inputs"))


def _is_whole(field: str) -> bool:
    return field.lstrip("-").isdecimal()


def _text_columns(train: Table) -> list[str]:
    return [column for column in train[0] if not all(_is_whole(row[column]) for row in train)]


def _unexpected(train: Table, later: Table) -> Counter[tuple[str, str]]:
    """Every (column, value) of the text columns of `later` that `train` lacks, and in how many rows."""
    found: Counter[tuple[str, str]] = Counter()
    for column in _text_columns(train):
        known = {row[column] for row in train} | {""}
        found.update((column, row[column]) for row in later if column in row and row[column] not in known)
    return found


def _broken(rule: str, row: dict[str, str], grades: dict[str, str]) -> bool:
    if rule == "spouse-sex":
        return (row["relationship"], row["sex"]) in {("Husband", "Female"), ("Wife", "Male")}
    if rule == "education-num":
        return grades[row["education"]] != row["education-num"]
    return int(row["capital-gain"]) > 0 and int(row["capital-loss"]) > 0


# --- inputs


def test_the_same_scale_and_seed_give_the_same_bytes_for_ever(made: Made) -> None:
    assert made.digest() == GOLDEN


def test_another_seed_gives_other_bytes_in_every_file(made: Made, tmp_path: Path) -> None:
    Made(ROWS, 1, tmp_path)
    assert all((tmp_path / file.name).read_bytes() != file.read_bytes() for file in made.folder.iterdir())


def test_train_has_the_asked_number_of_rows_and_all_others_half_as_many(each: Made) -> None:
    assert {file.name: len(each.table(file.name)) for file in each.folder.iterdir()} == {
        "train.csv": each.rows,
        "eval.csv": each.rows // 2,
        "eval-changed.csv": each.rows // 2,
        "serving.csv": each.rows // 2,
        "eval-rules.csv": each.rows // 2,
    }


def test_the_talks_example_three_values_that_training_lacks_each_in_under_one_percent(made: Made) -> None:
    evaluation = made.table("eval.csv")
    unexpected = _unexpected(made.table("train.csv"), evaluation)
    assert set(unexpected) == {("race", "Asian"), ("native-country", "Mongolia"), ("occupation", "gamer")}
    assert all(2 <= count < len(evaluation) / 100 for count in unexpected.values())
    assert {(fact["column"], fact["value"]) for fact in made.truth["hello"]["planted"]} == set(unexpected)


def test_nothing_is_unexpected_in_eval_but_what_was_planted_at_every_size(each: Made) -> None:
    unexpected = _unexpected(each.table("train.csv"), each.table("eval.csv"))
    assert set(unexpected) == {(fact["column"], fact["value"]) for fact in each.truth["hello"]["planted"]}
    assert min(unexpected.values()) >= 2


def test_eval_has_the_columns_and_types_of_train(each: Made) -> None:
    train, evaluation = each.table("train.csv"), each.table("eval.csv")
    assert list(train[0]) == list(evaluation[0])
    assert _text_columns(train) == _text_columns(evaluation)


@pytest.mark.parametrize("name", ["eval-changed.csv", "serving.csv"])
def test_what_adapt_plants_is_all_that_is_wrong(each: Made, name: str) -> None:
    train, later = each.table("train.csv"), each.table(name)
    found: set[tuple[str, str, str | None]] = set()
    found |= {("unexpected-value", column, value) for column, value in _unexpected(train, later)}
    found |= {("column-added", column, None) for column in later[0].keys() - train[0].keys()}
    found |= {("column-dropped", column, None) for column in train[0].keys() - later[0].keys()}
    numbers = (train[0].keys() & later[0].keys()) - set(_text_columns(train))
    found |= {
        ("column-retyped", column, None) for column in numbers if not any(_is_whole(row[column]) for row in later)
    }
    planted = {
        (fact["kind"], fact["column"], fact.get("value"))
        for fact in each.truth["adapt"]["planted"]
        if fact["file"] == name
    }
    absent = {("column-dropped", "income", None)} if name == "serving.csv" else set()
    assert found == planted | absent
    assert not absent & planted


def test_numbers_that_were_not_retyped_are_whole_numbers_without_a_gap(each: Made) -> None:
    numbers = set(each.table("train.csv")[0]) - set(_text_columns(each.table("train.csv")))
    retyped = {fact["column"] for fact in each.truth["adapt"]["planted"] if fact["kind"] == "column-retyped"}
    for name in ("train.csv", "eval.csv", "eval-changed.csv", "serving.csv", "eval-rules.csv"):
        table = each.table(name)
        kept = (numbers & table[0].keys()) - (retyped if name == "eval-changed.csv" else set())
        assert all(_is_whole(row[column]) for column in kept for row in table)


@pytest.mark.parametrize("name", ["eval-changed.csv", "serving.csv"])
def test_missing_values_are_counted_right_and_lie_far_from_both_tolerances(each: Made, name: str) -> None:
    table, truth = each.table(name), each.truth["adapt"]
    missing = {column: count for column in table[0] if (count := sum(row[column] == "" for row in table))}
    assert missing == truth["missing"][name]
    assert len(table) == truth["rows"][name]
    shares = sorted(count / len(table) for count in missing.values())
    if name == "eval-changed.csv":
        few, many = shares
        assert 0.07 <= few <= 0.08
        assert 0.19 <= many <= 0.20
    else:
        assert shares == []


def test_columns_with_missing_values_hold_no_unexpected_value(each: Made) -> None:
    planted = {fact["column"] for fact in each.truth["adapt"]["planted"] if fact["file"] == "eval-changed.csv"}
    assert not planted & each.truth["adapt"]["missing"]["eval-changed.csv"].keys()


def test_the_label_is_absent_in_serving_and_nowhere_else(each: Made) -> None:
    with_label = {file.name for file in each.folder.iterdir() if "income" in each.table(file.name)[0]}
    assert with_label == {"train.csv", "eval.csv", "eval-changed.csv", "eval-rules.csv"}


def test_rows_that_break_a_rule_are_those_of_the_truth(each: Made) -> None:
    train, table = each.table("train.csv"), each.table("eval-rules.csv")
    grades = {row["education"]: row["education-num"] for row in train}
    violations = each.truth["stretch"]["violations"]
    assert violations == {
        rule: [number for number, row in enumerate(table) if _broken(rule, row, grades)] for rule in violations
    }
    assert all(2 <= len(rows) <= max(4, len(table) / 100) for rows in violations.values())


def test_training_gives_exactly_one_number_for_each_education(each: Made) -> None:
    pairs = {(row["education"], row["education-num"]) for row in each.table("train.csv")}
    assert len(pairs) == len({education for education, _ in pairs})


def test_rows_that_break_a_rule_hold_no_value_that_training_lacks(each: Made) -> None:
    assert not _unexpected(each.table("train.csv"), each.table("eval-rules.csv"))


def test_planted_rows_are_spread_over_their_file(made: Made) -> None:
    middle = ROWS // 4
    rows = [row for rows in made.truth["stretch"]["violations"].values() for row in rows]
    rows += [number for number, row in enumerate(made.table("eval.csv")) if row["occupation"] == "gamer"]
    assert min(rows) < middle < max(rows)
    assert rows != sorted(rows)


# --- checker


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs"
    folder.mkdir()
    return folder


def _facts(truth: Truth, level: str) -> list[dict[str, Any]]:
    """A right answer, written out from the truth."""
    truth = truth[level]
    if level == "stretch":
        return [{"rule": rule, "rows": rows} for rule, rows in truth["violations"].items()]
    facts: list[dict[str, Any]] = deepcopy(truth["planted"])
    if level == "adapt":
        for file, gaps in truth["missing"].items():
            facts += [
                {"file": file, "column": column, "kind": "missing-share"}
                for column, count in gaps.items()
                if count / truth["rows"][file] > truth["tolerated"]
            ]
    return facts


def _write_schema(outputs: Path, truth: Truth, name: str = "schema.yaml") -> None:
    (outputs / name).write_text("\n".join(f"- name: {column}" for column in truth["adapt"]["columns"]))


def _judge(outputs: Path, truth: Truth, level: str, answer: object) -> Verdict:
    (outputs / ANSWERS[level]).write_text(json.dumps(answer))
    if level == "adapt" and not list(outputs.glob("schema.*")):
        _write_schema(outputs, truth)
    verdict: Verdict = checker.check(outputs, truth, level)
    return verdict


@pytest.mark.parametrize("level", LEVELS)
def test_a_right_answer_passes_with_full_score(made: Made, outputs: Path, level: str) -> None:
    verdict = _judge(outputs, made.truth, level, _facts(made.truth, level))
    assert (verdict.passed, verdict.score, verdict.reasons) == (True, 1.0, ())


@pytest.mark.parametrize("level", LEVELS)
def test_order_repetition_and_further_keys_do_not_matter(made: Made, outputs: Path, level: str) -> None:
    answer = [{**fact, "share": 0.004} for fact in reversed(_facts(made.truth, level) * 2)]
    assert _judge(outputs, made.truth, level, answer).passed


def test_the_talks_example_is_what_hello_asks_for(made: Made, outputs: Path) -> None:
    answer = [
        {"column": "native-country", "kind": "unexpected-value", "value": "Mongolia"},
        {"column": "occupation", "kind": "unexpected-value", "value": "gamer"},
        {"column": "race", "kind": "unexpected-value", "value": "Asian"},
    ]
    verdict = _judge(outputs, made.truth, "hello", answer)
    assert (verdict.passed, verdict.score) == (True, 1.0)
    assert _judge(outputs, made.truth, "hello", answer[1:]).score == pytest.approx(2 / 3)


@pytest.mark.parametrize("level", ["hello", "adapt"])
def test_each_fact_left_out_lowers_the_score_by_its_share(made: Made, outputs: Path, level: str) -> None:
    facts = _facts(made.truth, level)
    for left_out in range(len(facts)):
        verdict = _judge(outputs, made.truth, level, facts[:left_out] + facts[left_out + 1 :])
        assert not verdict.passed
        assert verdict.score == pytest.approx(1 - 1 / len(facts))


def test_a_row_left_out_lowers_the_score_by_its_share(made: Made, outputs: Path) -> None:
    first, *others = _facts(made.truth, "stretch")
    count = sum(len(fact["rows"]) for fact in (first, *others))
    answer = [{**first, "rows": first["rows"][1:]}, *others]
    verdict = _judge(outputs, made.truth, "stretch", answer)
    assert not verdict.passed
    assert verdict.score == pytest.approx(1 - 1 / count)


FALSE_ALARMS: list[tuple[str, dict[str, Any]]] = [
    ("hello", {"column": "race", "kind": "unexpected-value", "value": "White"}),
    ("hello", {"column": "age", "kind": "column-retyped"}),
    ("hello", {"column": "race", "kind": "unexpected-value", "value": "asian"}),
    ("adapt", {"file": "serving.csv", "column": "income", "kind": "column-dropped"}),
    ("adapt", {"file": "serving.csv", "column": "race", "kind": "unexpected-value", "value": "Asian"}),
    ("adapt", {"file": "eval.csv", "column": "race", "kind": "unexpected-value", "value": "Asian"}),
    ("adapt", {"file": "eval-changed.csv", "column": "race", "kind": "missing-share"}),
    ("adapt", {"file": "eval-changed.csv", "column": "referrer", "kind": "column-retyped"}),
    ("stretch", {"rule": "one-capital", "rows": [-1]}),
    ("stretch", {"rule": "spouse-sex", "rows": [10**30]}),
]


@pytest.mark.parametrize(("level", "alarm"), FALSE_ALARMS)
def test_one_false_alarm_fails_a_complete_answer(made: Made, outputs: Path, level: str, alarm: dict[str, Any]) -> None:
    verdict = _judge(outputs, made.truth, level, [*_facts(made.truth, level), alarm])
    assert not verdict.passed
    assert "false alarm" in " ".join(verdict.reasons)


def test_the_column_within_its_tolerance_is_a_false_alarm_until_the_tolerance_is_edited(
    made: Made, outputs: Path
) -> None:
    edited = deepcopy(made.truth)
    edited["adapt"]["tolerated"] = 0.02
    assert len(_facts(edited, "adapt")) == len(_facts(made.truth, "adapt")) + 1
    assert not _judge(outputs, made.truth, "adapt", _facts(edited, "adapt")).passed
    assert _judge(outputs, edited, "adapt", _facts(edited, "adapt")).passed
    assert not _judge(outputs, edited, "adapt", _facts(made.truth, "adapt")).passed


def test_a_label_reported_absent_in_the_changed_file_would_count_if_it_were(made: Made, outputs: Path) -> None:
    fact = {"file": "eval-changed.csv", "column": "income", "kind": "column-dropped"}
    truth = deepcopy(made.truth)
    truth["adapt"]["planted"].append(fact)
    assert _judge(outputs, truth, "adapt", _facts(truth, "adapt")).passed
    assert not _judge(outputs, made.truth, "adapt", _facts(truth, "adapt")).passed


@pytest.mark.parametrize("level", LEVELS)
def test_reporting_nothing_fails_with_no_score(made: Made, outputs: Path, level: str) -> None:
    verdict = _judge(outputs, made.truth, level, [])
    assert not verdict.passed
    assert verdict.score == 0


def test_reporting_everything_fails(made: Made, outputs: Path) -> None:
    values = {(column, row[column]) for row in made.table("eval.csv") for column in row}
    everything = [{"column": column, "kind": "unexpected-value", "value": value} for column, value in values]
    assert not _judge(outputs, made.truth, "hello", everything).passed
    rules = [{"rule": rule, "rows": list(range(ROWS))} for rule in made.truth["stretch"]["violations"]]
    assert not _judge(outputs, made.truth, "stretch", rules).passed
    columns = made.truth["adapt"]["columns"]
    lazy = [
        {"file": file, "column": column, "kind": kind}
        for file in ("eval-changed.csv", "serving.csv")
        for column in columns
        for kind in ("missing-share", "column-dropped", "column-retyped")
    ]
    assert not _judge(outputs, made.truth, "adapt", _facts(made.truth, "adapt") + lazy).passed


def test_a_schema_file_may_have_any_suffix(made: Made, outputs: Path) -> None:
    _write_schema(outputs, made.truth, "schema.pbtxt")
    assert _judge(outputs, made.truth, "adapt", _facts(made.truth, "adapt")).passed


@pytest.mark.parametrize("text", ["", "race", "education-num\nrace-relations"])
def test_a_schema_that_does_not_name_every_column_fails_with_the_facts_still_counted(
    made: Made, outputs: Path, text: str
) -> None:
    (outputs / "schema.json").write_text(text)
    verdict = _judge(outputs, made.truth, "adapt", _facts(made.truth, "adapt"))
    assert not verdict.passed
    assert verdict.score == 1
    assert "schema.json" in " ".join(verdict.reasons)


def test_a_column_named_only_within_a_longer_name_is_not_named(made: Made, outputs: Path) -> None:
    columns = [column for column in made.truth["adapt"]["columns"] if column != "education"]
    (outputs / "schema.yaml").write_text(" ".join(columns))
    verdict = _judge(outputs, made.truth, "adapt", _facts(made.truth, "adapt"))
    assert "education" in " ".join(verdict.reasons)


def test_a_schema_that_was_never_written_fails(made: Made, outputs: Path) -> None:
    (outputs / "anomalies.json").write_text(json.dumps(_facts(made.truth, "adapt")))
    verdict = checker.check(outputs, made.truth, "adapt")
    assert not verdict.passed
    assert "schema" in " ".join(verdict.reasons)


def test_a_schema_that_is_not_text_fails_and_a_good_one_beside_it_passes(made: Made, outputs: Path) -> None:
    (outputs / "schema.bin").write_bytes(b"\xff\xfe\x00")
    assert not _judge(outputs, made.truth, "adapt", _facts(made.truth, "adapt")).passed
    _write_schema(outputs, made.truth)
    assert _judge(outputs, made.truth, "adapt", _facts(made.truth, "adapt")).passed


MALFORMED: dict[str, bytes] = {
    "not JSON": b"race: Asian",
    "empty": b"",
    "not UTF-8": b"\xff\xfe[]",
    "an object": b'{"column": "race"}',
    "a list of strings": b'["race"]',
    "NaN": b'[{"column": "race", "kind": "unexpected-value", "value": NaN}]',
    "infinity": b'[{"column": "race", "kind": "unexpected-value", "value": 1e999}]',
    "missing keys": b'[{"kind": "unexpected-value"}]',
    "an empty object": b"[{}]",
    "an unknown kind": b'[{"file": "serving.csv", "column": "race", "kind": "odd", "value": "x"}]',
    "a list as kind": b'[{"file": "serving.csv", "column": "race", "kind": [], "value": "x"}]',
    "an object as value": b'[{"file": "serving.csv", "column": "race", "kind": "unexpected-value", "value": {}}]',
    "a list as column": b'[{"file": "serving.csv", "column": ["race"], "kind": "column-added"}]',
    "an object as rule": b'[{"rule": {}, "rows": []}]',
    "rows as text": b'[{"rule": "spouse-sex", "rows": "12"}]',
    "rows as fractions": b'[{"rule": "spouse-sex", "rows": [1.5]}]',
    "rows as truth values": b'[{"rule": "spouse-sex", "rows": [true]}]',
    "rows in rows": b'[{"rule": "spouse-sex", "rows": [[1]]}]',
    "an unknown rule": b'[{"rule": "rule-4", "rows": [1]}]',
    "a lone surrogate": b'[{"rule": "\\ud800", "column": "\\ud800", "kind": "column-added", "file": "\\ud800"}]',
    "a huge number": b'[{"rule": "spouse-sex", "rows": [' + b"9" * 5000 + b"]}]",
    "a huge string": b'[{"rule": "' + b"x" * 1_000_000 + b'", "column": "x", "kind": "' + b"y" * 1_000_000 + b'"}]',
    "nested too deep": b"[" * 100_000 + b"]" * 100_000,
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_answer_fails_with_a_short_printable_reason(
    made: Made, outputs: Path, level: str, case: str
) -> None:
    (outputs / ANSWERS[level]).write_bytes(MALFORMED[case])
    _write_schema(outputs, made.truth)
    verdict = checker.check(outputs, made.truth, level)
    assert not verdict.passed
    assert verdict.score == 0
    assert verdict.reasons
    assert all(len(reason) < 400 and reason.isprintable() and reason.isascii() for reason in verdict.reasons)


def _link_out(file: Path) -> None:
    outside = file.parents[1] / "outside.json"
    outside.write_text("[]")
    file.symlink_to(outside)


HOSTILE: dict[str, Callable[[Path], object]] = {
    "a link out": _link_out,
    "a dangling link": lambda file: file.symlink_to("nowhere"),
    "a directory": Path.mkdir,
    "a pipe nobody writes to": os.mkfifo,
    "nothing": lambda file: None,
}


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> Callable[[Path], object]:
    place: Callable[[Path], object] = HOSTILE[request.param]
    return place


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_not_a_regular_file_is_not_an_answer(
    made: Made, outputs: Path, level: str, hostile: Callable[[Path], object]
) -> None:
    hostile(outputs / ANSWERS[level])
    verdict = checker.check(outputs, made.truth, level)
    assert not verdict.passed
    assert verdict.score == 0


def test_what_is_not_a_regular_file_is_not_a_schema(
    made: Made, outputs: Path, hostile: Callable[[Path], object]
) -> None:
    hostile(outputs / "schema.yaml")
    (outputs / "anomalies.json").write_text(json.dumps(_facts(made.truth, "adapt")))
    assert not checker.check(outputs, made.truth, "adapt").passed


@pytest.mark.parametrize("level", LEVELS)
def test_an_outputs_folder_that_is_gone_or_a_file_is_a_failure(made: Made, tmp_path: Path, level: str) -> None:
    (tmp_path / "file").write_text("[]")
    assert not checker.check(tmp_path / "file", made.truth, level).passed
    assert not checker.check(tmp_path / "gone", made.truth, level).passed


def test_reasons_do_not_tell_the_truth(made: Made, outputs: Path) -> None:
    told = " ".join(_judge(outputs, made.truth, "hello", []).reasons)
    assert not any(fact["value"] in told for fact in made.truth["hello"]["planted"])


_texts = st.sampled_from(
    [
        "column",
        "kind",
        "value",
        "file",
        "rule",
        "rows",
        "unexpected-value",
        "column-added",
        "spouse-sex",
        "race",
        "Asian",
    ]
) | st.text(max_size=5)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=5),
    max_leaves=10,
)
_records = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("column", "kind", "value", "file", "rule", "rows"), _json)),
    max_size=4,
)


@pytest.fixture(scope="module")
def reused_outputs(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    _write_schema(folder, made.truth)
    return folder


@settings(max_examples=100, deadline=None)
@given(answer=_json | _records, level=st.sampled_from(LEVELS))
def test_no_json_makes_the_checker_raise(made: Made, reused_outputs: Path, answer: object, level: str) -> None:
    verdict = _judge(reused_outputs, made.truth, level, answer)
    assert not verdict.passed
    assert 0 <= verdict.score <= 1
