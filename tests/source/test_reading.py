from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.source.reading import NotPython, read_source

PLAIN = "import json\n\ndata = [\n    1,\n    2,\n]\nprint(json.dumps(data))\n"


def test_comments_blank_lines_and_docstrings_count_nowhere() -> None:
    padded = '"""A docstring.\n\nOf several lines.\n"""\n\n\nimport json  # a comment\n\n# another\n\n\ndata = [\n    1,\n\n    # within\n    2,\n]\nprint(json.dumps(data))\n'
    assert read_source(padded).tokens == read_source(PLAIN).tokens
    assert len(read_source(padded).lines) == len(read_source(PLAIN).lines) == 6


def test_docstrings_of_functions_and_classes_count_nowhere() -> None:
    with_docs = 'class A:\n    """Doc."""\n    def f(self):\n        """Doc\n        more."""\n        return 1\n'
    without = "class A:\n    def f(self):\n        return 1\n"
    assert read_source(with_docs).tokens == read_source(without).tokens


def test_a_string_that_is_no_docstring_counts() -> None:
    assert read_source('x = 1\n"""text"""\n').tokens > read_source("x = 1\n").tokens


def test_what_stands_below_the_hand_over_line_is_counted_by_itself() -> None:
    source = read_source(PLAIN + "# evalkit: hand over\nprint(1)\n")
    assert source.tokens == read_source(PLAIN).tokens
    assert source.handover_tokens == 4
    assert source.handover_line == 8
    assert source.lines[-1] == 7


def test_the_mark_within_a_string_or_beside_code_is_no_mark() -> None:
    assert read_source('x = """\n# evalkit: hand over\n"""\ny = 1\n').handover_line is None


def test_what_is_not_python_is_refused_with_its_place() -> None:
    with pytest.raises(NotPython) as error:
        read_source("x = 1\ny = (\n")
    assert error.value.line == 2


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        source = read_source(text)
    except NotPython:
        return
    assert source.tokens >= 0
