"""Data validation: what a result shows beyond the answer is missed where it is left out, and fails where it is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.model.verdict import Truth, Verdict
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "data-validation"
inputs, checker = load(TASK, "inputs"), load(TASK, "checker")
LISTED = {level: set(what.get("shows", ())) for level, what in declared(TASK)["levels"].items()}


@pytest.fixture(scope="module", params=[(200, 1), (1000, 0), (3001, 2)], ids=str)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    rows, seed = request.param
    return MadeInputs(inputs, rows, seed, tmp_path_factory.mktemp("inputs"))


class Result:
    """A right result that shows everything, written by no tool, which a test spoils."""

    def __init__(self, folder: Path, made: MadeInputs) -> None:
        self.folder, self.made = folder, made
        hello, stretch = made.truth["hello"], made.truth["stretch"]
        self.anomalies: list[dict[str, Any]] = [
            {**fact, "rows": list(hello["rows"][fact["column"]][fact["value"]])} for fact in hello["planted"]
        ]
        self.profile: Any = json.loads(json.dumps(hello["statistics"]))
        lines = "".join(f"<li>{each['column']} holds {each['value']}" for each in self.anomalies)
        self.page: str | None = f"<!doctype html><title>eval.csv</title><h1>Unexpected</h1><ul>{lines}</ul>"
        with (made.folder / "eval-rules.csv").open(newline="") as file:
            self.header, *rows = csv.reader(file)
        broken = {row for numbers in stretch["violations"].values() for row in numbers}
        self.clean = [row for number, row in enumerate(rows) if number not in broken]
        self.bad = [row for number, row in enumerate(rows) if number in broken]

    def hello(self) -> Verdict:
        self._write("anomalies.json", json.dumps(self.anomalies))
        if self.profile is not None:
            self._write("statistics.json", json.dumps(self.profile))
        if self.page is not None:
            self._write("report.html", self.page)
        return self._judged("hello")

    def stretch(self) -> Verdict:
        violations = self.made.truth["stretch"]["violations"].items()
        self._write("violations.json", json.dumps([{"rule": rule, "rows": rows} for rule, rows in violations]))
        with (self.folder / "clean.csv").open("w", newline="") as file:
            csv.writer(file).writerows([self.header, *self.clean])
        return self._judged("stretch")

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def _judged(self, level: str) -> Verdict:
        verdict: Verdict = checker.check(self.folder, self.made.truth, level)
        assert set(verdict.missed) <= LISTED[level]
        return verdict


@pytest.fixture
def result(tmp_path: Path, made: MadeInputs) -> Result:
    return Result(tmp_path, made)


def test_a_right_result_that_no_tool_wrote_shows_everything(result: Result) -> None:
    for verdict in (result.hello(), result.stretch()):
        assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})


def test_an_answer_alone_passes_and_misses_the_rest(result: Result) -> None:
    for anomaly in result.anomalies:
        del anomaly["rows"]
    result.profile = result.page = None
    verdict = result.hello()
    assert verdict.passed
    assert set(verdict.missed) == {"rows", "statistics", "page"} == LISTED["hello"] - {"values"}


def _nudge(result: Result) -> None:
    result.anomalies[0]["rows"][0] += 1


def _swap(result: Result) -> None:
    one, other = result.anomalies[:2]
    one["rows"], other["rows"] = other["rows"], one["rows"]


def _round_up(result: Result) -> None:
    result.profile["age"]["mean"] *= 1.01


def _count_missing_as_a_value(result: Result) -> None:
    column = next(name for name, told in result.profile.items() if "distinct" in told and told["missing"])
    result.profile[column]["distinct"] += 1


WRONG: dict[str, Callable[[Result], object]] = {
    "rows counted from 1": lambda result: [anomaly.update(rows=[row + 1 for row in anomaly["rows"]]) for anomaly in result.anomalies],
    "rows as lines of the file": lambda result: [anomaly.update(rows=[row + 2 for row in anomaly["rows"]]) for anomaly in result.anomalies],
    "one row off": _nudge,
    "a row left out": lambda result: result.anomalies[0]["rows"].pop(),
    "a row too many": lambda result: result.anomalies[0]["rows"].append(0),
    "a row named twice": lambda result: result.anomalies[0]["rows"].append(result.anomalies[0]["rows"][0]),
    "rows of another value": _swap,
    "rows as text": lambda result: result.anomalies[0].update(rows="12"),
    "rows as truth values": lambda result: result.anomalies[0].update(rows=[True]),
    "a mean that is off": _round_up,
    "missing values counted as a value": _count_missing_as_a_value,
    "missing values not counted": lambda result: result.profile["occupation"].update(missing=0),
    "the largest number too small": lambda result: result.profile["age"].update(max=result.profile["age"]["max"] - 1),
    "numbers as text": lambda result: result.profile["age"].update(min=str(result.profile["age"]["min"])),
    "a profile of training data": lambda result: result.profile["fnlwgt"].update(min=12285, max=1484705, mean=189778.4),
    "a profile that is a list": lambda result: setattr(result, "profile", [1]),
}  # fmt: skip


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_what_is_claimed_wrongly_fails(result: Result, spoil: Callable[[Result], object]) -> None:
    spoil(result)
    verdict = result.hello()
    assert not verdict.passed
    assert all(len(reason) < 400 and reason.isprintable() for reason in verdict.reasons)


def _paired_wrongly(result: Result) -> None:
    columns = [each["column"] for each in result.anomalies]
    values = [each["value"] for each in result.anomalies]
    result.page = (
        "<ul>" + "".join(f"<li>{c}: {v}" for c, v in zip(columns, values[1:] + values[:1], strict=True)) + "</ul>"
    )


LEFT_OUT: dict[str, tuple[str, Callable[[Result], object]]] = {
    "rows of one value": ("rows", lambda result: result.anomalies[0].pop("rows")),
    "rows that are null": ("rows", lambda result: result.anomalies[-1].update(rows=None)),
    "a column of the profile": ("statistics", lambda result: result.profile.pop("income")),
    "missing values of the profile": ("statistics", lambda result: result.profile["race"].pop("missing")),
    "a mean that is null": ("statistics", lambda result: result.profile["age"].update(mean=None)),
    "a page of nothing but columns": ("page", lambda result: setattr(result, "page", "<p>race, occupation, native-country</p>")),
    "a page that only a script would fill": ("page", lambda result: setattr(result, "page", f"<div id=x></div><script>x.innerHTML={json.dumps(result.page)}</script>")),
    "a page whose text is hidden": ("page", lambda result: setattr(result, "page", f"<div style='display:none'>{result.page}</div>")),
    "a page whose text is a comment": ("page", lambda result: setattr(result, "page", f"<p>nothing</p><!-- {result.page} -->")),
    "a page that is a frame on the web": ("page", lambda result: setattr(result, "page", "<iframe src=https://example.org/report></iframe>")),
    "a page with values behind other columns": ("page", _paired_wrongly),
    "a page that is plain text": ("page", lambda result: setattr(result, "page", "race holds Asian")),
    "an empty page": ("page", lambda result: setattr(result, "page", "")),
}  # fmt: skip


@pytest.mark.parametrize(("fact", "spoil"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_left_out_is_missed_and_the_rest_still_shown(
    result: Result, fact: str, spoil: Callable[[Result], object]
) -> None:
    spoil(result)
    verdict = result.hello()
    assert verdict.passed, verdict.reasons
    assert set(verdict.missed) == {fact}


WRONG_ROWS: dict[str, Callable[[Result], object]] = {
    "no row was set apart": lambda result: result.clean.extend(result.bad),
    "one bad row is still there": lambda result: result.clean.append(result.bad[0]),
    "a good row is gone": lambda result: result.clean.pop(),
    "a bad row instead of a good one": lambda result: result.clean.__setitem__(0, result.bad[0]),
    "the first rows of the file": lambda result: result.clean.__setitem__(slice(None), (result.bad + result.clean)[: len(result.clean)]),
    "a good row twice": lambda result: result.clean.__setitem__(0, result.clean[-1]),
    "a mended field": lambda result: result.clean[0].__setitem__(0, str(int(result.clean[0][0]) + 1)),
    "a column less": lambda result: [row.pop() for row in [result.header, *result.clean]],
    "nothing but a header": lambda result: result.clean.clear(),
}  # fmt: skip


@pytest.mark.parametrize("spoil", WRONG_ROWS.values(), ids=WRONG_ROWS)
def test_clean_rows_that_are_not_those_fail(result: Result, spoil: Callable[[Result], object]) -> None:
    spoil(result)
    assert not result.stretch().passed


def test_clean_rows_may_come_in_any_order_with_numbers_of_their_own(result: Result) -> None:
    result.clean = [[str(number), *row] for number, row in enumerate(reversed(result.clean))]
    result.header = ["row", *result.header]
    verdict = result.stretch()
    assert (verdict.passed, verdict.missed) == (True, {})


def test_without_clean_rows_they_are_missed(result: Result, tmp_path: Path) -> None:
    assert result.stretch().passed
    (tmp_path / "clean.csv").unlink()
    verdict: Verdict = checker.check(tmp_path, result.made.truth, "stretch")
    assert verdict.passed
    assert set(verdict.missed) == {"clean-rows"}


def test_the_rows_of_the_truth_hold_the_planted_values(made: MadeInputs) -> None:
    with (made.folder / "eval.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    truth: Truth = made.truth["hello"]
    for fact in truth["planted"]:
        found = [number for number, row in enumerate(rows) if row[fact["column"]] == fact["value"]]
        assert truth["rows"][fact["column"]][fact["value"]] == found


def test_the_profile_of_the_truth_is_what_the_file_holds(made: MadeInputs) -> None:
    with (made.folder / "eval.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for column, told in made.truth["hello"]["statistics"].items():
        fields = [row[column] for row in rows if row[column]]
        assert told["missing"] == len(rows) - len(fields)
        if "distinct" in told:
            assert told["distinct"] == len(set(fields))
        else:
            numbers = [int(field) for field in fields]
            assert (told["min"], told["max"]) == (min(numbers), max(numbers))
            assert told["mean"] == pytest.approx(sum(numbers) / len(numbers))
