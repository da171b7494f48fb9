"""Read a table that somebody brings along, CSV or Parquet, as texts by column, with the line of each row."""

from __future__ import annotations

import csv
import io
import math
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.documents import BadInput, Place, Problem, quoted

MOST_BYTES = 1_000_000_000
MOST_ROWS = 1_000_000
"""Above these a table is refused: every draw goes through all rows, and every worker gets them."""
PARQUET = (".parquet", ".pq")
_OTHER_FORMATS = frozenset(
    (
        ".xlsx",
        ".xls",
        ".ods",
        ".json",
        ".jsonl",
        ".yaml",
        ".yml",
        ".feather",
        ".arrow",
        ".sav",
        ".dta",
        ".zip",
        ".gz",
        ".db",
    )
)
"""Endings of what people name as a table, and nobody can read as CSV."""
_LONGEST_HEADER = 10_000_000
_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the columns by name, each with one text a row, and where each row stands.

    `lines` are those of a CSV file, from 1; a Parquet file has none, and its rows are counted from 1.
    """

    file: str
    columns: dict[str, list[str]]
    lines: Sequence[int] | None

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values()), []))

    def place(self, row: int, column: str) -> Place:
        """Return where a field of a row, counted from 0, stands: its line, and the number of its column in the table."""
        number = list(self.columns).index(column) + 1
        return Place(self.file, self.lines[row] if self.lines else row + 1, number)


def read_parquet(file: Path) -> Any:
    """Return an Arrow table; raises ImportError where pyarrow is not installed."""
    from pyarrow import parquet  # noqa: PLC0415  (an optional dependency)

    return parquet.read_table(file)


def read_table(file: Path, separator: str = ",", parquet: Callable[[Path], Any] = read_parquet) -> Table:
    """Return the table in a file; one whose name ends in .parquet is Parquet, any other CSV in UTF-8.

    Raises:
        BadInput: it is missing, too large, unreadable, or no table, with the place and what to do.
    """
    name = str(file)
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _bad(name, "is a folder; name the table's file")
        if not stat.S_ISREG(status.st_mode):  # reading a pipe or a device may never end
            raise _bad(name, "is not a regular file; write the table into one")
        if status.st_size > MOST_BYTES:
            raise _bad(
                name, f"holds more than {MOST_BYTES // 10**6:,} MB; write some of its rows into a file of their own"
            )
        if file.suffix.lower() in _OTHER_FORMATS:
            raise _bad(
                name, f"is neither CSV nor Parquet, as its ending {file.suffix} says; save the table as one of them"
            )
        if file.suffix.lower() in PARQUET:
            return _counted(_of_parquet(file, parquet))
        return _counted(_of_csv(name, file.read_bytes(), separator))
    except OSError as error:
        reason = (
            "is missing; check its name"
            if isinstance(error, FileNotFoundError)
            else f"cannot be read: {error.strerror}"
        )
        raise _bad(name, reason) from None


def separators_in(file: Path) -> list[str]:
    """Return the separators that the first line of a CSV file may be written with: a comma, and those that stand in it."""
    if file.suffix.lower() in PARQUET or not file.is_file():
        return [","]
    with file.open("rb") as stream:
        first = stream.readline(_LONGEST_HEADER)
    return [",", *(each for each in _SEPARATORS if each != "," and each.encode() in first)]


def _other_separator(header: list[str], separator: str) -> str:
    """The end of a message about a row of another length than the header, where a wrong separator may be why."""
    other = next((each for each in _SEPARATORS if each != separator and any(each in name for name in header)), None)
    if other is None:
        return ""
    return f"; or, if {_SEPARATORS[other]} stands between the fields, {_to_write(other)}"


def _to_write(separator: str) -> str:
    shown = separator.replace("\t", "\\t")
    return f'write `separator: "{shown}"` in data.yaml'


def _counted(table: Table) -> Table:
    if table.rows > MOST_ROWS:
        raise _bad(table.file, f"has {table.rows:,} rows; write at most {MOST_ROWS:,} of them into a file of their own")
    return table


def _of_csv(name: str, content: bytes, separator: str) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "is not UTF-8 from here on; save the table as UTF-8, as `iconv -f latin1 -t utf-8` does"
        raise BadInput([Problem(Place(name, line), message)]) from None
    if (null := text.find("\0")) >= 0:  # as every other character of UTF-16
        message = "holds a null character here; save the table as UTF-8, as `iconv -f utf-16 -t utf-8` does"
        raise BadInput([Problem(Place(name, text.count("\n", 0, null) + 1), message)])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] = []
    begins = 1
    try:
        for fields in reader:
            if not header:
                header = _header(name, fields, separator)
            elif fields:
                if len(fields) != len(header):
                    message = (
                        f"has {len(fields)} fields where the header has {len(header)}; put a field that holds the separator in "
                        "quotes"
                    )
                    message += _other_separator(header, separator)
                    raise BadInput([Problem(Place(name, begins), message)])
                rows.append(fields)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            [Problem(Place(name, begins), f"is no CSV from here on: {error}; save the table again")]
        ) from None
    if not header:
        raise _bad(name, "is empty; a header with the names of the columns is needed, and rows")
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in header]
    return Table(name, dict(zip(header, columns, strict=True)), lines)


def _header(name: str, fields: list[str], separator: str) -> list[str]:
    header = [field.strip() for field in fields]
    others = [each for each in _SEPARATORS if each != separator and header and each in header[0]]
    if len(header) == 1 and others:
        message = f"{_SEPARATORS[others[0]]} stands between its fields; {_to_write(others[0])}"
        raise BadInput([Problem(Place(name), message)])
    seen: set[str] = set()
    for number, column in enumerate(header, start=1):
        if not column:
            raise BadInput([Problem(Place(name, 1, number), f"column {number} has no name; write one into the header")])
        if column in seen:
            message = f"two columns are called {quoted(column)}; give one of them another name"
            raise BadInput([Problem(Place(name, 1, number), message)])
        seen.add(column)
    return header


def _of_parquet(file: Path, parquet: Callable[[Path], Any]) -> Table:
    try:
        table = parquet(file)
    except ImportError:
        message = "is Parquet, which needs pyarrow: pip install 'evalkit-mlops[parquet]', or save the table as CSV"
        raise _bad(str(file), message) from None
    except (ValueError, OSError) as error:  # pyarrow's own errors are ValueErrors and OSErrors
        raise _bad(str(file), f"cannot be read as Parquet: {str(error).splitlines()[0]}; write it again") from None
    columns = {
        name: [_text(value) for value in table.column(at).to_pylist()] for at, name in enumerate(table.column_names)
    }
    if len(columns) < len(table.column_names):
        raise _bad(str(file), "has two columns with one name; give one of them another")
    return Table(str(file), columns, None)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value)


def _bad(file: str, message: str) -> BadInput:
    return BadInput([Problem(Place(file), message)])
