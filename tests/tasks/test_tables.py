"""Tables that an implementation wrote are compared field by field, in any order of rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.outputs import Unreadable
from tasks.tables import digest_of, read_rows

ROWS = st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=6)


def read(folder: Path, text: str) -> list[tuple[str, ...]]:
    (folder / "clean.csv").write_text(text, newline="")
    return read_rows(folder, "clean.csv", ("age", "race"))


@pytest.mark.parametrize(
    "text",
    ["age,race\n39,White\n28,\n", 'race,age\r\n"White",39\r\n,28\r\n', "more,age,race\nx,39,White\ny,28,\n\n"],
)
def test_quotes_line_ends_and_the_order_of_columns_do_not_matter(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == [("39", "White"), ("28", "")]


@pytest.mark.parametrize("text", ["", "age\n39\n", "age,race\n39\n", 'age,race\n"39', "{}"])
def test_what_is_no_table_with_these_columns_is_unreadable(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable, match=r"clean\.csv is not a CSV file with the columns age, race"):
        read(tmp_path, text)


@given(rows=ROWS, seed=st.randoms())
def test_the_order_of_rows_does_not_matter_and_everything_else_does(rows: list[tuple[str, str]], seed: object) -> None:
    shuffled = list(rows)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert digest_of(shuffled) == digest_of(rows)
    assert digest_of([*rows, ("new", "row")]) != digest_of(rows)
