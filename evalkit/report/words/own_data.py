"""Whose data a run used, in a few words; nothing where they are the census's."""

from __future__ import annotations

from evalkit.model import OwnData
from evalkit.model.own_data import told_by_reason
from evalkit.model.plain_text import visible

_DIGITS = 12
"""Of the digest, as many as tell two tables apart."""


def own_data(data: OwnData | None) -> str:
    """Return what a reader must know of the data that the run used; '' where they are those that evalkit brings along.

    The table's name is told only of a run that was asked to show its values.
    """
    if data is None:
        return ""
    table = visible(data.table) if data.shown and data.table else "a table"
    rows = f"{data.rows:,} rows" if data.rows == data.rows_read else f"{data.rows:,} of {data.rows_read:,} rows"
    columns = f"{data.columns} column{'' if data.columns == 1 else 's'}"
    shown = (
        "What tools printed and drew may show values of it."
        if data.shown
        else "No value of it is kept here: what tools printed and drew, and what a checker said, is withheld."
    )
    left = f" Left out: {visible(told_by_reason(data.left_out))}." if data.left_out else ""
    return (
        f"This run used its author’s own data in place of the census: {rows} and {columns} of {table} (SHA-256 "
        f"{data.digest[:_DIGITS]}…), drawn by the seed, and drawn again where a scale has more rows. {shown}{left}"
    )
