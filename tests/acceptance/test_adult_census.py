"""The Adult census data that the tasks are made of are the published ones."""

from __future__ import annotations

from tasks.data.adult import COLUMNS, published


def test_both_files_have_all_their_rows_and_columns() -> None:
    assert (len(published("train")), len(published("test"))) == (32_561, 16_281)
    assert len(COLUMNS) - 1 == 14
    assert {len(row) for row in (*published("train"), *published("test"))} == {15}


def test_values_are_missing_in_three_columns_alone() -> None:
    rows = (*published("train"), *published("test"))
    gappy = {column for row in rows for column, value in zip(COLUMNS, row, strict=True) if not value}
    assert gappy == {"workclass", "occupation", "native-country"}
    assert not any("?" in row for row in rows)


def test_as_many_training_labels_are_high_as_published() -> None:
    labels = [row[COLUMNS.index("income")] for row in published("train")]
    assert round(100 * labels.count(">50K") / len(labels), 2) == 24.08
    assert set(labels) == {">50K", "<=50K"}
