"""Skew: what hello shows beyond the answer is missed where it is left out, and fails where it is wrong."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.model.verdict import Verdict
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "skew"
inputs, checker = load(TASK, "inputs"), load(TASK, "checker")
LISTED = set(declared(TASK)["levels"]["hello"]["shows"])


@pytest.fixture(scope="module", params=[(200, 1), (1000, 0), (3001, 2)], ids=str)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    rows, seed = request.param
    return MadeInputs(inputs, rows, seed, tmp_path_factory.mktemp("inputs"))


class Result:
    """A right result that shows everything, written by no tool, which a test spoils."""

    def __init__(self, folder: Path, made: MadeInputs) -> None:
        self.folder, self.made = folder, made
        self.truth = dict(made.truth["hello"])
        [(self.word, self.value)] = self.truth["moved_most"].items()
        [self.number] = set(self.truth["drifted"]) - {self.word}
        self.drift: list[dict[str, Any]] = [{"column": self.word, "value": self.value}, {"column": self.number}]
        chance = random.Random(0)
        self.p_values: Any = {
            column: 1e-9 if column in self.truth["drifted"] else chance.uniform(0.005, 1)
            for column in self.truth["columns"]
        }
        drawn = f"<svg><text>{self.value}</text><rect width=9 height=2 /></svg>"
        self.page: str | None = f"<!doctype html><h1>{self.word}</h1>{drawn}<h1>{self.number}</h1>{drawn}"

    def judged(self) -> Verdict:
        (self.folder / "drift.json").write_text(json.dumps(self.drift))
        if self.p_values is not None:
            (self.folder / "p-values.json").write_text(json.dumps(self.p_values))
        if self.page is not None:
            (self.folder / "report.html").write_text(self.page)
        verdict: Verdict = checker.check(self.folder, {"hello": self.truth}, "hello")
        assert set(verdict.missed) <= LISTED
        return verdict

    def undrifted(self) -> list[str]:
        return [column for column in self.truth["columns"] if column not in self.truth["drifted"]]


@pytest.fixture
def result(tmp_path: Path, made: MadeInputs) -> Result:
    return Result(tmp_path, made)


def test_a_right_result_that_no_tool_wrote_shows_everything(result: Result) -> None:
    verdict = result.judged()
    assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})


def test_an_answer_alone_passes_and_misses_the_rest(result: Result) -> None:
    result.drift = [{"column": column} for column in result.truth["drifted"]]
    result.p_values = result.page = None
    verdict = result.judged()
    assert verdict.passed
    assert set(verdict.missed) == LISTED - {"columns"}


def _other_value(result: Result) -> None:
    with (result.made.folder / "serving.csv").open(newline="") as file:
        counts = Counter(row[result.word] for row in csv.DictReader(file))
    result.drift[0]["value"] = next(value for value, _ in counts.most_common() if value and value != result.value)


def _uncorrected(result: Result) -> None:
    result.p_values[result.undrifted()[0]] = 1e-4


WRONG: dict[str, Callable[[Result], object]] = {
    "the most frequent other value": _other_value,
    "the column for its value": lambda result: result.drift[0].update(value=result.word),
    "a value that is a number": lambda result: result.drift[0].update(value=3),
    "a value in other letters": lambda result: result.drift[0].update(value=result.value.lower()),
    "a suspicious column that did not drift": _uncorrected,
    "an unsuspicious column that did": lambda result: result.p_values.update({result.word: 0.4}),
    "p-values that are distances": lambda result: result.p_values.update(dict.fromkeys(result.undrifted(), 0.02) | dict.fromkeys(result.truth["drifted"], 0.3)),
    "p-values that are yes and no": lambda result: result.p_values.update(dict.fromkeys(result.undrifted(), 1.0)),
    "p-values above 1": lambda result: result.p_values.update({result.undrifted()[0]: 1.5}),
    "negative p-values": lambda result: result.p_values.update({result.number: -0.1}),
    "p-values as text": lambda result: result.p_values.update({result.undrifted()[0]: "0.4"}),
    "p-values as a list": lambda result: setattr(result, "p_values", list(result.p_values.values())),
}  # fmt: skip


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_what_is_claimed_wrongly_fails(result: Result, spoil: Callable[[Result], object]) -> None:
    spoil(result)
    verdict = result.judged()
    assert not verdict.passed
    assert all(len(reason) < 400 and reason.isprintable() for reason in verdict.reasons)


def _page(result: Result, of: Callable[[str], str]) -> None:
    assert result.page is not None
    result.page = of(result.page)


LEFT_OUT: dict[str, tuple[str, Callable[[Result], object]]] = {
    "a value that is null": ("value", lambda result: result.drift[0].update(value=None)),
    "the value": ("value", lambda result: result.drift[0].pop("value")),
    "p-values of what did not drift": ("p-values", lambda result: [result.p_values.pop(column) for column in result.undrifted()]),
    "one p-value": ("p-values", lambda result: result.p_values.pop(result.undrifted()[-1])),
    "a p-value that is null": ("p-values", lambda result: result.p_values.update({result.number: None})),
    "a drawing": ("page", lambda result: _page(result, lambda page: page.replace("<svg", "<div"))),
    "one of the columns": ("page", lambda result: _page(result, lambda page: page.replace(result.number, "it"))),
    "the value on the page": ("page", lambda result: _page(result, lambda page: page.replace(result.value, "it"))),
    "a page without the web": ("page", lambda result: _page(result, lambda page: page + "<script src=https://example.org/d3.js></script>")),
    "a page that imports its viewer": ("page", lambda result: _page(result, lambda page: page + "<link rel=import href=https://example.org/v.html>")),
    "a page but for a frame": ("page", lambda result: setattr(result, "page", "<iframe src='https://example.org/report'></iframe>")),
    "a page but for a table of numbers": ("page", lambda result: setattr(result, "page", f"<table><tr><td>{result.word}<td>{result.value}<td>{result.number}</table>")),
    "a page but for plain text": ("page", lambda result: setattr(result, "page", f"{result.word} {result.value} {result.number}")),
}  # fmt: skip


@pytest.mark.parametrize(("fact", "spoil"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_left_out_is_missed_and_the_rest_still_shown(
    result: Result, fact: str, spoil: Callable[[Result], object]
) -> None:
    spoil(result)
    verdict = result.judged()
    assert verdict.passed, verdict.reasons
    assert set(verdict.missed) == {fact}


def test_nan_for_a_p_value_fails(result: Result, tmp_path: Path) -> None:
    result.p_values[result.number] = float("nan")
    assert not result.judged().passed


def test_the_value_of_the_truth_moved_most_and_by_a_margin(made: MadeInputs) -> None:
    tables = []
    for name in ("train.csv", "serving.csv"):
        with (made.folder / name).open(newline="") as file:
            tables.append(list(csv.DictReader(file)))
    for column, value in made.truth["hello"]["moved_most"].items():
        before, now = (Counter(row[column] for row in table) for table in tables)
        changes = Counter({each: abs(now[each] - before[each]) for each in before | now})
        (first, most), (_, second) = changes.most_common(2)
        assert first == value
        assert most > second


def test_p_values_need_not_vary_where_both_files_hold_the_whole_pool(result: Result) -> None:
    result.p_values.update(dict.fromkeys(result.undrifted(), 1.0))
    result.truth["varied"] = False
    assert result.judged().passed
