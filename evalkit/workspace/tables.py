"""Read a table that somebody brings along, CSV or Parquet, as texts by column, with the line of each row.

A table is read once from front to back, and no more of it is kept than is asked for: a file that is large, or that was
made to be, takes little memory.
"""

from __future__ import annotations

import codecs
import csv
import math
import stat
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from evalkit.documents import BadInput, Place, Problem, quoted

MOST_BYTES = 1_000_000_000
MOST_ROWS = 1_000_000
"""Above these a table is refused: every draw goes through all rows, and every worker gets them."""
MOST_VALUES = 10_000_000
"""Of the columns that are kept: ten of them in as many rows as there may be."""
MOST_COLUMNS = 100_000
PARQUET = (".parquet", ".pq")
_LONGEST_ROW = 10_000_000
"""In bytes, and also that of a header."""
_LONGEST_FIELD = 131_072
"""In characters; Python's own reader of CSV has this limit."""
_MOST_EMPTY_LINES = 1_000_000
_CHUNK = 1_000_000
_OF_ARROW = (ValueError, OSError, NotImplementedError, TypeError, KeyError, OverflowError)
"""What pyarrow's own errors are, and those of values that Python cannot hold."""
_AT_ONCE = 1000
"""Rows of Parquet that are unpacked together."""
_MOST_SHARED = 10_000
"""Different texts of a column that are kept once, however often they stand there; further ones are kept each."""
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
_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns' names, those columns that were asked for, each with one text a row, and where each row stands.

    `lines` are those of a CSV file, from 1; a Parquet file has none, and its rows are counted from 1. If `is_whole` is
    False, only the first rows were read.
    """

    file: str
    names: tuple[str, ...]
    columns: Mapping[str, list[str]]
    lines: Sequence[int] | None
    rows: int
    is_whole: bool = True

    def place(self, row: int, column: str) -> Place:
        """Return where a field of a row, counted from 0, stands: its line, and the number of its column in the table."""
        number = self.names.index(column) + 1
        return Place(self.file, self.lines[row] if self.lines else row + 1, number)


def open_parquet(file: Path) -> Any:
    """Return a Parquet file that was opened; raises ImportError where pyarrow is not installed."""
    from pyarrow import parquet  # noqa: PLC0415  (an optional dependency)

    return parquet.ParquetFile(file)


def read_table(
    file: Path,
    separator: str = ",",
    parquet: Callable[[Path], Any] = open_parquet,
    *,
    keep: Collection[str] | None = None,
    beginning: int | None = None,
) -> Table:
    """Return the table in a file; one whose name ends in .parquet is Parquet, any other CSV in UTF-8.

    `keep` names the columns whose values are kept, all by default. Of a table whose columns hold more than `beginning`
    values, only the first rows are read.

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
            raise _too_many_bytes(name, "holds")
        if file.suffix.lower() in _OTHER_FORMATS:
            raise _bad(
                name, f"is neither CSV nor Parquet, as its ending {file.suffix} says; save the table as one of them"
            )
        if file.suffix.lower() in PARQUET:
            return _of_parquet(file, parquet, _Kept(name, keep, beginning))
        with file.open("rb") as stream:
            _check_text(name, stream)
        with file.open(encoding="utf-8-sig", newline="") as text:
            return _of_csv(name, text, separator, _Kept(name, keep, beginning))
    except UnicodeDecodeError:
        raise _bad(name, "has changed while evalkit read it; run it again when nobody writes to it") from None
    except OSError as error:
        reason = (
            "is missing; check its name"
            if isinstance(error, FileNotFoundError)
            else f"cannot be read: {error.strerror or error}"
        )
        raise _bad(name, reason) from None


class _Kept:
    """The values of columns as they are read, within the limits that a table has."""

    def __init__(self, file: str, keep: Collection[str] | None, beginning: int | None) -> None:
        self.columns: dict[str, list[str]] = {}
        self.rows = 0
        self.is_whole = True
        self._file, self._keep, self._beginning = file, keep, beginning
        self._kept: list[tuple[int, list[str], dict[str, str]]] = []
        self._most_rows = MOST_ROWS

    def begin(self, names: Sequence[str]) -> None:
        """Begin with the names of all columns, of which rows have a field each."""
        if len(names) > MOST_COLUMNS:
            raise _bad(self._file, f"has {len(names):,} columns; write at most {MOST_COLUMNS:,} of them into a file")
        kept = [(at, name) for at, name in enumerate(names) if self._keep is None or name in self._keep]
        self.columns = {name: [] for _, name in kept}
        self._kept = [(at, self.columns[name], {}) for at, name in kept]
        if self._beginning is not None:
            self._most_rows = min(MOST_ROWS, self._beginning // max(1, len(kept)))

    @property
    def places(self) -> list[tuple[int, str]]:
        """The places of the columns that are kept, and their names."""
        return [(at, name) for (at, _, _), name in zip(self._kept, self.columns, strict=True)]

    def add(self, fields: Sequence[str] | Mapping[int, str]) -> bool:
        """Keep what is to be kept of a row; return False where the table ends for whoever asked for its beginning."""
        if self.rows >= self._most_rows:
            if self._beginning is None:
                raise self._too_many()
            self.is_whole = False
            return False
        self.rows += 1
        if self._beginning is None and self.rows * len(self._kept) > MOST_VALUES:
            raise self._too_many()
        for at, column, shared in self._kept:
            field = fields[at]
            # One dictionary for each column: it stops growing where a column holds ever new texts.
            field = shared.setdefault(field, field) if len(shared) < _MOST_SHARED else shared.get(field, field)
            column.append(field)
        return True

    def _too_many(self) -> BadInput:
        if self.rows >= MOST_ROWS:
            return _bad(
                self._file, f"has more than {MOST_ROWS:,} rows; write at most so many of them into a file of their own"
            )
        message = f"holds more than {MOST_VALUES:,} values in the columns that data.yaml names"
        return _bad(self._file, f"{message}; name fewer, or write some of the rows into a file of their own")

    def table(self, names: Sequence[str], lines: Sequence[int] | None) -> Table:
        """What was kept, as a table."""
        return Table(self._file, tuple(names), self.columns, lines, self.rows, self.is_whole)


def separators_in(file: Path) -> list[str]:
    """Return the separators that the first line of a CSV file may be written with: a comma, and those that stand in it."""
    if file.suffix.lower() in PARQUET or not file.is_file():
        return [","]
    try:
        with file.open("rb") as stream:
            first = stream.readline(_LONGEST_ROW)
    except OSError:  # reading the table says why
        return [","]
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


def _check_text(name: str, stream: BinaryIO) -> None:
    """Read a file to its end, and raise BadInput where it is not UTF-8, or has a line that is too long to be read."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = length = 0
    ended = False
    while not ended:
        chunk = stream.read(_CHUNK)
        ended = not chunk
        try:
            decoder.decode(chunk, final=ended)
        except UnicodeDecodeError as error:
            line = lines + error.object.count(b"\n", 0, error.start) + 1
            message = "is not UTF-8 from here on; save the table as UTF-8, as `iconv -f latin1 -t utf-8` does"
            raise BadInput([Problem(Place(name, line), message)]) from None
        if (null := chunk.find(0)) >= 0:  # as every other character of UTF-16
            message = "holds a null character here; save the table as UTF-8, as `iconv -f utf-16 -t utf-8` does"
            raise BadInput([Problem(Place(name, lines + chunk.count(b"\n", 0, null) + 1), message)])
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        length = length + len(chunk) if last < 0 else len(chunk) - last - 1
        lines += chunk.count(b"\n")
        if length > _LONGEST_ROW:
            raise _row_too_long(name, lines + 1)


class _Lines:
    """The lines of a text, and how much of them has gone into the row that is being read."""

    def __init__(self, name: str, text: Iterable[str]) -> None:
        self._name, self._text = name, text
        self.length = 0
        self.begins = 1

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.length += len(line)
            if self.length > _LONGEST_ROW:
                raise _row_too_long(self._name, self.begins)
            yield line


def _of_csv(name: str, text: Iterable[str], separator: str, kept: _Kept) -> Table:
    at = _Lines(name, text)
    reader = csv.reader(at, delimiter=separator, strict=True)
    lines = array("L")
    header: list[str] = []
    empty = 0
    try:
        for fields in reader:
            if not fields:
                empty += 1
                if empty > _MOST_EMPTY_LINES:
                    raise _bad(name, f"has more than {_MOST_EMPTY_LINES:,} empty lines; write the table again")
            elif not header:
                header = _header(name, fields, separator)
                kept.begin(header)
            else:
                if len(fields) != len(header):
                    message = (
                        f"has {len(fields)} fields where the header has {len(header)}; put a field that holds the separator in "
                        "quotes"
                    )
                    message += _other_separator(header, separator)
                    raise BadInput([Problem(Place(name, at.begins), message)])
                if not kept.add(fields):
                    break
                lines.append(at.begins)
            at.begins, at.length = reader.line_num + 1, 0
    except csv.Error as error:
        raise BadInput(
            [Problem(Place(name, at.begins), f"is no CSV from here on: {error}; save the table again")]
        ) from None
    if not header:
        raise _bad(name, "is empty; a header with the names of the columns is needed, and rows")
    return kept.table(header, lines)


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


def _of_parquet(file: Path, parquet: Callable[[Path], Any], kept: _Kept) -> Table:
    name = str(file)
    try:
        opened = parquet(file)
        names, told = list(opened.schema_arrow.names), opened.metadata
        if sum(told.row_group(at).total_byte_size for at in range(told.num_row_groups)) > MOST_BYTES:
            raise _too_many_bytes(name, "holds, unpacked,")
        if len(set(names)) < len(names):
            raise _bad(name, "has two columns with one name; give one of them another")
        kept.begin(names)
        places, own = kept.places, list(kept.columns)
        with_points = any("." in each for each in names)  # a point leads into a column
        for batch in opened.iter_batches(batch_size=_AT_ONCE, columns=None if with_points else own):
            values = {each: [_text(value) for value in batch.column(each).to_pylist()] for each in own}
            if any(len(text) > _LONGEST_FIELD for texts in values.values() for text in texts):
                raise _bad(name, f"holds a text of more than {_LONGEST_FIELD:,} characters; leave its column out")
            for row in range(batch.num_rows):
                if not kept.add({at: values[each][row] for at, each in places}):
                    return kept.table(names, None)
    except ImportError:
        message = "is Parquet, which needs pyarrow: pip install 'evalkit-mlops[parquet]', or save the table as CSV"
        raise _bad(name, message) from None
    except _OF_ARROW as error:
        why = next(iter(str(error).splitlines()), type(error).__name__)
        raise _bad(name, f"cannot be read as Parquet: {why}; write it again") from None
    return kept.table(names, None)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value)


def _too_many_bytes(name: str, holds: str) -> BadInput:
    return _bad(name, f"{holds} more than {MOST_BYTES // 10**6:,} MB; write some of its rows into a file of their own")


def _row_too_long(name: str, line: int) -> BadInput:
    message = f"begins a row of more than {_LONGEST_ROW // 10**6} MB; write the table with one row in each line"
    return BadInput([Problem(Place(name, line), message)])


def _bad(file: str, message: str) -> BadInput:
    return BadInput([Problem(Place(file), message)])
