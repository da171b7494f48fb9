from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.source.other_languages import TextLine, text_lines
from evalkit.source.reading import source_lines

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


@pytest.mark.parametrize(
    ("suffix", "text", "code"),
    [
        (".sql", "/* why\n   so */\nselect 1 -- one\n/* a */ from t", [(3, "select 1"), (4, "from t")]),
        (".sql", "select '/* no' , \"*/\"", [(1, "select '/* no' , \"*/\"")]),
        (".js", "/* a\n * b\n */\nlet x = 1 /* c */ + 2; // d", [(4, "let x = 1   + 2;")]),
        (".js", "fetch('https://host/*') // x", [(1, "fetch('https://host/*')")]),
        (".tf", "a = 1 # b", [(1, "a = 1")]),
        (".hcl", "/* a\nb */\nc = 1 // d\n# e", [(3, "c = 1")]),
        (".j2", "{# a\nb #}\n{{ c }}", [(3, "{{ c }}")]),
        (".html", "<!-- a\nb -->\n<p>c</p>", [(3, "<p>c</p>")]),
        (".yaml", "a: b#c # d", [(1, "a: b#c")]),
        (".unheard-of", "-- a\nb -- c", [(2, "b -- c")]),
    ],
)
def test_a_comment_counts_nowhere_however_many_lines_it_has(
    suffix: str, text: str, code: list[tuple[int, str]]
) -> None:
    assert [(line.number, line.text) for line in text_lines(text, suffix)] == code


@given(text=st.text(), suffix=st.sampled_from(SUFFIXES))
def test_what_is_left_stands_where_it_says_in_its_order_and_is_left_again(text: str, suffix: str) -> None:
    found = text_lines(text, suffix)
    lines = source_lines(text)
    words = [(set(line.text.split()), lines[line.number - 1]) for line in found]
    assert all(there and all(word in line for word in there) for there, line in words)
    assert [line.number for line in found] == sorted({line.number for line in found})
    again = text_lines("\n".join(line.text for line in found), suffix)
    assert [line.text for line in again] == [line.text for line in found]
