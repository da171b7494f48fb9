"""Ways to spoil a CSV file, or to change it harmlessly: what the faults of several tasks are made of.

Every function changes one file in place, and changes the same file the same way every time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path

from evalkit.model.verdict import Truth

Change = Callable[[str], str]


def unanswerable(truth: Truth, why: str) -> Truth:
    """The truth with a reason why no answer is right; the truth itself is left as it is."""
    told = deepcopy(truth)
    told["unanswerable"] = why
    return told


def read(file: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    return header, rows


def write(file: Path, header: Sequence[str], rows: Sequence[Sequence[str]], **form: str | int) -> None:
    """Write a CSV file; `form` are formatting parameters of the `csv` module, over those of made inputs."""
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, **{"lineterminator": "\n", **form})  # type: ignore[arg-type]
        writer.writerow(header)
        writer.writerows(rows)


def rename(file: Path, column: str, name: str) -> None:
    """Call a column by another name."""
    header, rows = read(file)
    write(file, [name if each == column else each for each in header], rows)


def drop(file: Path, column: str) -> None:
    """Leave a column out."""
    header, rows = read(file)
    at = header.index(column)
    write(file, header[:at] + header[at + 1 :], [row[:at] + row[at + 1 :] for row in rows])


def change(file: Path, column: str, to: Change, *, each: int = 1) -> None:
    """Change the fields of a column in every row, or in the middle one of `each` rows in a row."""
    header, rows = read(file)
    at = header.index(column)
    for row in rows[each // 2 :: each]:
        row[at] = to(row[at])
    write(file, header, rows)


def change_one(file: Path, column: str, to: Change) -> None:
    """Change the field of a column in the row in the middle."""
    header, rows = read(file)
    rows[len(rows) // 2][header.index(column)] = to(rows[len(rows) // 2][header.index(column)])
    write(file, header, rows)


def double(file: Path, column: str, value: str) -> None:
    """Put a second column of the same name in front of all others, with one value in every row."""
    header, rows = read(file)
    write(file, [column, *header], [[value, *row] for row in rows])


def lengthen_one(file: Path) -> None:
    """Put one more field behind the row in the middle, as an unquoted comma in a text does."""
    header, rows = read(file)
    rows[len(rows) // 2].append(rows[len(rows) // 2][-1])
    write(file, header, rows)


def cut(file: Path, share: float, column: str, keep: int) -> list[str]:
    """End the file in the middle of a row: after `keep` characters of its field `column`; returns that row's fields.

    The row is the first, from `share` of the rows on, whose field is longer than that by two characters or more.
    """
    header, rows = read(file)
    at = header.index(column)
    number = next(n for n in range(int(len(rows) * share), len(rows)) if len(rows[n][at]) >= keep + 2)
    fields = [*rows[number][:at], rows[number][at][:keep]]
    write(file, header, [*rows[:number], fields])
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8", newline="")
    return fields


def empty(file: Path) -> None:
    """Leave nothing in the file."""
    file.write_bytes(b"")


def behead(file: Path) -> None:
    """Leave nothing but the header."""
    write(file, read(file)[0], [])


def delimit(file: Path, delimiter: str) -> None:
    """Put another character between the fields."""
    write(file, *read(file), delimiter=delimiter)


def encode(file: Path, encoding: str) -> None:
    """Write the file's text in another encoding."""
    file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))


def reorder(file: Path) -> None:
    """Put the columns into the opposite order."""
    header, rows = read(file)
    write(file, header[::-1], [row[::-1] for row in rows])


def shuffle(file: Path) -> None:
    """Put the rows into another order: every 7th first, then the next of each seven."""
    header, rows = read(file)
    write(file, header, [row for start in range(7) for row in rows[start::7]])


def end_without_newline(file: Path) -> None:
    """Leave the last line unended."""
    file.write_bytes(file.read_bytes().rstrip(b"\n"))


def end_lines_as_windows(file: Path) -> None:
    """End every line with a carriage return and a line feed."""
    write(file, *read(file), lineterminator="\r\n")


def quote(file: Path) -> None:
    """Put every field into quotation marks, less the empty ones, which would become texts to some readers."""
    header, rows = read(file)
    with io.StringIO(newline="") as text:
        for row in (header, *rows):
            text.write(",".join('"{}"'.format(field.replace('"', '""')) if field else "" for field in row) + "\n")
        file.write_bytes(text.getvalue().encode())
