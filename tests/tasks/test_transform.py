"""The transform task: its inputs hold what its contract says, and its checker is neither fooled nor stopped.

The answers are made by plain Python from the files alone, as a newcomer would, and by none of the tools.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median, pstdev, stdev
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Verdict
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "transform"
ROWS = 1000
LEVELS = ("hello", "adapt", "stretch")
EDIT = declared(TASK)["levels"]["adapt"]["edit"]
GOLDEN = "752b2c6ea1ef4c62bea920d9682177a3552f0eb136922eb900eaba2602e080aa"

Row = dict[str, str]
Out = dict[str, object]


inputs = load(TASK, "inputs")
checker = load(TASK, "checker")


class Made(MadeInputs):
    """One set of inputs, read back from its files."""

    def __init__(self, rows: int, seed: int, folder: Path) -> None:
        super().__init__(inputs, rows, seed, folder)

    def rows_of(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(ROWS, 0, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(ROWS, 1), (5001, 2)], ids=str)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    rows, seed = request.param
    return Made(rows, seed, tmp_path_factory.mktemp("inputs"))


# --- a transform in plain Python


@dataclass(frozen=True)
class Way:
    """One way to do what the contract asks: every field has a value that is right, and others that are right or wrong."""

    deviation: Callable[[list[int]], float] = pstdev
    learned_on: str = "train"
    buckets: int | None = None
    first_bucket: int = 0
    border: Callable[[list[int], float], float] = lambda ordered, share: ordered[int(share * len(ordered))]
    belongs_up: bool = True
    least: int = 30
    rows_with_age: bool = False
    code_of_rare: int = 500
    code_of_new: int = 500
    first_code: int = 0
    missing_age: float | None = 0.0
    missing_class: str = "missing"
    above: Callable[[int, float], bool] = lambda hours, mean: hours > mean


class Transform:
    """What is learned of rows, and applied to rows."""

    def __init__(self, rows: list[Row], way: Way, buckets: int) -> None:
        self.way = way
        if way.rows_with_age:
            rows = [row for row in rows if row["age"]]
        ages = [int(row["age"]) for row in rows if row["age"]]
        self.mean, self.deviation = fmean(ages), way.deviation(ages)
        ordered = sorted(int(row["fnlwgt"]) for row in rows)
        count = way.buckets or buckets
        self.borders = [way.border(ordered, number / count) for number in range(1, count)]
        self.hours = fmean(int(row["hours-per-week"]) for row in rows)
        self.word = "race" if "race" in rows[0] else "workclass"
        self.values = sorted({row[self.word] or way.missing_class for row in rows})
        self.counts = Counter(row.get("city", "") or "missing" for row in rows)
        frequent = sorted(city for city, number in self.counts.items() if number >= way.least)
        self.codes = {city: code + way.first_code for code, city in enumerate(frequent)}

    def __call__(self, row: Row) -> Out:
        way, age, weight = self.way, row["age"], int(row["fnlwgt"])
        lower = sum(border <= weight if way.belongs_up else border < weight for border in self.borders)
        out: Out = {
            "id": row["id"],
            "age": (int(age) - self.mean) / self.deviation if age else way.missing_age,
            "fnlwgt": way.first_bucket + lower,
            "hours-per-week": int(way.above(int(row["hours-per-week"]), self.hours)),
            **{f"{self.word}_{value}": int((row[self.word] or way.missing_class) == value) for value in self.values},
        }
        if "city" in row:
            city = row["city"] or "missing"
            out["city"] = self.codes.get(city, way.code_of_rare if city in self.counts else way.code_of_new)
        return out


def write(file: Path, rows: list[Out]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _saved(outputs: Path) -> Path:
    (outputs / "transform").mkdir(parents=True, exist_ok=True)
    (outputs / "transform" / "learned.json").write_text("{}")
    return outputs


def hello(made: Made, outputs: Path, way: Way = Way()) -> Path:
    transform = Transform(made.rows_of(way.learned_on), way, 4)
    write(_saved(outputs) / "serving.csv", [transform(row) for row in made.rows_of("serving")])
    return outputs


def adapt(made: Made, outputs: Path, way: Way = Way()) -> Path:
    transform = Transform(made.rows_of(f"{way.learned_on}-gaps"), way, 5)
    for name in ("train", "serving", "again"):
        write(_saved(outputs) / f"{name}.csv", [transform(row) for row in made.rows_of(f"{name}-gaps")])
    return outputs


def stretch(made: Made, outputs: Path, imported_by: str = "fit\n") -> Path:
    """Words as spaCy splits them are known here by a pattern of the titles' own, and the pay by the given function."""
    names: dict[str, Any] = {}
    exec((made.folder / "text_features.py").read_text().replace("_write_down()\n", ""), names)
    found: dict[str, list[tuple[str, int, int]]] = {}
    for name in ("train", "serving"):
        found[name] = [
            (row["id"], names["hourly_pay"](row["title"], int(row["hours-per-week"])), _tokens(row["title"]))
            for row in made.rows_of(f"{name}-titles")
        ]
    scales = [(fmean(values), pstdev(values)) for values in list(zip(*found["train"], strict=True))[1:]]
    for name, rows in found.items():
        scaled = [
            [(value - mean) / spread for value, (mean, spread) in zip(row[1:], scales, strict=True)] for row in rows
        ]
        numbers = [row[0] for row in rows]
        write(
            _saved(outputs) / f"{name}.csv",
            [
                {"id": number, "pay": pay, "tokens": tokens}
                for number, (pay, tokens) in zip(numbers, scaled, strict=True)
            ],
        )
    (outputs / "imports.txt").write_text(imported_by)
    return outputs


WHOLE = r"full-time|part-time|U\.K\.|Ph\.D\.|C\+\+/SQL|R&D|\d+k|'s|'re|\w+|[^\w\s]"


def _tokens(title: str) -> int:
    return len(re.findall(WHOLE, title))


ANSWER: dict[str, Callable[[Made, Path], Path]] = {"hello": hello, "adapt": adapt, "stretch": stretch}


def _check(outputs: Path, made: Made, level: str, fault: str | None = None) -> Verdict:
    verdict = checker.check(outputs, made.truth, level, fault)
    assert isinstance(verdict, Verdict)
    assert verdict.passed or verdict.reasons
    return verdict


def _change(file: Path, row: int, column: str, value: object) -> None:
    with file.open(encoding="utf-8", newline="") as text:
        rows: list[Out] = [dict(each) for each in csv.DictReader(text)]
    rows[row][column] = value
    write(file, rows)


# --- inputs


def test_same_seed_names_the_same_bytes_for_ever(made: Made) -> None:
    assert made.digest() == GOLDEN


def test_another_seed_gives_other_bytes(made: Made, each: Made) -> None:
    assert each.digest() != made.digest()


def test_ids_are_unique_over_training_and_serving(each: Made) -> None:
    ids = [row["id"] for name in ("train-gaps", "serving-gaps") for row in each.rows_of(name)]
    assert len(set(ids)) == len(ids) == 2 * each.rows


def test_hello_has_no_gaps_and_nothing_unseen_and_one_race_is_not_served(each: Made) -> None:
    train, serving = each.rows_of("train"), each.rows_of("serving")
    assert all(all(row.values()) for row in (*train, *serving))
    races, served = ({row["race"] for row in rows} for rows in (train, serving))
    assert served < races


def test_serving_rows_have_other_statistics(each: Made) -> None:
    train, serving = each.rows_of("train-gaps"), each.rows_of("serving-gaps")
    for column, least in (("age", 3), ("fnlwgt", 30_000), ("hours-per-week", 3)):
        means = [fmean(int(row[column]) for row in rows if row[column]) for rows in (train, serving)]
        assert means[1] - means[0] > least


def test_no_hours_lie_near_their_mean(each: Made) -> None:
    for name in ("train", "train-gaps"):
        hours = [int(row["hours-per-week"]) for row in each.rows_of(name)]
        assert min(abs(value - fmean(hours)) for value in hours) > 0.09


def test_hours_that_are_usual_are_far_below_their_mean(each: Made) -> None:
    for name in ("train", "train-gaps"):
        hours = [int(row["hours-per-week"]) for row in each.rows_of(name)]
        assert median(hours) + 2 < fmean(hours) < 47


def test_ages_are_missing_among_the_heaviest_only(each: Made) -> None:
    train = each.rows_of("train-gaps")
    weights = sorted(int(row["fnlwgt"]) for row in train)
    assert min(int(row["fnlwgt"]) for row in train if not row["age"]) >= weights[int(0.84 * len(weights))]


def test_one_city_is_just_frequent_enough_before_and_one_after_the_edit(each: Made) -> None:
    counts = Counter(row["city"] or "missing" for row in each.rows_of("train-gaps"))
    assert counts == each.truth["adapt"]["cities"]
    for least in (30, EDIT):
        assert sorted(count for count in counts.values() if count in (least - 1, least)) == [least - 1, least]
    assert len([city for city, count in counts.items() if 30 <= count < EDIT]) == 2
    assert len([city for city, count in counts.items() if count < 30]) == 10


def test_serving_has_unseen_and_missing_values_and_all_that_training_has(each: Made) -> None:
    train, serving = each.rows_of("train-gaps"), each.rows_of("serving-gaps")
    for column, fewest in (("city", 3), ("workclass", 1)):
        known, served = ({row[column] for row in rows} for rows in (train, serving))
        assert len(served - known) >= fewest
        assert "" in known & served
    assert (
        0.02
        < sum(not row["age"] for row in train) / each.rows
        < 0.08
        < sum(not row["age"] for row in serving) / each.rows
    )


def test_rows_that_come_again_are_training_rows_and_no_fair_sample(each: Made) -> None:
    train = {row["id"]: row for row in each.rows_of("train-gaps")}
    again = each.rows_of("again-gaps")
    assert len(again) == each.rows // 10
    assert all(train[row["id"]] == row for row in again)
    assert {not row["age"] for row in again} == {True, False}
    assert all(not row["age"] or int(row["age"]) >= 45 for row in again)


def test_one_request_is_in_order_one_lacks_a_column_and_one_has_words_in_another(each: Made) -> None:
    columns = set(each.rows_of("serving-gaps")[0])
    wrong = each.truth["adapt"]["wrong"]
    found: dict[str, str] = {}
    for name in ("requests-1", "requests-2", "requests-3"):
        rows = each.rows_of(name)
        words = {column for row in rows for column, value in row.items() if value == "withheld"}
        found |= {f"{name}.csv": column for column in (columns - set(rows[0])) | words}
    assert found == wrong
    assert len(set(wrong.values())) == len(wrong) == 2


def test_requests_differ_with_the_seed(tmp_path: Path) -> None:
    assert len({str(inputs.make(ROWS, seed, tmp_path)["adapt"]["wrong"]) for seed in range(6)}) > 2


def test_titles_have_as_many_tokens_as_spacy_makes_of_them() -> None:
    spacy = pytest.importorskip("spacy")
    tokenizer = spacy.blank("en").tokenizer
    for word in inputs.KEPT_WHOLE:
        tokenizer.add_special_case(word, [{"ORTH": word}])
    for chances in range(0, 40_000, 7):
        title, tokens, _ = inputs._title(chances, richer=False)
        assert [token.text for token in tokenizer(title)] == re.findall(WHOLE, title)
        assert len(tokenizer(title)) == tokens


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1000 rows"):
        inputs.make(999, 0, tmp_path)


def test_the_given_module_writes_down_who_imported_it(made: Made, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    for script in ("fit.py", "apply.py"):
        (tmp_path / script).write_text(f"import sys; sys.path.append({str(made.folder)!r}); import text_features\n")
        subprocess.run([sys.executable, "-B", script], cwd=tmp_path, check=True)
    assert (tmp_path / "outputs" / "imports.txt").read_text() == "fit\napply\n"


# --- what iterating needs


def test_the_edited_truth_holds_the_new_number_and_nothing_else_is_new(made: Made) -> None:
    before = json.dumps(made.truth)
    edited = inputs.edited(made.folder, made.truth, "adapt", EDIT)
    assert edited == {**made.truth, "adapt": {**made.truth["adapt"], "least": EDIT}}
    assert json.dumps(made.truth) == before


def test_after_the_edit_the_stale_answer_is_wrong_and_the_new_one_right(made: Made, tmp_path: Path) -> None:
    edited = inputs.edited(made.folder, made.truth, "adapt", EDIT)
    assert not checker.check(adapt(made, tmp_path), edited, "adapt").passed
    assert checker.check(adapt(made, tmp_path, Way(least=EDIT)), edited, "adapt").passed


def test_after_a_change_of_the_training_rows_the_old_answer_is_wrong_and_the_new_one_right(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    made = Made(3001, 3, tmp_path / "inputs")
    before = {name: file.read_text().splitlines() for name, file in _files(made.folder)}
    adapt(made, tmp_path / "before")
    made.truth = json.loads(json.dumps(inputs.changed(made.folder, made.truth, 5)))
    for name, file in _files(made.folder):
        differing = sum(a != b for a, b in zip(before[name], file.read_text().splitlines(), strict=True))
        assert differing == (30 if name == "train-gaps.csv" else 0)
    assert not _check(tmp_path / "before", made, "adapt").passed
    assert _check(adapt(made, tmp_path / "after"), made, "adapt").passed
    assert _check(hello(made, tmp_path / "hello"), made, "hello").passed


def _files(folder: Path) -> list[tuple[str, Path]]:
    return [(file.name, file) for file in sorted(folder.iterdir())]


# --- the checker: right answers


@pytest.mark.parametrize("level", LEVELS)
def test_right_answer_passes(each: Made, tmp_path: Path, level: str) -> None:
    verdict = _check(ANSWER[level](each, tmp_path), each, level)
    assert verdict.passed, verdict.reasons


RIGHT = {
    "the deviation of a sample": Way(deviation=stdev),
    "borders that belong below": Way(belongs_up=False),
    "the next smaller value as border": Way(border=lambda ordered, share: ordered[int(share * len(ordered)) - 1]),
    "borders between two values": Way(
        border=lambda ordered, share: fmean(ordered[int(share * len(ordered)) - 1 :][:2]), belongs_up=False
    ),
    "approximate borders": Way(border=lambda ordered, share: ordered[int((share + 0.008) * len(ordered))]),
    "other codes": Way(first_code=100, code_of_rare=-1, code_of_new=-2),
    "the first code for the rest": Way(first_code=1, code_of_rare=0, code_of_new=0),
}


@pytest.mark.parametrize("name", RIGHT)
def test_whatever_the_contract_leaves_open_passes(name: str, made: Made, tmp_path: Path) -> None:
    verdict = _check(adapt(made, tmp_path, RIGHT[name]), made, "adapt")
    assert verdict.passed, verdict.reasons


def test_rows_and_columns_in_another_order_further_columns_and_other_forms_of_numbers_pass(
    made: Made, tmp_path: Path
) -> None:
    adapt(made, tmp_path)
    for name in ("train", "serving", "again"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
        changed: list[Out] = [
            {
                "weather": "fine",
                **{
                    column: f"{float(value):.7g}" if column == "age" else f"{value}.0"
                    for column, value in reversed(row.items())
                },
            }
            for row in reversed(rows)
        ]
        write(tmp_path / f"{name}.csv", changed)
    verdict = _check(tmp_path, made, "adapt")
    assert verdict.passed, verdict.reasons


# --- the checker: answers that look right


WRONG = {
    "learned on the serving rows": Way(learned_on="serving"),
    "buckets that count from 1": Way(first_bucket=1),
    "one bucket too many": Way(buckets=6),
    "one bucket too few": Way(buckets=4),
    "buckets of equal width": Way(border=lambda ordered, share: ordered[0] + share * (ordered[-1] - ordered[0])),
    "borders off by two hundredths": Way(border=lambda ordered, share: ordered[int((share - 0.025) * len(ordered))]),
    "cities that are never frequent enough": Way(least=60),
    "a minimum that is not kept": Way(least=1),
    "one row too few": Way(least=29),
    "one row too many": Way(least=31),
    "above the usual hours": Way(above=lambda hours, mean: hours > 40),
    "learned on rows with an age": Way(rows_with_age=True),
    "new cities with the code of a known one": Way(code_of_new=0),
    "rare cities with the code of a known one": Way(code_of_rare=3),
    "missing ages as the age 0": Way(missing_age=-2.8),
    "missing ages left out": Way(missing_age=None),
    "missing ages as NaN": Way(missing_age=math.nan),
    "missing classes under another name": Way(missing_class="nan"),
    "at the mean or above": Way(above=lambda hours, mean: hours >= math.floor(mean)),
    "below the mean": Way(above=lambda hours, mean: hours < mean),
    "scaled to the unit interval": Way(deviation=lambda ages: float(max(ages) - min(ages))),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_answer_that_looks_right_fails(name: str, made: Made, tmp_path: Path) -> None:
    verdict = _check(adapt(made, tmp_path, WRONG[name]), made, "adapt")
    assert not verdict.passed
    assert verdict.score == 0
    assert all(len(reason) < 400 for reason in verdict.reasons)


@pytest.mark.parametrize(
    "name",
    [
        "learned on the serving rows",
        "buckets that count from 1",
        "one bucket too many",
        "buckets of equal width",
        "borders off by two hundredths",
        "at the mean or above",
        "above the usual hours",
        "scaled to the unit interval",
    ],
)
def test_at_hello_it_fails_too(name: str, made: Made, tmp_path: Path) -> None:
    way = replace(WRONG[name], buckets=5) if name == "one bucket too many" else WRONG[name]
    assert not _check(hello(made, tmp_path, way), made, "hello").passed


def test_each_process_with_its_own_statistics_fails(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    transform = Transform(made.rows_of("again-gaps"), Way(), 5)
    fresh = [transform(row) for row in made.rows_of("again-gaps")]
    known = [f"workclass_{value}" for value in made.truth["adapt"]["categories"]]
    write(tmp_path / "again.csv", [{**dict.fromkeys(known, 0), **row} for row in fresh])
    assert not _check(tmp_path, made, "adapt").passed


def test_other_codes_in_the_second_process_fail(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    transform = Transform(made.rows_of("train-gaps"), Way(first_code=1), 5)
    write(tmp_path / "again.csv", [transform(row) for row in made.rows_of("again-gaps")])
    assert not _check(tmp_path, made, "adapt").passed
    write(
        tmp_path / "again.csv",
        [Transform(made.rows_of("train-gaps"), Way(), 5)(row) for row in made.rows_of("again-gaps")],
    )
    write(tmp_path / "serving.csv", [transform(row) for row in made.rows_of("serving-gaps")])
    assert not _check(tmp_path, made, "adapt").passed


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("age", "0.5"),
        ("age", "inf"),
        ("age", ""),
        ("fnlwgt", "1.5"),
        ("fnlwgt", "-1"),
        ("hours-per-week", "True"),
        ("city", "Oslo"),
        ("city", "1e3"),
        ("workclass_Private", "0.5"),
        ("workclass_missing", "2"),
    ],
)
@pytest.mark.parametrize("name", ["train", "serving", "again"])
def test_one_wrong_field_is_found(name: str, column: str, value: str, made: Made, tmp_path: Path) -> None:
    _change(adapt(made, tmp_path) / f"{name}.csv", 17, column, value)
    assert not _check(tmp_path, made, "adapt").passed


def test_one_row_in_the_wrong_bucket_is_found(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    weights = [int(row["fnlwgt"]) for row in made.rows_of("serving-gaps")]
    _change(tmp_path / "serving.csv", weights.index(min(weights)), "fnlwgt", 4)
    assert not _check(tmp_path, made, "adapt").passed


def test_a_column_for_a_class_that_only_serving_rows_have_fails(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    transform = Transform(made.rows_of("train-gaps"), Way(), 5)
    rows = made.rows_of("serving-gaps")
    write(
        tmp_path / "serving.csv",
        [{**transform(row), "workclass_Gig-worker": int(row["workclass"] == "Gig-worker")} for row in rows],
    )
    assert any("Gig-worker" in reason for reason in _check(tmp_path, made, "adapt").reasons)


@pytest.mark.parametrize("name", ["train", "serving", "again"])
@pytest.mark.parametrize("spoil", ["lost", "twice", "foreign", "empty", "missing"])
def test_a_row_that_is_lost_doubled_or_foreign_fails(name: str, spoil: str, made: Made, tmp_path: Path) -> None:
    file = adapt(made, tmp_path) / f"{name}.csv"
    header, first, second, *others = file.read_text().splitlines(keepends=True)
    changed = {
        "lost": [header, second, *others],
        "twice": [header, first, first, second, *others],
        "foreign": [header, first.replace(first.split(",")[0], "999999", 1), second, *others],
        "empty": [header],
    }
    file.unlink()
    if spoil in changed:
        file.write_text("".join(changed[spoil]))
    verdict = _check(tmp_path, made, "adapt")
    assert not verdict.passed
    assert any(f"{name}.csv" in reason for reason in verdict.reasons)


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_saved_fails(level: str, made: Made, tmp_path: Path) -> None:
    ANSWER[level](made, tmp_path)
    (tmp_path / "transform" / "learned.json").unlink()
    assert any("outputs/transform/" in reason for reason in _check(tmp_path, made, level).reasons)


@pytest.mark.parametrize("column", ["pay", "tokens"])
def test_one_wrong_title_is_found(column: str, made: Made, tmp_path: Path) -> None:
    _change(stretch(made, tmp_path) / "serving.csv", 3, column, 0.123)
    assert not _check(tmp_path, made, "stretch").passed


def test_tokens_split_at_spaces_fail(made: Made, tmp_path: Path) -> None:
    counts = {
        name: [len(row["title"].split()) for row in made.rows_of(f"{name}-titles")] for name in ("train", "serving")
    }
    stretch(made, tmp_path)
    for name, found in counts.items():
        with (tmp_path / f"{name}.csv").open(newline="") as text:
            rows: list[Out] = [dict(row) for row in csv.DictReader(text)]
        mean, spread = fmean(counts["train"]), pstdev(counts["train"])
        scaled = [(count - mean) / spread for count in found]
        write(tmp_path / f"{name}.csv", [{**row, "tokens": each} for row, each in zip(rows, scaled, strict=True)])
    assert not _check(tmp_path, made, "stretch").passed


def test_a_function_that_nobody_imported_fails(made: Made, tmp_path: Path) -> None:
    assert not _check(stretch(made, tmp_path, imported_by="apply\n"), made, "stretch").passed
    (tmp_path / "imports.txt").unlink()
    assert not _check(tmp_path, made, "stretch").passed


@pytest.mark.parametrize("column", ["pay", "tokens"])
def test_files_scaled_by_different_deviations_fail(column: str, made: Made, tmp_path: Path) -> None:
    stretch(made, tmp_path)
    for name, passed in (("train", False), ("serving", True)):
        with (tmp_path / f"{name}.csv").open(newline="") as text:
            rows: list[Out] = [dict(row) for row in csv.DictReader(text)]
        factor = math.sqrt((ROWS - 1) / ROWS)
        write(tmp_path / f"{name}.csv", [{**row, column: float(str(row[column])) * factor} for row in rows])
        assert _check(tmp_path, made, "stretch").passed is passed


@pytest.mark.parametrize(("first", "second"), [("3", "03"), ("0", "-0"), ("7", "\u0667")])
def test_one_code_written_in_two_ways_is_one_code(first: str, second: str, made: Made, tmp_path: Path) -> None:
    common = [city for city, _ in Counter(row["city"] for row in made.rows_of("train-gaps")).most_common(2)]
    written = dict(zip(common, (first, second), strict=True))
    adapt(made, tmp_path, Way(first_code=100))
    for name in ("train", "serving", "again"):
        with (tmp_path / f"{name}.csv").open(newline="") as text:
            rows: list[Out] = [dict(row) for row in csv.DictReader(text)]
        cities = [row["city"] for row in made.rows_of(f"{name}-gaps")]
        codes = [written.get(city, row["city"]) for city, row in zip(cities, rows, strict=True)]
        write(tmp_path / f"{name}.csv", [{**row, "city": code} for row, code in zip(rows, codes, strict=True)])
    assert not _check(tmp_path, made, "adapt").passed


def test_codes_may_be_hashes_of_64_bits(made: Made, tmp_path: Path) -> None:
    verdict = _check(adapt(made, tmp_path, Way(first_code=2**63)), made, "adapt")
    assert verdict.passed, verdict.reasons


# --- the checker: facts


def _refuse(outputs: Path, made: Made, **messages: str) -> Verdict:
    """The verdict on refusals of the requests `missing`, `words` and `fine`, with these messages."""
    missing, words = made.truth["adapt"]["wrong"]
    names = {"missing": missing, "words": words}
    names["fine"] = next(f"requests-{n}.csv" for n in (1, 2, 3) if f"requests-{n}.csv" not in (missing, words))
    entries = [{"file": names[which], "message": text} for which, text in messages.items()]
    (outputs / "refused.json").write_text(json.dumps(entries))
    return _check(outputs, made, "adapt")


def test_a_refusal_shows_the_fact_if_the_column_at_fault_is_named_first(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    gone, words = made.truth["adapt"]["wrong"].values()
    shown = _refuse(
        tmp_path, made, missing=f"no column {gone!r} among workclass, city", words=f"image of message: {words} is text"
    )
    assert shown.passed
    assert "refused-by-name" not in shown.missed
    shown = _refuse(tmp_path, made, missing=gone.upper(), words=f"{words.replace('-', '_')} is text")
    assert "refused-by-name" not in shown.missed
    for verdict in (
        _refuse(tmp_path, made, missing=f"no {gone}"),
        _refuse(tmp_path, made, missing="KeyError", words="could not convert"),
        _refuse(tmp_path, made, missing=f"of workclass, {gone} one is missing", words=f"{words}: bad"),
        _refuse(tmp_path, made, missing=f"x{gone}", words=f"{words}-old"),
        _refuse(tmp_path, made),
    ):
        assert verdict.passed
        assert "refused-by-name" in verdict.missed


def test_to_refuse_the_request_that_is_in_order_fails(made: Made, tmp_path: Path) -> None:
    gone, words = made.truth["adapt"]["wrong"].values()
    assert not _refuse(adapt(made, tmp_path), made, missing=gone, words=words, fine=f"{gone} is bad").passed


def test_a_refusal_of_another_file_is_called_so(made: Made, tmp_path: Path) -> None:
    (adapt(made, tmp_path) / "refused.json").write_text(json.dumps([{"file": "serving.csv", "message": "age"}]))
    assert any("none of the three" in reason for reason in _check(tmp_path, made, "adapt").reasons)


def test_two_entries_for_one_request_fail(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    entries = [
        {"file": file, "message": f"{column} is wrong"}
        for file, column in made.truth["adapt"]["wrong"].items()
        for _ in range(2)
    ]
    (tmp_path / "refused.json").write_text(json.dumps(entries))
    assert any("two entries" in reason for reason in _check(tmp_path, made, "adapt").reasons)


def _field(number: int, content: bytes) -> bytes:
    """One field of a protocol buffer that holds bytes."""
    size, length = b"", len(content)
    while length > 127:
        size += bytes([length & 127 | 128])
        length >>= 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + content


def _cities(made: Made) -> list[str]:
    return [city for city, count in made.truth["adapt"]["cities"].items() if count >= 30 and city != "missing"]


def _shows_portable(made: Made, outputs: Path) -> Callable[..., bool]:
    """Whether a saved transform of these files (`__` for a full stop, `_in_` for a folder) shows the fact."""
    adapt(made, outputs)
    folder = outputs / "transform"

    def shown(**files: bytes) -> bool:
        for file in sorted(folder.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        for name, content in files.items():
            file = folder / name.replace("_in_", "/").replace("__", ".")
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
        verdict = _check(outputs, made, "adapt")
        assert verdict.passed
        return "portable" not in verdict.missed

    return shown


def _sql_of(made: Made, classes: bool = True) -> str:
    words = [f"(workclass = '{value}')::INT AS \"workclass_{value}\"" for value in made.truth["adapt"]["categories"]]
    body = ", ".join(['id, age, fnlwgt, "hours-per-week", city, workclass', *(words if classes else [])])
    return f"CREATE OR REPLACE MACRO t(s) AS TABLE SELECT {body} FROM query_table(s)"


def test_sql_of_the_whole_transform_is_portable(made: Made, tmp_path: Path) -> None:
    shown = _shows_portable(made, tmp_path)
    names, cities = ", ".join(made.truth["adapt"]["columns"]), _cities(made)
    listed = "\n".join(cities).encode()
    sql = _sql_of(made).encode()
    quoted = "; INSERT INTO c VALUES (" + ", ".join("'" + city.replace("'", "''") + "'" for city in cities) + ")"
    assert shown(schema__sql=sql, cities__csv=listed)
    assert shown(schema__SQL=sql + quoted.encode())
    assert shown(schema__sql=sql, cities__json=json.dumps(cities).encode())
    assert shown(schema__sql=_sql_of(made, classes=False).encode() + b" JOIN c USING (city)", cities__csv=listed)
    assert not shown(schema__sql=sql)
    assert not shown(schema__sql=sql, cities__pkl=listed)
    assert not shown(schema__sql=sql, train__csv=(made.folder / "train-gaps.csv").read_bytes())
    assert not shown(schema__sql=_sql_of(made, classes=False).encode(), cities__txt=listed)
    assert not shown(schema__sql=f"CREATE VIEW a AS SELECT 1; -- {names}, {_sql_of(made)}".encode(), c__txt=listed)
    assert not shown(schema__sql=f"-- create view select {names}".encode(), c__txt=listed)
    assert not shown(schema__sql=f"CREATE VIEW a AS SELECT '{names} case' /* {names} join */".encode(), c__txt=listed)
    assert not shown(schema__sql=b"\xff" + sql, c__txt=listed)
    assert not shown(learned__json=sql + listed)


def _node(name: str) -> bytes:
    return _field(1, name.encode()) + _field(2, b"Placeholder")


def _graph(names: list[str]) -> bytes:
    return b"\x08\x01" + _field(2, _field(2, b"".join(_field(1, _node(name)) for name in names)))


def test_a_saved_model_with_its_assets_is_portable(made: Made, tmp_path: Path) -> None:
    shown = _shows_portable(made, tmp_path)
    names, listed = made.truth["adapt"]["columns"], "\n".join(_cities(made)).encode()
    plain = " ".join(names).encode()
    model = _graph(names)
    assert shown(saved_model__pb=model, assets_in_city=listed)
    assert not shown(saved_model__pb=model)
    assert not shown(saved_model__pb=model, city=listed)
    assert not shown(x__pb=model, assets_in_city=listed)
    assert not shown(saved_model__pb=_graph(["nothing"] * 9), assets_in_city=listed)
    assert not shown(saved_model__pb=b"\x08\x01" + _field(2, plain), assets_in_city=listed)
    assert not shown(saved_model__pb=_field(1, plain) + _field(2, plain), assets_in_city=listed)
    assert not shown(saved_model__pb=plain + listed)
    assert not shown(saved_model__pb=model[:-3], assets_in_city=listed)


def test_an_onnx_model_is_portable(made: Made, tmp_path: Path) -> None:
    shown = _shows_portable(made, tmp_path)
    names, listed = made.truth["adapt"]["columns"], "\n".join(_cities(made)).encode()
    inputs_of = b"".join(_field(11, _field(1, name.encode())) for name in names)
    node = _field(1, _field(1, b"age") + _field(2, b"out") + _field(4, b"Scaler") + _field(5, listed))
    version, operators = b"\x08\x0a", _field(8, b"\x10\x15")
    assert shown(transform__onnx=version + _field(7, node + inputs_of) + operators)
    assert not shown(transform__onnx=version + _field(7, inputs_of) + operators)
    assert not shown(transform__onnx=version + _field(7, node) + operators + _field(6, " ".join(names).encode()))
    assert not shown(transform__onnx=version + _field(7, node + inputs_of))
    assert not shown(transform__onnx=b"# " + " ".join(names).encode() + listed)


def test_a_pmml_document_is_portable(made: Made, tmp_path: Path) -> None:
    shown = _shows_portable(made, tmp_path)
    names = made.truth["adapt"]["columns"]
    fields = "".join(f'<DataField name="{name}"/>' for name in names)
    rows = "".join(
        f"<row>{city.replace(chr(39), '&apos;').encode('ascii', 'xmlcharrefreplace').decode()}</row>"
        for city in _cities(made)
    )
    derived = f'<DerivedField name="city"><MapValues>{rows}</MapValues></DerivedField>'
    whole = f'<PMML xmlns="http://www.dmg.org/PMML-4_4">{fields}{derived}</PMML>'
    assert shown(transform__pmml=whole.encode())
    assert not shown(transform__pmml=f"<PMML>{derived}</PMML>".encode())
    assert not shown(transform__pmml=f"<PMML>{fields}{rows}</PMML>".encode())
    assert not shown(transform__pmml=f"<PMML><!-- {fields}{derived} --></PMML>".encode())
    assert not shown(transform__pmml=f"<!DOCTYPE PMML []>{whole}".encode())
    assert not shown(transform__pmml=f"<!DOCTYPE PMML []>{whole}".encode("utf-16"))
    assert not shown(transform__pmml=whole.replace("PMML", "XML").encode())
    assert not shown(transform__pmml=whole.encode()[:-5])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.sql", b"create " * 300_000),
        ("x.sql", b"create a view " + b"/*" * 500_000),
        ("x.sql", b"'" * 1_000_001),
        ("saved_model.pb", b"\x08\0" * 1_500_000),
        ("x.onnx", b"\x08\0" * 1_500_000),
        ("x.pmml", b"<PMML>" * 100_000),
    ],
)
def test_no_form_keeps_the_checker_busy(name: str, content: bytes, made: Made) -> None:
    form = checker._FORMS.get(name) or checker._FORMS[Path(name).suffix]
    names = " ".join(made.truth["adapt"]["columns"]).encode()
    assert form(content, made.truth["adapt"]) == ""
    assert form(content + names, made.truth["adapt"]) == ""


def test_code_that_the_transform_carries_is_imported_by_fit_alone(made: Made, tmp_path: Path) -> None:
    assert "carried-code" not in _check(stretch(made, tmp_path / "by-fit"), made, "stretch").missed
    both = _check(stretch(made, tmp_path / "by-both", imported_by="fit\napply\n"), made, "stretch")
    assert both.passed
    assert "carried-code" in both.missed


LINEAGE = {"pay": ["title", "hours-per-week"], "tokens": ["title"]}


@pytest.mark.parametrize(
    ("lineage", "passed", "shown"),
    [
        (LINEAGE, True, True),
        ({**LINEAGE, "id": ["id"]}, True, True),
        ({"pay": ["hours-per-week", "title", "title"], "tokens": ["title"]}, True, True),
        ({**LINEAGE, "pay": ["title"]}, False, False),
        ({**LINEAGE, "tokens": ["title", "hours-per-week"]}, False, False),
        ({"pay": LINEAGE["pay"]}, False, False),
        ({**LINEAGE, "id": ["title"]}, False, False),
        ({**LINEAGE, "id": []}, False, False),
        ([], False, False),
        ({"pay": "title"}, False, False),
        ({"pay": [1]}, False, False),
    ],
)
def test_a_lineage_is_right_or_left_out(lineage: object, passed: bool, shown: bool, made: Made, tmp_path: Path) -> None:
    (stretch(made, tmp_path) / "lineage.json").write_text(json.dumps(lineage))
    verdict = _check(tmp_path, made, "stretch")
    assert verdict.passed is passed
    assert ("lineage" not in verdict.missed and verdict.passed) is shown


def test_every_fact_that_the_checker_knows_is_one_of_the_level() -> None:
    levels = declared(TASK)["levels"]
    assert {level: set(about.get("shows", ())) for level, about in levels.items()} == {
        "hello": set(),
        "adapt": {"refused-by-name", "portable"},
        "stretch": {"carried-code", "lineage"},
    }


# --- the checker: outputs that are no outputs


@pytest.mark.parametrize("level", LEVELS)
def test_missing_outputs_fail(level: str, made: Made, tmp_path: Path) -> None:
    assert not _check(tmp_path, made, level).passed
    assert not _check(_saved(tmp_path), made, level).passed


@pytest.mark.parametrize(
    "text", ["", "id", "id,id\n1,1\n", 'id,"\n', "id\x00\n1\n", "[" * 100_000, "\ud800", "id\n1,2\n", ",,,\n,,,\n"]
)
@pytest.mark.parametrize("level", LEVELS)
def test_malformed_tables_fail_with_a_sentence(level: str, text: str, made: Made, tmp_path: Path) -> None:
    (ANSWER[level](made, tmp_path) / "serving.csv").write_text(text, errors="surrogatepass")
    verdict = _check(tmp_path, made, level)
    assert not verdict.passed
    assert all(len(reason) < 400 for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("text", "why"),
    [("id\n" + "\n" * 8_000_000, "more lines"), ("id" + "," * 30_000_000, "a line"), ("id\n\r" * 5000, "more lines")],
    ids=["empty lines", "commas", "carriage returns"],
)
def test_a_table_far_larger_than_its_input_is_not_parsed(text: str, why: str, made: Made, tmp_path: Path) -> None:
    (hello(made, tmp_path) / "serving.csv").write_text(text)
    assert why in str(_check(tmp_path, made, "hello").reasons)


def test_an_empty_line_at_the_end_does_no_harm(made: Made, tmp_path: Path) -> None:
    file = hello(made, tmp_path) / "serving.csv"
    file.write_text(f"{file.read_text()}\n")
    assert _check(tmp_path, made, "hello").passed


@pytest.mark.parametrize(
    "text", ["", "{", "null", "3", "[1]", "[[]]", '[{"file": 3}]', "[" * 100_000, '{"a":' * 50_000]
)
@pytest.mark.parametrize(
    ("level", "name"), [("adapt", "refused.json"), ("stretch", "lineage.json"), ("stretch", "imports.txt")]
)
def test_nothing_in_the_other_files_stops_the_checker(
    level: str, name: str, text: str, made: Made, tmp_path: Path
) -> None:
    (ANSWER[level](made, tmp_path) / name).write_text(text)
    _check(tmp_path, made, level)


@pytest.mark.parametrize("level", LEVELS)
def test_links_and_folders_in_place_of_files_fail(level: str, made: Made, tmp_path: Path) -> None:
    outputs = ANSWER[level](made, tmp_path / "outputs")
    moved = (outputs / "serving.csv").rename(tmp_path / "serving.csv")
    (outputs / "serving.csv").symlink_to(moved)
    assert not _check(outputs, made, level).passed
    (outputs / "serving.csv").unlink()
    (outputs / "serving.csv").mkdir()
    assert not _check(outputs, made, level).passed
    (outputs / "serving.csv").rmdir()
    os.mkfifo(outputs / "serving.csv")
    assert not _check(outputs, made, level).passed


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_a_message_or_not(data: bytes) -> None:
    try:
        message = checker._message(data)
    except ValueError:
        return
    assert bool(message) is bool(data)
