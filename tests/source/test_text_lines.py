from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.source.reading import TextLine, source_lines, text_lines

SUFFIXES = (".pbtxt", ".proto", ".j2", ".ini", ".sql", ".json", ".unheard-of", "")


@pytest.mark.parametrize(
    ("suffix", "comment", "code"),
    [
        (".pbtxt", "# c", "// no"),
        (".textproto", "# c", "-- no"),
        (".proto", "// c", "# no"),
        (".sql", "-- c", "# no"),
        (".SQL", "-- c", "# no"),
        (".yaml", "# c", "-- no"),
        (".toml", "# c", "// no"),
        (".ini", "; c", "// no"),
        (".j2", "{# c #}", "# heading"),
        (".json", "", "# no comments there"),
        (".unheard-of", "// c", "{# no"),
    ],
)
def test_comments_are_those_of_the_language(suffix: str, comment: str, code: str) -> None:
    assert text_lines(f"{comment}\n\n  {code}\n", suffix) == (TextLine(3, code),)


@given(text=st.text(), suffix=st.sampled_from(SUFFIXES))
def test_what_is_left_stands_where_it_says_in_its_order_and_is_left_again(text: str, suffix: str) -> None:
    found = text_lines(text, suffix)
    lines = source_lines(text)
    assert all(lines[line.number - 1].strip() == line.text != "" for line in found)
    assert [line.number for line in found] == sorted({line.number for line in found})
    again = text_lines("\n".join(line.text for line in found), suffix)
    assert [line.text for line in again] == [line.text for line in found]
