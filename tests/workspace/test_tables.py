"""Tables that somebody brings along: what is kept of them, and what is too much."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalkit.documents import BadInput
from evalkit.workspace import propose
from evalkit.workspace.tables import read_table


def peak_mb(work: Callable[[], object]) -> float:
    """The most memory that Python holds for some work, in MB."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def refused(file: Path) -> str:
    with pytest.raises(BadInput) as said:
        read_table(file)
    return "\n".join(map(str, said.value.problems))


def test_only_the_columns_that_were_asked_for_are_kept_and_all_names_are_known(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b,c\n1,2,3\n4,5,6\n")
    table = read_table(file, keep=("c", "unknown"))
    assert (table.names, table.columns, table.rows) == (("a", "b", "c"), {"c": ["3", "6"]}, 2)
    assert str(table.place(1, "c")) == f"{file}:3:3"
    pq.write_table(pa.table({"a": [1, 4], "x.y": [2, 5], "c": [3, None]}), tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet", keep=("x.y", "c"))
    assert (table.names, table.columns, table.rows) == (("a", "x.y", "c"), {"x.y": ["2", "5"], "c": ["3", ""]}, 2)


def test_of_a_table_that_is_too_large_for_a_proposal_the_first_rows_are_read(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n" + "".join(f"{row},x\n" for row in range(1000)))
    assert read_table(file, beginning=2000).is_whole
    table = read_table(file, beginning=1000)
    assert (table.rows, table.is_whole, table.columns["a"][-1]) == (500, False, "499")


@pytest.mark.slow  # five million values
def test_a_proposal_says_that_only_the_first_rows_were_looked_at(tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text(",".join(f"c{at}" for at in range(20_000)) + "\n" + f"{'1,' * 19_999}1\n" * 300)
    assert "# evalkit looked at the first 250 rows." in propose(wide)


EXCESSIVE = {
    "empty lines": (b"\n" * 1_000_001, "t.csv:1:1: has more than 1,000,000 empty lines"),
    "one line": (b"a,b\n" + b"x" * 10_000_001, "t.csv:2:1: begins a row of more than 10 MB"),
    "one row of many lines": (
        b"a,b\n" + b'"\n\n\n\n\n\n\n\n",' * 1_000_000,
        "t.csv:2:1: begins a row of more than 10 MB",
    ),
    "columns": (b",".join(b"c%d" % at for at in range(100_001)), "t.csv:1:1: has 100,001 columns"),
    "rows": (b"a\n" + b"1\n" * 1_000_001, "t.csv:1:1: has more than 1,000,000 rows"),
    "values": (
        b",".join(b"c%d" % at for at in range(20_000)) + b"\n" + (b"1," * 19_999 + b"1\n") * 501,
        "t.csv:1:1: holds more than 10,000,000 values in the columns that data.yaml names",
    ),
}


@pytest.mark.parametrize(
    "name",
    # Ten million values, and as many lines.
    [
        pytest.param(name, marks=[pytest.mark.slow] if name in ("values", "one row of many lines") else [])
        for name in EXCESSIVE
    ],
)
def test_what_is_too_much_is_told_with_a_remedy(tmp_path: Path, name: str) -> None:
    content, expected = EXCESSIVE[name]
    (tmp_path / "t.csv").write_bytes(content)
    said = refused(tmp_path / "t.csv")
    assert said.startswith(f"{tmp_path}/{expected}")
    assert "; " in said


def test_a_large_file_that_is_no_table_takes_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    with file.open("wb") as stream:
        stream.write(b"a,b\n")
        stream.truncate(200_000_000)
    assert peak_mb(lambda: refused(file)) < 20


def test_texts_that_stand_in_many_rows_are_kept_once(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    long = [f"{at}{'x' * 500}" for at in range(20)]
    file.write_text("a,b\n" + "".join(f"{long[row % 20]},{row}\n" for row in range(40_000)))
    assert peak_mb(lambda: read_table(file)) < 15


def test_parquet_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": ["x" * 131_073]}), file)
    assert "holds a text of more than 131,072 characters; leave its column out" in refused(file)
    pq.write_table(pa.table({"a": pa.nulls(1_000_001, pa.int8())}), file)
    assert "has more than 1,000,000 rows" in refused(file)
