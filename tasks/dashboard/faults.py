"""Faults to inject into losses.csv or into the training itself, and harmless changes.

The given code refuses what it cannot work with, and its message is the same for all tools. Under each fault to catch no curve
is right: a dashboard that does not start is right, and so is a page that says what is wrong. The harmless changes leave
every curve as it is.
"""

from __future__ import annotations

from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

TABLE = "losses.csv"
TEXT = """

_numbers = learn


def learn(run):
    for step, loss in _numbers(run):
        yield step, f"{loss:.3f} (est.)"
"""
RAISES = """

_all = learn


def learn(run):
    for step, loss in _all(run):
        if step == 120:
            raise ValueError("learn: there is no gradient at step 120")
        yield step, loss
"""


def renamed_column(folder: Path, truth: Truth) -> Truth:
    """`step` is called iteration."""
    spoiling.rename(folder / TABLE, "step", "iteration")
    return _nothing_is_right(truth)


def dropped_column(folder: Path, truth: Truth) -> Truth:
    """`loss` is not there."""
    spoiling.drop(folder / TABLE, "loss")
    return _nothing_is_right(truth)


def text_in_numbers(folder: Path, truth: Truth) -> Truth:
    """Every third `loss` is a word."""
    spoiling.change(folder / TABLE, "loss", lambda _: "undisclosed", each=3)
    return _nothing_is_right(truth)


def header_only(folder: Path, truth: Truth) -> Truth:
    """There are no rows."""
    spoiling.behead(folder / TABLE)
    return _nothing_is_right(truth)


def empty_file(folder: Path, truth: Truth) -> Truth:
    """There is nothing in the file."""
    spoiling.empty(folder / TABLE)
    return _nothing_is_right(truth)


def missing_file(folder: Path, truth: Truth) -> Truth:
    """There is no file."""
    (folder / TABLE).unlink()
    return _nothing_is_right(truth)


def wrong_delimiter(folder: Path, truth: Truth) -> Truth:
    """Semicolons stand between the fields."""
    spoiling.delimit(folder / TABLE, ";")
    return _nothing_is_right(truth)


def utf16_file(folder: Path, truth: Truth) -> None:
    """The file is in UTF-16; whoever reads it all the same is right."""
    spoiling.encode(folder / TABLE, "utf-16")


def training_that_raises(folder: Path, truth: Truth) -> Truth:
    """The training ends with an error in the middle."""
    _add(folder, RAISES)
    return _nothing_is_right(truth)


def metric_that_is_text(folder: Path, truth: Truth) -> Truth:
    """Every loss is a text with a remark behind the number."""
    _add(folder, TEXT)
    return _nothing_is_right(truth)


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns stand in the opposite order."""
    spoiling.reorder(folder / TABLE)


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows stand in another order."""
    spoiling.shuffle(folder / TABLE)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last line is not ended."""
    spoiling.end_without_newline(folder / TABLE)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    spoiling.end_lines_as_windows(folder / TABLE)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field stands in quotation marks."""
    spoiling.quote(folder / TABLE)


def _nothing_is_right(truth: Truth) -> Truth:
    """No curve can be drawn of such a table, so none is right."""
    return {**truth, "curves": {}}


def _add(folder: Path, code: str) -> None:
    """Put given code with something added, which takes the place of a part of it, into the inputs."""
    given = Path(__file__).with_name("given") / "training.py"
    (folder / "training.py").write_text(given.read_text(encoding="utf-8") + code, encoding="utf-8")
