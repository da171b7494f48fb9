"""How numbers are written: what a field holds in a format, and which format a table has."""

from __future__ import annotations

import pytest

from evalkit.workspace.number_format import PLAIN, NumberFormat, number_format_of

GERMAN = NumberFormat(",", ".")


@pytest.mark.parametrize(
    ("written", "field", "number"),
    [
        (PLAIN, "1.5", 1.5),
        (PLAIN, "-2e3", -2000.0),
        (PLAIN, "1,5", None),
        (PLAIN, "1_000", None),
        (PLAIN, "inf", None),
        (PLAIN, "1.2.3", None),
        (GERMAN, "1.234,5", 1234.5),
        (GERMAN, "-1.234.567", -1234567.0),
        (GERMAN, "12,5", 12.5),
        (GERMAN, "1.23", None),
        (GERMAN, "03.10.1941", None),
        (GERMAN, "1,234.5", None),
        (NumberFormat(","), "1.5", None),
        (NumberFormat(".", ","), "1,234.5", 1234.5),
        (NumberFormat(",", " "), "1 234,5", 1234.5),
    ],
)
def test_a_field_holds_a_number_in_its_format_alone(written: NumberFormat, field: str, number: float | None) -> None:
    assert written.number(field) == number


@pytest.mark.parametrize(
    ("columns", "separator", "found"),
    [
        ([["1.5", "2"]], ",", PLAIN),
        ([["1,5", "2"], ["a"]], ";", NumberFormat(",")),
        ([["1,234"]], ",", NumberFormat(".", ",")),
        ([["1,234"]], ";", NumberFormat(",")),
        ([["1.234,5"], ["2,5"]], ";", GERMAN),
        ([["a"], []], ";", PLAIN),
    ],
)
def test_the_format_that_reads_most_columns_is_found(
    columns: list[list[str]], separator: str, found: NumberFormat
) -> None:
    assert number_format_of(columns, separator) == found
