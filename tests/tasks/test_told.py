"""What a page tells of columns is read wherever people write it, and from nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.told import NUMBER, Number, Told, is_count, numbers

NAMES = ("age", "hours-per-week", "points")


@pytest.mark.parametrize(
    ("shown", "value", "half"),
    [
        ("1,052", 1052, 0.5),
        ("39.4", 39.4, 0.05),
        ("1.05e+03", 1050, 5),
        ("20.3%", 20.3, 0.05),
        ("1.1k", 1100, 50),
        ("2M", 2e6, 5e5),
        ("-0.5", -0.5, 0.05),
        ("501.", 501, 0.5),
    ],
)
def test_a_number_is_read_as_people_write_it(shown: str, value: float, half: float) -> None:
    [number] = numbers(f"about {shown} of them")
    assert number.value == pytest.approx(value)
    assert number.half == pytest.approx(half)


@pytest.mark.parametrize("word", ["c10", "wave-24x", "v1.2.3", "x5y", "3D"])
def test_a_part_of_a_word_is_no_number(word: str) -> None:
    assert numbers(word) == []


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_a_rounded_number_is_close_to_what_it_was(exact: float, digits: int) -> None:
    [number] = numbers(f"{exact:,.{digits}f}")
    assert number.is_close(exact)


@pytest.mark.parametrize(("shown", "is_right"), [("203", True), ("20.3%", True), ("20%", True), (".203", False), ("0.203", True), ("0.2", False), ("204", False), ("203%", False)])  # fmt: skip
def test_a_count_is_told_as_it_is_as_a_share_or_as_a_percentage(shown: str, *, is_right: bool) -> None:
    assert any(is_count(number, 203, 1000) for number in numbers(shown)) is is_right


@pytest.mark.parametrize(("shown", "is_right"), [("1.1k", True), ("1.05e+03", True), ("1.0k", False), ("1k", False)])
def test_a_count_may_be_rounded_to_two_digits_or_more(shown: str, *, is_right: bool) -> None:
    assert any(is_count(number, 1052, 30000) for number in numbers(shown)) is is_right


@pytest.mark.parametrize(
    "text",
    [
        "age\nMean\n39.4\npoints\nMean\n7",
        "age  Real number\nMean\t39.4\t\npoints  Real number\nMean\t7\t",
        "\tmean\tmissing\nage\t39.4\t0\npoints\t7\t3",
        "\tage\tpoints\nmean\t39.4\t7\nmissing\t0\t3",
        "the mean of age is 39.4",
        "age: avg 39.4",
        "AGE\nage\nMean \N{PLUS-MINUS SIGN} Std\n39.4 \N{PLUS-MINUS SIGN} 13.9",
    ],
)
def test_a_number_is_found_beside_its_name_and_word(text: str) -> None:
    told = Told(text, NAMES).numbers_of("age", ["mean", "avg", "mean \N{PLUS-MINUS SIGN} std"])
    assert told[0] == Number.read("39.4")
    assert 7 not in [number.value for number in told]


@pytest.mark.parametrize(
    "text",
    [
        "points\nMean\n39.4\nage",
        "age\nMean\nMedian\n39.4",
        "the mean of age and of points: 39.4",
        "hours-per-week\nage-group\nMean\n39.4",
        "\tmissing\nage\t39.4",
    ],
)
def test_a_number_elsewhere_is_not_told(text: str) -> None:
    assert Told(text, NAMES).numbers_of("age", ["mean"]) == []


def test_tables_that_follow_each_other_have_heads_of_their_own() -> None:
    text = (
        "\tage\tpoints\n0\t17\t3\n1\t18\t4\n\tage\tpoints\thours-per-week\nage\t1.0\t0.93\t0.1\npoints\t0.93\t1.0\t0.2"
    )
    told = Told(text, NAMES)
    assert [number.value for number in told.associations("age", "points")] == [0.93, 0.93]


@pytest.mark.parametrize("text", ["age\tpoints\t0.93\t", "age\nASSOCIATIONS\npoints\n0.93\nhours-per-week\n0.1"])
def test_what_relates_two_columns_is_read_from_a_line_and_from_a_list(text: str) -> None:
    assert [number.value for number in Told(text, NAMES).associations("age", "points")] == [0.93]


def test_a_name_in_a_list_does_not_end_a_section() -> None:
    told = Told("age\nCORRELATIONS\npoints\n0.2\nhours-per-week\n0.1\nMISSING\n12", NAMES)
    assert [number.value for number in told.numbers_of("age", ["missing"])] == [12]
    assert told.numbers_of("points", ["missing"]) == []


@pytest.mark.parametrize(("text", "says"), [("age is constant", True), ("age is not constant", False), ("age\nConstant value:\nx", True), ("constant\nage", False), ("age and points: constant", False)])  # fmt: skip
def test_a_word_is_said_of_a_column_unless_it_is_denied(text: str, *, says: bool) -> None:
    assert Told(text, NAMES).words_of("age", ["constant"]) is says


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    told = Told(f"age\n{text}\nage\t{text}", NAMES)
    told.numbers_of("age", ["mean"])
    told.associations("age", "points")
    assert all(NUMBER.fullmatch(found[0]) for found in NUMBER.finditer("1,000 2%"))


def test_titles_of_quantiles_begin_a_table_as_words_do() -> None:
    above = "age\thours-per-week\n41\t60\n"
    told = Told(f"{above}\tzeros\t25%\t50%\t75%\nage\t0.125\t17\t28\t38\n", NAMES)
    assert [number.value for number in told.numbers_of("age", ("zeros?",))] == [0.125]
    shares = Told(f"{above}\tzeros\t25%\t41%\nage\t0.125\t17\t28\n", NAMES)
    assert not list(shares.numbers_of("age", ("zeros?",))), "shares in a line are values of the table above"
