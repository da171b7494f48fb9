"""Texts in another language count by their own words, wherever they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.source.embedded import EmbeddedText, counted, embedded_tokens
from evalkit.source.other_languages import without_comments
from evalkit.source.reading import read_source


@pytest.mark.parametrize(
    ("language", "text", "tokens"),
    [
        ("SQL", "select a, b -- why\nfrom t /* a\nb */ where c = '--'", 13),
        ("SQL", "", 0),
        ("YAML", "a: 1  # why\nb: '# no'\nc: x#y", 3 + 6 + 5),
        ("protobuf text", "a { b: 'c' } # d", 8),
        ("INI", "; no\n[a]\nb = 1", 6),
        ("Jinja", "{# no #}{{ a }}", 5),
        ("XML", "<!-- no --><a/>", 4),
        ("unheard of", "# yes", 2),
    ],
)
def test_words_and_marks_are_tokens_and_comments_are_none(language: str, text: str, tokens: int) -> None:
    assert embedded_tokens(text, language) == tokens


@given(
    st.text(alphabet="ab'\"-#/*{}\n ", max_size=40), st.sampled_from(["SQL", "YAML", "Jinja", "XML", "Cypher", "INI"])
)
def test_comments_go_and_lines_stay(text: str, language: str) -> None:
    left = without_comments(text, language)
    assert left.count("\n") == text.count("\n")
    assert embedded_tokens(text, language) <= embedded_tokens(text, "unheard of")


def test_lines_within_count_as_in_a_file_of_the_language() -> None:
    text = 'f("""\nselect a\n\n-- why\nfrom t\n""")\n'
    plain, spoken = counted(text, read_source(text), ()), counted(text, read_source(text), [whole(text)])
    assert plain.lines == (1, 2, 3, 4, 5, 6)
    assert spoken.lines == (1, 2, 5, 6)
    assert (plain.tokens, spoken.tokens) == (4, 3 + 4)


def test_what_stands_below_the_hand_over_line_is_counted_apart() -> None:
    text = "x = 1\n# evalkit: hand over\nf('select a from t')\n"
    found = counted(text, read_source(text), [EmbeddedText((3, 0), (4, 0), "SQL")])
    assert (found.tokens, found.handover_tokens, found.lines) == (3, 3 + 4, (1,))


def whole(text: str) -> EmbeddedText:
    return EmbeddedText((1, 0), (text.count("\n") + 1, 0), "SQL")
