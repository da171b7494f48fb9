"""Data of one's own: what becomes of a table and its roles, and what is said where something is wrong with them."""

from __future__ import annotations

import csv
import io
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evalkit.documents import BadInput
from evalkit.model.own_data import MISSING
from evalkit.workspace import CannotBegin, OwnTable, begin_data, propose, read_own_data
from evalkit.workspace.tables import read_table
from tests.own_tables import DISTRICTS, HEADER, JOBS, LABELS, MAPPING, rows_of, write_table


def columns_of(own: OwnTable) -> dict[str, list[str]]:
    header, *rows = csv.reader(io.StringIO(own.content.decode()))
    return dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))


def complaint(file: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_own_data(file)
    return str(caught.value)


def test_a_table_becomes_roles_with_numbers_as_they_are_and_words_by_how_frequent_they_are(tmp_path: Path) -> None:
    rows = rows_of()
    own = read_own_data(write_table(tmp_path, rows))
    columns = columns_of(own)
    assert list(columns) == [
        *("label", "group-1", "group-2", "number-1", "number-2", "number-3", "text-1", "text-2"),
    ]
    assert columns["number-1"] == [row[1] for row in rows]
    assert columns["number-2"] == [str(round(float(row[2]) * 10)) for row in rows]  # one decimal
    assert columns["label"] == [str(int(row[8] == "genehmigt")) for row in rows]
    ranked = [word for word, _ in Counter(row[4] for row in rows).most_common()]
    assert [ranked[int(code) - 1] for code in columns["group-1"]] == [row[4] for row in rows]
    assert [code == "" for code in columns["text-1"]] == [row[6] == "" for row in rows]
    assert (own.told.rows, own.told.columns, own.told.table) == (1500, 8, "")
    assert own.roles == {"label": 1, "groups": 2, "numbers": 3, "texts": 2}


def test_no_word_of_a_table_is_in_what_leaves_the_process_that_reads_it(tmp_path: Path) -> None:
    text = read_own_data(write_table(tmp_path)).content.decode()
    assert not any(word in text for word in (*DISTRICTS, *filter(None, JOBS), *LABELS, *HEADER[1:]))


@given(
    st.lists(st.sampled_from(["a", "b", "c", "NA", ""]), min_size=500, max_size=600).filter(
        lambda w: len({*w} - {"NA", ""}) > 1
    )
)
def test_a_more_frequent_word_never_has_a_later_number(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("own")
    file = folder / "table.csv"
    file.write_text("".join(f"{line}\n" for line in ["word,n", *(f"{word},{at}" for at, word in enumerate(words))]))
    (folder / "data.yaml").write_text("texts: [word]\nnumbers: [n]\n")
    codes = columns_of(read_own_data(file))["text-1"]
    assert [code == "" for code in codes] == [word in ("NA", "") for word in words]
    counts = Counter(code for code in codes if code)
    assert sorted(counts, key=int) == sorted(counts, key=lambda code: (-counts[code], int(code)))


@pytest.mark.parametrize(("yes", "no"), [("Yes", "No"), ("true", "false"), ("Positive", "negative")])
def test_usual_words_for_yes_need_no_positive(tmp_path: Path, yes: str, no: str) -> None:
    said = {"genehmigt": yes, "abgelehnt": no}
    rows = rows_of()
    in_english = [[said.get(field, field) for field in row] for row in rows]
    told = columns_of(read_own_data(write_table(tmp_path, in_english, MAPPING.replace("positive: genehmigt\n", ""))))
    assert told["label"] == columns_of(read_own_data(write_table(tmp_path, rows)))["label"]


def test_rows_that_lack_the_label_or_a_number_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = rows_of()
    rows[3][1] = ""
    rows[7][8] = "NA"
    rows[9][6] = ""  # a text may be missing
    told = read_own_data(write_table(tmp_path, rows)).told
    assert (told.rows, told.rows_read) == (1498, 1500)


@pytest.mark.parametrize("word", ["NA", "n/a", "N/A", "null", "NaN", "<NA>", "#N/A", "None", "-", "?", " - "])
def test_usual_words_for_missing_values_are_missing_in_columns_of_every_role(tmp_path: Path, word: str) -> None:
    rows = rows_of()
    for number, column in ((3, "approved"), (7, "income"), (9, "job")):
        rows[number][HEADER.index(column)] = word
    file = write_table(tmp_path, rows)
    read = read_own_data(file)
    assert (read.told.rows, read.told.rows_read) == (1498, 1500)
    assert "" in columns_of(read)["text-1"]
    assert f'# missing: ["{word.strip()}"]\n' in propose(file)


def test_pandas_takes_the_same_words_for_missing_but_for_two_signs() -> None:
    words = sorted(
        {*MISSING, "na", "Na", "none", "NONE", "NAN", "Null", "missing", ".", "--", "0", "-1", "#NAME?"} - {""}
    )
    read = pd.read_csv(io.StringIO("".join(f"{line}\n" for line in ["word", *words])))
    assert {word for word, value in zip(words, read["word"], strict=True) if pd.isna(value)} == {*MISSING} - {
        "",
        "-",
        "?",
    }


def test_a_list_of_ones_own_takes_the_place_of_all_usual_words(tmp_path: Path) -> None:
    rows = rows_of()
    signs = {"genehmigt": "+", "abgelehnt": "-"}
    signed = [[signs.get(field, field) for field in row] for row in rows]
    signed[9][HEADER.index("job")] = "keine"
    mapping = MAPPING.replace("positive: genehmigt", 'positive: "+"')
    with pytest.raises(BadInput) as raised:
        read_own_data(write_table(tmp_path, signed, mapping))
    assert str(raised.value).endswith(
        "or, if '-' is a value there, list under `missing:` what does stand for a missing one"
    )
    read = read_own_data(write_table(tmp_path, signed, f"{mapping}missing: [keine]\n"))
    assert read.told.rows == 1500
    assert "" in columns_of(read)["text-1"]


def test_the_digest_depends_on_the_rows_and_on_the_roles_and_on_nothing_else(tmp_path: Path) -> None:
    def digest(rows: list[list[str]], mapping: str) -> str:
        return read_own_data(write_table(tmp_path, rows, mapping)).told.digest

    rows = rows_of()
    same = digest(rows, MAPPING)
    assert digest(rows, f"# a remark\n{MAPPING}") == same
    others = [
        digest(rows, MAPPING.replace("[age, hours, income]", "[hours, age, income]")),
        digest(rows, MAPPING.replace("genehmigt", "abgelehnt")),
        digest([[*rows[0][:1], "43", *rows[0][2:]], *rows[1:]], MAPPING),
        # Other words of the same frequency are coded alike, and are other data all the same.
        digest([[*row[:4], row[4].replace("Nordend", "Westend"), *row[5:]] for row in rows], MAPPING),
    ]
    assert len({same, *others}) == 5


def test_the_key_of_data_that_may_be_shown_is_another_one(tmp_path: Path) -> None:
    file = write_table(tmp_path)
    hidden, shown = read_own_data(file).told, read_own_data(file, shown=True).told
    assert hidden.digest == shown.digest
    assert hidden.key != shown.key
    assert (hidden.table, shown.table) == ("", "people.csv")


def test_parquet_is_read_like_the_same_table_as_csv(tmp_path: Path) -> None:
    rows = rows_of()
    as_csv = columns_of(read_own_data(write_table(tmp_path, rows)))
    values: dict[str, list[Any]] = {name: [row[at] or None for row in rows] for at, name in enumerate(HEADER)}
    values["age"] = [int(age) for age in values["age"]]
    values["income"] = [float(income) for income in values["income"]]
    file = tmp_path / "people.parquet"
    pq.write_table(pa.table(values), file)
    assert columns_of(read_own_data(file)) == as_csv


def test_parquet_without_pyarrow_says_how_to_get_it(tmp_path: Path) -> None:
    def missing(_: Path) -> Any:
        raise ImportError("pyarrow")

    file = tmp_path / "people.parquet"
    file.write_bytes(b"PAR1")
    with pytest.raises(
        BadInput, match=r"people\.parquet:1:1: is Parquet, which needs pyarrow: pip install 'evalkit-mlops\[parquet\]'"
    ):
        read_table(file, parquet=missing)


def test_what_is_no_parquet_file_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "people.parquet"
    file.write_bytes(b"age\n1\n")
    with pytest.raises(BadInput, match="cannot be read as Parquet"):
        read_table(file)


def test_a_byte_order_mark_and_another_separator_and_decimal_comma_are_read(tmp_path: Path) -> None:
    lines = ["Alter;Ort", *(f"{20 + at % 30},5;{'AB'[at % 2]}" for at in range(600))]
    file = tmp_path / "leute.csv"
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    (tmp_path / "data.yaml").write_text('numbers: [Alter]\ntexts: [Ort]\nseparator: ";"\ndecimal: ","\n')
    assert columns_of(read_own_data(file))["number-1"][:2] == ["205", "215"]


def test_a_missing_data_yaml_is_answered_with_a_proposal_that_can_be_used(tmp_path: Path) -> None:
    file = write_table(tmp_path, mapping=None)
    said = complaint(file)
    assert f"{tmp_path}/data.yaml:1:1: is missing; `evalkit new data {file}` writes this proposal" in said
    proposal = propose(file)
    assert all(f"    {line}" in said for line in proposal.splitlines() if line)
    assert begin_data(file) == tmp_path / "data.yaml"
    own = read_own_data(file)
    assert own.roles == {"label": 1, "groups": 2, "numbers": 3, "texts": 2}
    assert own.told.rows == 1500
    assert "number" in proposal.splitlines()[-1]  # it counts the rows


def test_a_proposal_is_never_written_over_a_file(tmp_path: Path) -> None:
    file = write_table(tmp_path)
    with pytest.raises(CannotBegin, match="is there already, and nothing is overwritten"):
        begin_data(file)
    assert (tmp_path / "data.yaml").read_text(encoding="utf-8") == MAPPING


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8)
        .map(str.strip)
        .filter(bool),
        min_size=4,
        max_size=4,
        unique=True,
    )
)
@example(["a\u2028b: c", "d\x85e", "f\x7f\x80", "g\nh"])
def test_a_proposal_can_be_used_whatever_columns_are_called(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    file = tmp_path_factory.mktemp("data") / "a\nb: c.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows([at % 2, at % 5, at, f"{at}th"] for at in range(600))
    begin_data(file)
    assert read_own_data(file).roles == {"label": 1, "numbers": 1}


def test_a_proposal_finds_the_separator(tmp_path: Path) -> None:
    file = tmp_path / "leute.csv"
    file.write_text(
        "".join(f"{line}\n" for line in ["Alter;Ort", *(f"{20 + at % 30};{'ABC'[at % 3]}" for at in range(600))])
    )
    begin_data(file)
    assert read_own_data(file).roles == {"groups": 1, "numbers": 1}


def test_a_proposal_takes_the_column_with_the_fewest_gaps_as_the_label(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    lines = ["left,stays,contract", *(f"{'yn'[at % 2]},{'ab'[at % 2]},{('m', 'y', '')[at % 3]}" for at in range(600))]
    file.write_text("\n".join(lines) + "\n")
    begin_data(file)
    assert (tmp_path / "data.yaml").read_text().count('label: "stays"\n') == 1
    assert read_own_data(file).told.rows == 600


def german(folder: Path, rows: int = 600) -> Path:
    """A table as a German spreadsheet writes it: semicolons, decimal commas, points between thousands, odd names."""
    lines = ["Größe (m²);Umsatz, netto;Ort, Bezirk;Geburt"]
    lines += [
        f"{at % 80},{at % 10};{at % 9 + 1}.{at % 900 + 100}.000,50;{'ABC'[at % 3]};{at:03}.01.99" for at in range(rows)
    ]
    file = folder / "kunden.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_a_proposal_finds_how_numbers_are_written_whatever_stands_in_the_names(tmp_path: Path) -> None:
    file = german(tmp_path)
    assert 'separator: ";"\ndecimal: ","\nthousands: "."\n' in propose(file)
    begin_data(file)
    own = read_own_data(file)
    assert own.roles == {"groups": 1, "numbers": 2}
    assert columns_of(own)["number-2"][:2] == ["11000005", "21010005"]


def test_numbers_in_another_format_are_told_with_the_format(tmp_path: Path) -> None:
    file = german(tmp_path)
    mapping = 'separator: ";"\nnumbers: ["Umsatz, netto"]\n'
    (tmp_path / "data.yaml").write_text(mapping)
    assert (
        f"{file}:2:2: column 'Umsatz, netto' holds no number here; all of the column are numbers with "
        'decimal: "," and thousands: "." in data.yaml'
    ) in complaint(file)
    (tmp_path / "data.yaml").write_text(f'{mapping}decimal: ","\n')  # 1.000,50 is not 1.0
    assert 'thousands: "." in data.yaml' in complaint(file)
    (tmp_path / "data.yaml").write_text(f'{mapping}thousands: "."\n')
    assert "`thousands` is another character" in complaint(file)


def test_a_row_of_another_length_names_the_separator_that_may_be_meant(tmp_path: Path) -> None:
    file = tmp_path / "kunden.csv"
    file.write_text("Miete;Lage, Bezirk\n1,5;2,5\n")
    (tmp_path / "data.yaml").write_text("numbers: [Miete]\n")
    assert (
        f"{file}:2:1: has 3 fields where the header has 2; put a field that holds the separator in quotes; or, if a semicolon "
        'stands between the fields, write `separator: ";"` in data.yaml'
    ) in complaint(file)


@pytest.mark.parametrize("rows", [0, 499])
def test_no_proposal_is_written_for_a_table_with_too_few_rows(rows: int, tmp_path: Path) -> None:
    file = german(tmp_path, rows)
    with pytest.raises(BadInput, match=rf"kunden\.csv:1:1: has {rows} rows, and evalkit needs 500; bring more of them"):
        begin_data(file)
    assert not (tmp_path / "data.yaml").exists()


Spoil = Callable[[list[list[str]]], None]


def nothing(_: list[list[str]]) -> None:
    """Leave the rows as they are."""


def put(row: int, column: str, field: str) -> Spoil:
    return lambda rows: rows[row].__setitem__(HEADER.index(column), field)


def put_all(column: str, field: str) -> Spoil:
    return put_by_number(column, lambda _: field)


def put_by_number(column: str, field: Callable[[int], str]) -> Spoil:
    """Replace a column by what its row's number says."""

    def spoil(rows: list[list[str]]) -> None:
        for number, row in enumerate(rows):
            row[HEADER.index(column)] = field(number)

    return spoil


MISTAKES: dict[str, tuple[str, Spoil, str]] = {
    "an unknown column": (
        MAPPING.replace("[age,", "[agee,"),
        nothing,
        "data.yaml:4:11: {file} has no column 'agee'; did you mean 'age'?",
    ),
    "a label with three values": (
        MAPPING,
        put(100, "approved", "offen"),
        ("data.yaml:1:8: the label 'approved' has 3 values, and a label has two; the third comes first in {file}, line 102; "
        "name another column, or leave the label out"),
    ),
    "a label with one value": (MAPPING, put_all("approved", "genehmigt"), "data.yaml:1:8: the label 'approved' has one value only"),
    "a positive value that never comes": (
        MAPPING.replace("genehmigt", "bewilligt"),
        nothing,
        "data.yaml:2:11: the label 'approved' never has this value; write one of its two",
    ),
    "nobody knows which value is positive": (
        MAPPING.replace("positive: genehmigt\n", ""),
        nothing,
        "data.yaml:1:8: which value of the label 'approved' counts as 1? write it, in quotes, as `positive:`",
    ),
    "a word among numbers": (
        MAPPING,
        put(8, "hours", "viele"),
        ("{file}:10:3: column 'hours' holds no number here; correct it, list it under `missing:` in data.yaml, or let the "
        "column be one of texts"),
    ),
    "a constant number": (MAPPING, put_all("age", "40"), "data.yaml:4:11: column 'age' holds one number only; leave it out"),
    "a constant text": (MAPPING, put_all("job", "Küche"), "data.yaml:5:9: column 'job' holds one value only; leave it out"),
    "an identifier as a text": (
        MAPPING.replace("[job,", "[number,"),
        nothing,
        "data.yaml:5:9: column 'number' holds another value in nearly every row",
    ),
    "a number too large": (
        MAPPING,
        put(8, "income", "1e15"),
        "data.yaml:4:23: column 'income' holds numbers above 2,000,000,000; write them in thousands or millions",
    ),
    "numbers too close": (
        MAPPING,
        put_by_number("age", lambda number: f"0.00000{number % 9}"),
        "data.yaml:4:11: column 'age' holds numbers that differ behind the fourth decimal only; write them larger",
    ),
    "too many gaps": (
        MAPPING,
        put_by_number("hours", lambda number: "" if number < 1200 else str(30 + number % 9)),
        ("{file}:1:1: has 300 rows with a label and all numbers, and evalkit needs 500; column 'hours' lacks 1,200 values: fill "
        "it, or take it out of data.yaml"),
    ),
    "a column in two roles": (
        MAPPING.replace("[job,", "[age,"),
        nothing,
        "the column 'age' has two roles; leave one of them out",
    ),
    "no column at all": ('separator: ","\n', nothing, "no column has a role; name some under label, groups, numbers or texts"),
    "an unknown key": (f"{MAPPING}group: [job]\n", nothing, "data.yaml:6:1: unknown key 'group'"),
    "the table's name, which the path says": (f"{MAPPING}table: x\n", nothing, "the name in the path says it"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_a_remedy(name: str, tmp_path: Path) -> None:
    mapping, spoil, expected = MISTAKES[name]
    rows = rows_of()
    spoil(rows)
    file = write_table(tmp_path, rows, mapping)
    said = complaint(file)
    assert expected.format(file=file) in said
    if expected.startswith("data.yaml"):
        assert f"{tmp_path}/{expected[:20].partition(': ')[0]}" in said


@pytest.mark.parametrize("name", MISTAKES)
def test_no_mistake_is_told_with_a_value_of_the_table(name: str, tmp_path: Path) -> None:
    mapping, spoil, _ = MISTAKES[name]
    rows = rows_of()
    spoil(rows)
    said = complaint(write_table(tmp_path, rows, mapping))
    assert not any(word in said for word in (*DISTRICTS, *filter(None, JOBS), *LABELS, "offen", "viele"))


def test_many_columns_that_are_not_there_are_all_told_at_once(tmp_path: Path) -> None:
    names = [f"column-{number}" for number in range(1500)]
    (tmp_path / "wide.csv").write_text(f"{','.join(names)}\n{','.join('1' * len(names))}\n")
    (tmp_path / "data.yaml").write_text(f"numbers: [{', '.join(name.replace('-', ' ') for name in names)}]\n")
    began = time.monotonic()
    told = complaint(tmp_path / "wide.csv").splitlines()
    assert time.monotonic() - began < 10
    assert len(told) == len(names)
    assert "has no column 'column 0'; did you mean 'column-0'?" in told[0]


def test_too_few_rows_are_told(tmp_path: Path) -> None:
    file = write_table(tmp_path, rows_of(320))
    assert f"{file}:1:1: has 320 rows, and evalkit needs 500; bring more of them" in complaint(file)


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "Latin-1": (
        "age,town\n1,Ulm\n2,K\xf6ln\n".encode("latin-1"),
        ":3:1: is not UTF-8 from here on; save the table as UTF-8",
    ),
    "UTF-16 without its mark": (
        "age,town\n1,Ulm\n".encode("utf-16-le"),
        ":1:1: holds a null character here; save the table as UTF-8, as `iconv -f utf-16 -t utf-8` does",
    ),
    "a row too long": (b"age,town\n1,Ulm\n2,Bonn,Rhein\n", ":3:1: has 3 fields where the header has 2"),
    "a quote that never ends": (b'age,town\n1,"Ulm\n', ":2:1: is no CSV from here on: unexpected end of data"),
    "another separator": (
        b"age;town\n1;Ulm\n",
        ':1:1: a semicolon stands between its fields; write `separator: ";"` in data.yaml',
    ),
    "one name twice": (b"age,age\n1,2\n", ":1:2: two columns are called 'age'; give one of them another name"),
    "no name": (b"age,\n1,2\n", ":1:2: column 2 has no name; write one into the header"),
    "nothing": (b"", ":1:1: is empty; a header with the names of the columns is needed, and rows"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_table_that_cannot_be_read_is_told_with_line_and_remedy(name: str, tmp_path: Path) -> None:
    content, expected = UNREADABLE[name]
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    (tmp_path / "data.yaml").write_text("numbers: [age]\n")
    assert f"{file}{expected}" in complaint(file)


@pytest.mark.parametrize("name", ["people.xlsx", "people.JSON", "people.csv.gz", "quick.yaml"])
def test_another_format_is_told_by_its_ending(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"PK\x03\x04\xff")
    for read in (read_table, propose, begin_data):
        with pytest.raises(BadInput) as raised:
            read(file)
        assert str(raised.value) == (
            f"{file}:1:1: is neither CSV nor Parquet, as its ending {file.suffix} says; save the table as one of them"
        )


@pytest.mark.parametrize("wanted", [read_own_data, begin_data])
def test_a_pipe_or_a_device_is_never_read(wanted: Callable[[Path], object], tmp_path: Path) -> None:
    (tmp_path / "pipe.csv").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "people.csv")
    for name in ("pipe.csv", "people.csv"):
        with pytest.raises(BadInput, match="is not a regular file; write the table into one"):
            wanted(tmp_path / name)


def test_a_table_may_have_very_many_columns(tmp_path: Path) -> None:
    names = [f"column-{number}" for number in range(60_000)]
    (tmp_path / "wide.csv").write_text(f"{','.join(names)}\n{','.join('1' * len(names))}\n")
    began = time.monotonic()
    assert list(read_table(tmp_path / "wide.csv").columns) == names
    assert time.monotonic() - began < 5  # comparing each name with all others takes several times as long


def test_a_table_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert f"{tmp_path}/people.csv:1:1: is missing; check its name" in complaint(tmp_path / "people.csv")
    assert "is a folder; name the table's file" in complaint(tmp_path)


@pytest.mark.parametrize("wanted", [read_own_data, begin_data])
def test_data_yaml_in_place_of_the_table_is_told(wanted: Callable[[Path], object], tmp_path: Path) -> None:
    write_table(tmp_path)
    with pytest.raises(
        BadInput, match=r"data\.yaml:1:1: says what the columns of a table are; name the table beside it"
    ):
        wanted(tmp_path / "data.yaml")
