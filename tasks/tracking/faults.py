"""Faults to inject into rows.csv or into the training itself, and harmless changes.

The given code refuses what it cannot work with, and its message is the same for all tools. Under each fault to catch no
output is right, so a tool is right if it ends with an error, and good if what it prints leads to the cause. The harmless
changes leave the table as it is.
"""

from __future__ import annotations

from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

TABLE = "rows.csv"
TEXT = """

def _as_text(self, misses):
    return f"{sum(miss * miss for miss in misses) / len(misses):.3f} (est.)"


Model._loss = _as_text
"""
RAISES = """

def _without_numbers(self, row):
    raise ValueError("learn: there are no weights for this table")


Model._miss = _without_numbers
"""


def renamed_column(folder: Path, truth: Truth) -> None:
    """`education-num` is called schooling."""
    spoiling.rename(folder / TABLE, "education-num", "schooling")


def dropped_column(folder: Path, truth: Truth) -> None:
    """`hours-per-week` is not there."""
    spoiling.drop(folder / TABLE, "hours-per-week")


def text_in_numbers(folder: Path, truth: Truth) -> None:
    """Every third `education-num` is a word."""
    spoiling.change(folder / TABLE, "education-num", lambda _: "undisclosed", each=3)


def unit_behind_numbers(folder: Path, truth: Truth) -> None:
    """A unit stands behind every `education-num`."""
    spoiling.change(folder / TABLE, "education-num", lambda field: f"{field}yrs")


def row_too_long(folder: Path, truth: Truth) -> None:
    """One row has one field more than there are columns."""
    spoiling.lengthen_one(folder / TABLE)


def header_only(folder: Path, truth: Truth) -> None:
    """There are no rows."""
    spoiling.behead(folder / TABLE)


def empty_file(folder: Path, truth: Truth) -> None:
    """There is nothing in the file."""
    spoiling.empty(folder / TABLE)


def missing_file(folder: Path, truth: Truth) -> None:
    """There is no file."""
    (folder / TABLE).unlink()


def wrong_delimiter(folder: Path, truth: Truth) -> None:
    """Semicolons stand between the fields."""
    spoiling.delimit(folder / TABLE, ";")


def not_utf8(folder: Path, truth: Truth) -> None:
    """One `occupation` holds a letter in Latin-1."""
    spoiling.change_one(folder / TABLE, "occupation", lambda _: "Caf\N{LATIN SMALL LETTER E WITH ACUTE}-service")
    spoiling.encode(folder / TABLE, "latin-1")


def utf16_file(folder: Path, truth: Truth) -> None:
    """The file is in UTF-16."""
    spoiling.encode(folder / TABLE, "utf-16")


def training_that_raises(folder: Path, truth: Truth) -> None:
    """Every training ends with an error of its own, which is not that it diverged."""
    _add(folder, RAISES)


def metric_that_is_text(folder: Path, truth: Truth) -> None:
    """Every loss is a text with a remark behind the number."""
    _add(folder, TEXT)


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns stand in the opposite order."""
    spoiling.reorder(folder / TABLE)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last line is not ended."""
    spoiling.end_without_newline(folder / TABLE)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    spoiling.end_lines_as_windows(folder / TABLE)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field that is not empty stands in quotation marks."""
    spoiling.quote(folder / TABLE)


def _add(folder: Path, code: str) -> None:
    """Put given code with something added, which takes the place of a part of it, into the inputs."""
    given = Path(__file__).with_name("given") / "training.py"
    (folder / "training.py").write_text(given.read_text(encoding="utf-8") + code, encoding="utf-8")
