"""Data of one's own: the roles that its columns play, and what a run tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evalkit.model.document import Document, Text

Role = Literal["label", "groups", "numbers", "texts"]
ROLES: tuple[Role, ...] = ("label", "groups", "numbers", "texts")
"""What a column can be: what a model would predict; a group of people; a number; a word out of a few."""

MISSING = (
    *("", "NA", "N/A", "n/a", "<NA>", "#NA", "#N/A", "#N/A N/A", "NaN", "nan", "-NaN", "-nan", "null", "NULL", "None"),
    *("1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
    *("-", "?"),
)
"""Fields that stand for a missing value, unless data.yaml says otherwise: those that pandas reads so, and two more signs."""


class DataMapping(Document):
    """A file data.yaml beside a table: which of its columns plays which role.

    `table` is the table's file name, which is not written. `positive` is the value of the label that counts as 1. The
    order of groups, numbers and texts matters: tasks use the first ones.
    """

    table: Text
    label: Annotated[Text | None, Field(description="The column that a model would predict; it has two values.")] = None
    positive: Annotated[str | int | None, Field(description="The value of the label that counts as 1.")] = None
    groups: Annotated[tuple[Text, ...], Field(description="Columns whose values are groups of people or things.")] = ()
    numbers: Annotated[tuple[Text, ...], Field(description="Columns of numbers.")] = ()
    texts: Annotated[tuple[Text, ...], Field(description="Columns of words, of which each stands in many rows.")] = ()
    separator: Annotated[
        Literal[",", ";", "\t", "|"], Field(description="What stands between the fields of a CSV file.")
    ] = ","
    decimal: Annotated[Literal[".", ","], Field(description="What stands before the decimals of a number.")] = "."
    thousands: Annotated[
        Literal["", ".", ",", " ", "'"], Field(description="What stands between thousands, as in 1.234.567.")
    ] = ""
    missing: Annotated[tuple[str, ...], Field(description="Fields that stand for a missing value.")] = MISSING

    @model_validator(mode="after")
    def _play_a_role(self) -> Self:
        if self.thousands == self.decimal:
            raise ValueError(f"{self.decimal!r} stands before decimals; `thousands` is another character")
        named = [column for columns in self.columns.values() for column in columns]
        if not named:
            raise ValueError("no column has a role; name some under label, groups, numbers or texts")
        counts = Counter(named)
        if twice := sorted(column for column in counts if counts[column] > 1):
            raise ValueError(f"the column {twice[0]!r} has two roles; leave one of them out")
        return self

    @property
    def columns(self) -> dict[Role, tuple[str, ...]]:
        """The columns of each role, in their order."""
        label = (self.label,) if self.label else ()
        return {"label": label, "groups": self.groups, "numbers": self.numbers, "texts": self.texts}


def told_by_reason(left_out: Mapping[str, str]) -> str:
    """Return tasks that are left out, as 'train, serving (takes none); skew (needs a label)'; '' where none is."""
    by_reason: dict[str, list[str]] = {}
    for task, why in left_out.items():
        by_reason.setdefault(why, []).append(task)
    return "; ".join(f"{', '.join(tasks)} ({why})" for why, tasks in by_reason.items())


@dataclass(frozen=True, slots=True)
class OwnData:
    """What a run tells of the reader's own data: how much there was, a digest of it, and which tasks it did not reach.

    `rows` have a label and all numbers, of `rows_read`; `columns` have a role. `digest` is SHA-256 of the file and the
    roles, as hexadecimal digits. `table` is the file's name, told only where the data may be `shown`. `left_out` maps
    tasks to why.
    """

    rows: int
    rows_read: int
    columns: int
    digest: str
    shown: bool = False
    table: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the keys of observations depend on: the data, the roles, and whether what is kept may show them."""
        return f"{self.digest}{' shown' if self.shown else ''}"
