"""The eda task: its tables hold what its truth says, and its checker sees through pages that only look right."""

from __future__ import annotations

import base64
import csv
import json
import struct
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Truth, Verdict
from tests.tasks.fault_files import Faults
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "eda"
ROWS = 1000
GOLDEN = "145623f98176fc2fbaf976d1c1383d6bc5e193a44e6b0e7705d59b0a91695d39"
LEVELS = ("hello", "adapt", "stretch")

inputs, checker, faults = load(TASK, "inputs"), load(TASK, "checker"), load(TASK, "faults")
SHOWS = {level: set(one["shows"]) for level, one in declared(TASK)["levels"].items()}
FAULTS = Faults(TASK, faults)

Row = dict[str, str]


class Made(MadeInputs):
    """One set of inputs, read back from its files."""

    def __init__(self, rows: int, seed: int, folder: Path) -> None:
        super().__init__(inputs, rows, seed, folder)

    def read(self, name: str) -> list[Row]:
        with (self.folder / name).open(encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(ROWS, 0, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(1000, 1), (2003, 2)], ids=str)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    rows, seed = request.param
    return Made(rows, seed, tmp_path_factory.mktemp("inputs"))


# Inputs


def test_same_seed_names_the_same_bytes_for_ever(made: Made) -> None:
    assert made.digest() == GOLDEN


def test_what_is_planted_in_the_table_is_there(each: Made) -> None:
    table, truth = each.read("table.csv"), each.truth["hello"]
    assert len(table) == each.rows
    missing = {name: sum(row[name] == "" for row in table) for name in table[0]}
    assert {name for name, count in missing.items() if count} == {truth["missing"]}
    assert 0.17 < missing[truth["missing"]] / each.rows < 0.24
    assert {name for name in table[0] if len({row[name] for row in table}) == 1} == {"survey"}
    assert each.rows - len({tuple(row.values()) for row in table}) == truth["repeated"] >= 5
    assert [min(row["joined"] for row in table), max(row["joined"] for row in table)] == truth["days"]
    assert sum(row["capital-gain"] == "0" for row in table) == truth["zeros"]["count"]


def test_a_copy_follows_its_original_and_a_stranger_does_not(each: Made) -> None:
    table, truth = each.read("table.csv"), each.truth["hello"]
    [original] = set(truth["copies"]["texts"]) - {"job-code"}
    most = {
        value: Counter(row["job-code"] for row in table if row[original] == value)
        for value in {row[original] for row in table}
    }
    assert sum(codes.most_common(1)[0][1] for codes in most.values()) > 0.96 * each.rows
    [doubled] = set(truth["copies"]["numbers"]) - {"points"}
    assert all(0 <= int(row["points"]) - 2 * int(row[doubled]) <= 20 for row in table)
    assert truth["missing"] not in truth["copies"]["numbers"]
    assert not set(truth["strangers"]) & {doubled, truth["missing"]}


def test_a_later_month_has_gaps_and_a_value_that_march_has_not(each: Made) -> None:
    months = {month: each.read(f"{month}.csv") for month in ("march", "april", "may")}
    for month in ("april", "may"):
        differ = each.truth["adapt"]["differ"][month]
        shares = [sum(row[differ["gaps"]] == "" for row in months[name]) / each.rows for name in ("march", month)]
        assert shares[0] < 0.05
        assert shares[1] > 0.23
        counts = [sum(row["occupation"] == differ["new"] for row in months[name]) for name in ("march", month)]
        assert counts == [0, each.rows // 100]


def test_the_slice_differs_from_the_whole(each: Made) -> None:
    statistic = each.truth["stretch"]["statistic"]
    assert len({round(value, 2) for value in statistic.values()}) == 5
    south = [row for row in each.read("table.csv") if row["region"] == "south"]
    gain, hours = (sum(int(row[name]) for row in south) for name in ("capital-gain", "hours-per-week"))
    assert statistic["south"] == pytest.approx(gain / hours)


def test_an_edit_asks_for_the_other_month_and_changes_no_file(made: Made) -> None:
    digest = made.digest()
    truth = inputs.edited(made.folder, made.truth, "adapt", "may")
    assert truth["adapt"]["other"] == "may"
    assert made.digest() == digest


def test_changed_rows_move_the_mean_of_april_and_nothing_else(tmp_path: Path) -> None:
    made = Made(ROWS, 4, tmp_path)
    before = made.read("april.csv")
    truth = json.loads(json.dumps(inputs.changed(tmp_path, made.truth, 5)))
    after = made.read("april.csv")
    assert sum(one != other for one, other in zip(before, after, strict=True)) == ROWS // 100
    old, new = made.truth["adapt"]["months"]["april"], truth["adapt"]["months"]["april"]
    assert new["rent-euros"]["mean"] > 1.1 * old["rent-euros"]["mean"]
    assert {name for name in old if old[name] != new[name]} == {"rent-euros"}
    assert truth["hello"] == made.truth["hello"]


# Pages that no tool made


class Result:
    """Right pages that show every fact, as a browser reads them, to be spoilt by a test."""

    def __init__(self, truth: Truth, level: str, *, as_table: bool) -> None:
        self.truth, self.level, self.as_table = json.loads(json.dumps(truth)), level, as_table
        self.right = self.truth[level]
        self.file = "<!doctype html><h1>page</h1>" + "<svg><path d='M0 0'/></svg>" * 100
        self.text = {"hello": self.hello, "adapt": self.adapt, "stretch": self.stretch}[level]()
        self.more = ""

    def described(self, *tables: dict[str, dict[str, Any]]) -> str:
        """Columns with their missing values and means, one table beside the other."""
        names = list(tables[0])
        told = {
            name: [
                (f"missing values {at}", f"{table[name]['missing']:,}") for at, table in enumerate(tables)
            ] + [(f"mean {at}", f"{table[name]['mean']:.4g}") for at, table in enumerate(tables) if "mean" in table[name]]
            for name in names
        }  # fmt: skip
        if not self.as_table:
            return "\n".join(
                f"{name}\n" + "\n".join(f"{label.split()[0]}\n{value}" for label, value in of)
                for name, of in told.items()
            )
        labels = [label for label, _ in max(told.values(), key=len)]
        return "\n".join(["\t".join(["", *labels]), *("\t".join([name, *(dict(of).get(label, "") for label in labels)]) for name, of in told.items())])  # fmt: skip

    def hello(self) -> str:
        right = self.right
        numbers, texts = right["copies"]["numbers"], right["copies"]["texts"]
        rows = right["table"]["age"]["rows"]
        sample = "\n".join("\t".join(["", *row]) for row in right["sample"][:5])
        return "\n".join(
            [
                f"{rows:,} rows of a table, see below what is remarkable in it, and what each column of them holds",
                f"duplicate rows\t{right['repeated']}\t",
                f"{right['missing']} has many missing values",
                "survey has one value: it is constant",
                f"{texts[0]} is highly correlated with {texts[1]}",
                f"{numbers[0]} is highly correlated with {numbers[1]}",
                f"zeros of capital-gain: {right['zeros']['count'] / rows:.1%}",
                f"joined runs from {right['days'][0]} to {right['days'][1]}",
                "the first rows",
                sample,
                "all columns",
                self.described(right["table"]),
            ]
        )

    def adapt(self) -> str:
        months, other = self.right["months"], self.right["other"]
        return "\n".join(
            [
                f"march and {other}, two months of a survey, of which each is told with its means, and what is missing in it",
                f"new values of occupation: {self.right['differ'][other]['new']}",
                "columns",
                self.described(months["march"], months[other]),
            ]
        )

    def stretch(self) -> str:
        statistic = {name: f"{value:.4f}" for name, value in self.right["statistic"].items()}
        return "\n".join(
            [
                "the people in the south of the country, beside all people in the table, and how much each of them gains",
                "gain-per-hour\t" + "\t".join(statistic.values()) + "\t",
                "columns",
                self.described(self.right["slice"], self.right["whole"]),
            ]
        )

    def judged(self, folder: Path, fault: str | None = None) -> Verdict:
        pages = {"outputs/report.html": {"text": self.text, "all": self.text}}
        (folder / "report.html").write_text(self.file, encoding="utf-8")
        if self.more:
            (folder / "more.html").write_text("<p>more</p>", encoding="utf-8")
            pages["outputs/more.html"] = {"text": self.more, "all": self.more}
        verdict = checker.check(folder, {**self.truth, "pages": pages}, self.level, fault)
        assert isinstance(verdict, Verdict)
        assert set(verdict.missed) <= SHOWS[self.level]
        return verdict

    def replace(self, old: str, new: str) -> None:
        assert old in self.text, "the test spoils nothing"
        self.text = self.text.replace(old, new)

    def without(self, *words: str) -> None:
        """Leave out the lines that hold one of the words."""
        kept = [line for line in self.text.split("\n") if not any(word in line for word in words)]
        assert len(kept) < len(self.text.split("\n")), "the test spoils nothing"
        self.text = "\n".join(kept)

    def mean(self, name: str, part: str = "table") -> str:
        return f"{self.right[part][name]['mean']:.4g}"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("as_table", [True, False], ids=["table", "sections"])
def test_right_pages_that_no_tool_made_show_everything(
    made: Made, each: Made, tmp_path: Path, level: str, *, as_table: bool
) -> None:
    for one in (made, each):
        verdict = Result(one.truth, level, as_table=as_table).judged(tmp_path)
        assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})


def _swap(result: Result, one: str, other: str) -> None:
    first, second = result.mean(one), result.mean(other)
    result.replace(first, "\0")
    result.replace(second, first)
    result.replace("\0", second)


def _other_month(result: Result) -> None:
    """Tell may where april is asked for."""
    result.right["other"] = "may"
    result.text = result.adapt()
    result.right["other"] = "april"


def _march_twice(result: Result) -> None:
    months = result.right["months"]
    right = dict(months)
    months["april"] = months["march"]
    result.text = result.adapt()
    result.right["months"] = right


def _right_data_behind_a_wrong_mean(result: Result) -> None:
    result.replace(result.mean("age"), "44.4")
    result.file += _packed(result.right["table"])


def _wrong_gaps(result: Result) -> None:
    """Tell another number of missing values for both months."""
    gaps = result.right["differ"]["april"]["gaps"]
    for month in ("march", "april"):
        result.replace(f"\n{result.right['months'][month][gaps]['missing']}\n", "\n7\n")


def _rounded_neighbour(result: Result) -> None:
    """Tell the statistic wrongly, with its rounded value beside another name right below it."""
    value = result.right["statistic"]["south"]
    result.replace(f"{value:.4f}", "99.9")
    result.replace("\ncolumns\n", f"\nage of the oldest\t{value:.0f}\ncolumns\n")


WRONG: dict[str, tuple[str, Callable[[Result], object]]] = {
    "an empty page": ("hello", lambda result: setattr(result, "text", "")),
    "a page cut off in a drawing": ("hello", lambda result: setattr(result, "file", result.file[: result.file.rindex("</svg>")])),
    "a page cut off in a tag": ("hello", lambda result: setattr(result, "file", result.file + "<img src='data:image/png;base64,AAA")),
    "names alone": ("hello", lambda result: setattr(result, "text", "\n".join(result.right["table"]))),
    "a column left out": ("hello", lambda result: result.replace("hours-per-week", "hours")),
    "two means exchanged": ("hello", lambda result: _swap(result, "tenure-months", "commute-minutes")),
    "a mean that is off by a hundredth": ("hello", lambda result: result.replace(result.mean("age"), f"{1.01 * result.right['table']['age']['mean']:.4g}")),
    "a median for the mean": ("hello", lambda result: result.replace(result.mean("capital-gain"), "0")),
    "no means": ("hello", lambda result: result.replace("mean", "max")),
    "another number of missing values": ("hello", lambda result: result.replace(f"\n{result.right['table'][result.right['missing']]['missing']}\n", "\n77\n")),
    "strangers that are said to correlate": ("hello", lambda result: setattr(result, "text", result.text + "\n{}\t{}\t0.97\t".format(*result.right["strangers"]))),
    "strangers that are said to correlate in words": ("hello", lambda result: setattr(result, "text", result.text + "\n{} is highly correlated with {}".format(*result.right["strangers"]))),
    "a wrong mean on the page, the right one in its data": ("hello", _right_data_behind_a_wrong_mean),
    "another number of missing values in both months": ("adapt", _wrong_gaps),
    "a rounded value of another name": ("stretch", _rounded_neighbour),
    "the other month": ("adapt", _other_month),
    "march twice": ("adapt", _march_twice),
    "one month alone": ("adapt", lambda result: setattr(result, "text", result.described(result.right["months"]["march"]))),
    "no page names the statistic": ("stretch", lambda result: result.without("gain-per-hour")),
    "the statistic of the whole table": ("stretch", lambda result: result.replace(f"{result.right['statistic']['south']:.4f}", f"{result.right['statistic']['all']:.4f}")),
    "the statistic with a digit changed": ("stretch", lambda result: result.replace(f"{result.right['statistic']['south']:.4f}", f"{1.002 * result.right['statistic']['south']:.4f}")),
    "a mean of quotients": ("stretch", lambda result: result.replace(f"{result.right['statistic']['south']:.4f}", "1.2345")),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_pages_that_only_look_right_fail(made: Made, tmp_path: Path, what: str) -> None:
    level, spoil = WRONG[what]
    result = Result(made.truth, level, as_table=False)
    spoil(result)
    verdict = result.judged(tmp_path)
    assert not verdict.passed
    assert all(len(reason) < 400 and reason.isprintable() for reason in verdict.reasons)


def _regions(result: Result, order: list[str]) -> None:
    """A table of the statistic by region, with the values of the regions in another order."""
    values = result.right["statistic"]
    regions = ["east", "north", "south", "west"]
    line = next(line for line in result.text.split("\n") if line.startswith("gain-per-hour"))
    table = (
        "\t".join(["", *regions]) + "\n" + "\t".join(["gain-per-hour", *(f"{values[region]:.4f}" for region in order)])
    )
    result.replace(line, table)


def _titled(result: Result, first: str, second: str) -> None:
    for label in ("mean", "missing values"):
        result.replace(f"{label} 0", f"{label} {first}")
        result.replace(f"{label} 1", f"{label} {second}")


WRONG_TABLES: dict[str, tuple[str, Callable[[Result], object]]] = {
    "means under another heading": ("hello", lambda result: result.replace("mean 0", "max")),
    "the means of each month under the other one": ("adapt", lambda result: _titled(result, "april", "march")),
    "the values of two regions exchanged": ("stretch", lambda result: _regions(result, ["south", "north", "east", "west"])),
    "the values of two other regions exchanged": ("stretch", lambda result: _regions(result, ["north", "east", "south", "west"])),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG_TABLES)
def test_tables_that_only_look_right_fail(made: Made, tmp_path: Path, what: str) -> None:
    level, spoil = WRONG_TABLES[what]
    result = Result(made.truth, level, as_table=True)
    spoil(result)
    assert not result.judged(tmp_path).passed


def _constant_in_a_table(result: Result, says: str) -> None:
    """A table of what each column is, with the days of `joined` in one that has the names above."""
    days = result.right["days"]
    lines = [f"\t{name}\t{says if name == 'survey' else 'False'}" for name in result.right["table"]]
    result.replace("survey has one value: it is constant", "\n".join(["", "\tname\tconstant", *lines, ""]))
    result.replace(
        f"joined runs from {days[0]} to {days[1]}", f"\n\tage\tjoined\nmin\t17\t{days[0]}\nmax\t90\t{days[1]}\n"
    )


RIGHT_TABLES: dict[str, tuple[str, Callable[[Result], object]]] = {
    "the months above their means": ("adapt", lambda result: _titled(result, "march", "april")),
    "the regions above their values": ("stretch", lambda result: _regions(result, ["east", "north", "south", "west"])),
    "means beside medians": ("hello", lambda result: result.replace("missing values 0\tmean 0", "missing values\tmean")),
}  # fmt: skip


@pytest.mark.parametrize("what", RIGHT_TABLES)
def test_tables_that_say_what_stands_where_are_right(made: Made, tmp_path: Path, what: str) -> None:
    level, form = RIGHT_TABLES[what]
    result = Result(made.truth, level, as_table=True)
    form(result)
    verdict = result.judged(tmp_path)
    assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})


@pytest.mark.parametrize(("says", "missed"), [("True", {"findings"}), ("yes", {"findings"}), ("False", {"constant", "findings"})])  # fmt: skip
def test_a_table_tells_what_is_constant_and_the_days(made: Made, tmp_path: Path, says: str, missed: set[str]) -> None:
    result = Result(made.truth, "hello", as_table=False)
    _constant_in_a_table(result, says)
    verdict = result.judged(tmp_path)
    assert verdict.passed
    assert set(verdict.missed) == missed


LEFT_OUT: dict[str, tuple[str, str, Callable[[Result], object]]] = {
    "a script from the web": ("hello", "offline", lambda result: setattr(result, "file", result.file + "<script src='https://cdn.example/x.js'></script>")),
    "no missing values": ("hello", "missing", lambda result: result.replace("missing", "lacking")),
    "one distinct value": ("hello", "constant", lambda result: result.replace("survey has one value: it is constant", "survey has distinct values: 1")),
    "a column that is not constant": ("hello", "constant", lambda result: result.replace("one value: it is constant", "many values: it is not constant")),
    "texts that are not related": ("hello", "copies-of-texts", lambda result: result.without("job-code is highly", "with job-code")),
    "numbers that are not related": ("hello", "copies-of-numbers", lambda result: result.without("points is highly", "with points")),
    "a weak relation": ("hello", "copies-of-numbers", lambda result: result.replace("{} is highly correlated with {}".format(*result.right["copies"]["numbers"]), "{}\t{}\t0.31\t".format(*result.right["copies"]["numbers"]))),
    "numbers that are said not to be related": ("hello", "copies-of-numbers", lambda result: result.replace("{} is highly correlated with".format(result.right["copies"]["numbers"][0]), "{} is not correlated with".format(result.right["copies"]["numbers"][0]))),
    "numbers that are said to be independent": ("hello", "copies-of-numbers", lambda result: result.replace("{} is highly correlated with".format(result.right["copies"]["numbers"][0]), "{} is independent of".format(result.right["copies"]["numbers"][0]))),
    "a weak relation with its word": ("hello", "copies-of-numbers", lambda result: result.replace("{} is highly correlated with {}".format(*result.right["copies"]["numbers"]), "{} and {}: correlation 0.31".format(*result.right["copies"]["numbers"]))),
    "a constant that is denied behind the word": ("hello", "constant", lambda result: result.replace("one value: it is constant", "many values, constant: no")),
    "a value that is said not to be new": ("adapt", "unexpected", lambda result: result.replace("new values of occupation: Gig-work", "Gig-work is not new")),
    "no repeated rows": ("hello", "repeated-rows", lambda result: result.without("duplicate rows")),
    "another number of repeated rows": ("hello", "repeated-rows", lambda result: result.replace(f"duplicate rows\t{result.right['repeated']}", "duplicate rows\t3")),
    "the first day alone": ("hello", "dates", lambda result: result.replace(f" to {result.right['days'][1]}", "")),
    "no zeros": ("hello", "zeros", lambda result: result.without("zeros of")),
    "two rows": ("hello", "sample", lambda result: result.without(*("\t".join(row) for row in result.right["sample"][2:5]))),
    "nothing drawn": ("hello", "drawings", lambda result: setattr(result, "file", "<h1>page</h1><svg><path d='M0'/></svg>")),
    "a long script that holds packed data alone": ("hello", "drawings", lambda result: setattr(result, "file", f"<h1>page</h1><script>let data = '{'QUJD' * 20_000}';</script>")),
    "no list": ("hello", "findings", lambda result: result.replace("survey has one value: it is constant", "survey: see below" + "\nx" * 80 + "\nsurvey is constant")),
    "no new value": ("adapt", "new-value", lambda result: result.without("new values")),
    "a new value that nobody remarks": ("adapt", "unexpected", lambda result: result.replace("new values of", "values of")),
    "gaps of one month": ("adapt", "missing", lambda result: result.replace(f"\n{result.right['months']['march'][result.right['differ']['april']['gaps']]['missing']}\n", "\n-\n")),
    "the statistic of one region": ("stretch", "slices", lambda result: result.replace(f"\t{result.right['statistic']['east']:.4f}", "")),
}  # fmt: skip


@pytest.mark.parametrize("what", LEFT_OUT)
def test_what_pages_leave_out_is_missed_and_passes(made: Made, tmp_path: Path, what: str) -> None:
    level, fact, spoil = LEFT_OUT[what]
    result = Result(made.truth, level, as_table=False)
    spoil(result)
    verdict = result.judged(tmp_path)
    assert (verdict.passed, verdict.reasons) == (True, ())
    assert fact in verdict.missed


def test_two_reports_one_after_the_other_are_not_side_by_side(made: Made, tmp_path: Path) -> None:
    result = Result(made.truth, "adapt", as_table=False)
    months = result.right["months"]
    result.text, result.more = (result.described(months[month]) for month in ("march", "april"))
    verdict = result.judged(tmp_path)
    assert verdict.passed
    assert "side-by-side" in verdict.missed
    assert "missing" not in verdict.missed


def _packed(truth: dict[str, Any], extra: float | None = None) -> str:
    names = "".join(truth)
    doubles = [known["mean"] for known in truth.values() if "mean" in known] + ([extra] if extra is not None else [])
    padding = b"\x0a\x10some message" * 40
    data = (
        padding
        + ".".join(truth).encode()
        + names.encode()
        + b"gain-per-hour"
        + b"".join(b"\x09" + struct.pack("<d", one) for one in doubles)
    )
    return f'<iframe srcdoc="{base64.b64encode(data).decode()}"></iframe>'


def test_data_for_a_viewer_hold_the_core_and_show_nothing(made: Made, tmp_path: Path) -> None:
    result = Result(made.truth, "hello", as_table=False)
    result.text, result.file = "", "<p></p>" + _packed(result.right["table"])
    verdict = result.judged(tmp_path)
    assert (verdict.passed, verdict.reasons) == (True, ())
    assert set(verdict.missed) == SHOWS["hello"] - {"overview"}


def test_data_of_another_table_do_not_hold_the_core(made: Made, each: Made, tmp_path: Path) -> None:
    result = Result(made.truth, "hello", as_table=False)
    result.text, result.file = "", "<p></p>" + _packed(each.truth["hello"]["table"])
    assert not result.judged(tmp_path).passed


def test_a_statistic_in_the_data_counts_and_is_not_told(made: Made, tmp_path: Path) -> None:
    result = Result(made.truth, "stretch", as_table=False)
    result.text = ""
    result.file = "<p></p>" + _packed(result.right["slice"], result.right["statistic"]["south"])
    verdict = result.judged(tmp_path)
    assert verdict.passed
    assert {"told", "offline"} <= set(verdict.missed)
    result.file = "<p></p>" + _packed(result.right["slice"], result.right["statistic"]["all"])
    assert not result.judged(tmp_path).passed


@pytest.mark.parametrize("level", LEVELS)
def test_right_pages_of_other_inputs_fail(made: Made, each: Made, tmp_path: Path, level: str) -> None:
    result = Result(each.truth, level, as_table=True)
    result.truth = made.truth
    assert not result.judged(tmp_path).passed


def test_a_page_that_no_browser_opens_fails(made: Made, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<h1>page</h1>")
    truth = {**made.truth, "pages": {"outputs/report.html": {"trouble": "it went elsewhere"}}}
    assert not checker.check(tmp_path, truth, "hello").passed


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300), file=st.text(max_size=300), level=st.sampled_from(LEVELS))
def test_no_page_makes_the_checker_raise(
    text: str, file: str, level: str, made: Made, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("outputs")
    (folder / "report.html").write_text(file, encoding="utf-8", errors="replace")
    truth = {**made.truth, "pages": {"outputs/report.html": {"text": text, "all": text}}}
    assert not checker.check(folder, truth, level).passed


# Faults


@pytest.mark.parametrize("name", FAULTS.must("caught"))
def test_a_page_that_is_silent_about_a_fault_does_not_catch_it(made: Made, tmp_path: Path, name: str) -> None:
    altered = FAULTS.inject(name, made, tmp_path / "inputs")
    result = Result(altered.truth, "adapt", as_table=False)
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    assert not result.judged(outputs, name).passed


TELLS: dict[str, Callable[[int], str]] = {
    "renamed-column": lambda rows: "rent-gross\nmean\n1000",
    "text-in-numbers": lambda rows: "tenure-months: undisclosed 333",
    "infinite-number": lambda rows: f"tenure-months has {rows // 5} infinite values",
    "all-missing": lambda rows: f"hours-per-week has {rows} missing values",
    "wrong-delimiter": lambda rows: ";".join(inputs.MONTH),
}


@pytest.mark.parametrize("name", TELLS)
def test_a_page_that_tells_of_a_fault_catches_it(made: Made, tmp_path: Path, name: str) -> None:
    altered = FAULTS.inject(name, made, tmp_path / "inputs")
    result = Result(altered.truth, "adapt", as_table=False)
    result.text += "\n" + TELLS[name](ROWS)
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    assert result.judged(outputs, name).passed
