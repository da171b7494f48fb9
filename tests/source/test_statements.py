from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.source.reading import NotPython
from evalkit.source.statements import Statement, normalised


def texts(source: str) -> list[str]:
    return [statement.text for statement in normalised(source)]


def one(source: str) -> Statement:
    return normalised(source)[-1]


def test_names_that_are_neither_imported_nor_built_in_are_renamed_and_strings_too() -> None:
    source = 'import pandas as pd\nframe = pd.read_csv("a" "b", index_col=f"{len(x)}")\nprint(frame.size)\n'
    assert texts(source) == [
        "import pandas",
        "_ = pandas . read_csv ( 'S' , index_col = 'S' )",
        "print ( _ . size )",
    ]


def test_compound_statements_give_their_headers_alone() -> None:
    source = "for i, x in y:\n    if x: print(x)\n    elif i:\n        pass\n    else:\n        z()\n"
    assert texts(source) == [
        "for _ , _ in _ :",
        "if _ :",
        "print ( _ )",
        "elif _ :",
        "pass",
        "else :",
        "_ ( )",
    ]
    assert [s.is_compound for s in normalised(source)] == [True, True, False, True, False, True, False]


def test_a_colon_inside_brackets_or_of_a_lambda_ends_no_header() -> None:
    source = (
        "if x[1:2] == {1: 2} and (lambda: 1)() or (lambda a: a):\n    y: int = 1\n    print(y)\nwith lambda: x: f()\n"
    )
    assert len(normalised(source)) == 5
    assert texts(source)[-2:] == ["with lambda : _ :", "_ ( )"]


def test_decorators_and_cases_are_statements_of_their_own() -> None:
    source = "from lib import step\n@step(retries=1)\ndef f(a, b=1):\n    match a:\n        case 1: return b\nf()\n"
    found = normalised(source)
    assert [s.text for s in found] == [
        "from lib import step",
        "@ lib.step ( retries = 1 )",
        "def _ ( _ , _ = 1 ) :",
        "match _ :",
        "case 1 :",
        "return _",
        "_ ( )",
    ]
    assert found[1].uses_import
    assert found[1].passes_keyword
    assert [s.is_compound for s in found] == [False, False, True, True, True, False, False]


def test_keywords_of_a_librarys_callable_are_kept_and_those_of_ones_own_are_names() -> None:
    source = "import lib\ndef f(*, mine): ...\nf(mine=1)\nlib.g(theirs=1)\nx.h(theirs=1)\n"
    assert texts(source)[-3:] == ["_ ( _ = 1 )", "lib . g ( theirs = 1 )", "_ . h ( theirs = 1 )"]


@pytest.mark.parametrize(
    ("source", "telling"),
    [
        ("import json\n", True),
        ("import json\njson.dumps(x)\n", True),
        ("import json\nx = f'{json.dumps(1)}'\nprint(x)\n", False),
        ("try:\n    pass\nfinally:\n    x()\n", False),
        ("while x: y()\n", False),
        ("while x:\n    print(end='')\n", True),
        ("x = y + 1\nprint(x)\n", False),
    ],
)
def test_what_is_telling(source: str, telling: bool) -> None:
    assert one(source).is_telling is telling


def test_tokens_and_lines_are_those_of_the_source() -> None:
    statement = normalised("import lib  # why\n\nlib.f(\n    1,  # one\n    k='a',\n)\n")[1]
    assert (statement.tokens, statement.line, statement.end_line) == (11, 3, 6)
    assert statement.text == "lib . f ( 1 , k = 'S' )"


def test_what_stands_below_the_hand_over_mark_is_left_out() -> None:
    assert texts("x()\n# evalkit: hand over\ny()\n") == ["_ ( )"]


def test_an_import_that_only_the_hand_over_names_stays_and_one_that_dead_code_names_does_not() -> None:
    source = (
        "import json\nimport random\ndef dead():\n    return random.random()\n# evalkit: hand over\njson.dumps(1)\n"
    )
    assert texts(source) == ["import json"]


def test_what_is_not_python_says_where() -> None:
    with pytest.raises(NotPython) as caught:
        normalised("x = 1\ny = = 2\n")
    assert caught.value.line == 2


def test_characters_of_several_bytes_do_not_shift_anything() -> None:
    source = "import lib\nx = 'äöü'; lib.f(é, k=1); f(mine=2)\n"
    found = normalised(source + "def f(*, mine): ...\n")
    assert [s.text for s in found][:4] == ["import lib", "lib . f ( _ , k = 1 )", "_ ( _ = 2 )", "def _ ( * , _ ) :"]


SCRIPT = """\
import pandas as pd
from lib import step

limit = 1


@step
def job(rows, *, least=1):
    for row in rows:
        if row > least:
            yield pd.Series(row, name="x")


try:
    kept = list(job([1, 2], least=limit))
except KeyError as error:
    print(error)
    raise
print(kept)
"""
PADDING = (
    "# c",
    "",
    "if False:\n    pd.x(a=1)",
    "def _no():\n    pass",
    "unread = {'a': pd.NA}",
    '"""text"""',
    "while 0: pass",
)


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(PADDING)), max_size=6))
@settings(max_examples=40, deadline=None)
def test_padding_changes_no_statement(padding: list[tuple[int, str]]) -> None:
    chunks = [ast.unparse(statement) for statement in ast.parse(SCRIPT).body]
    expected = [(s.text, s.tokens) for s in normalised("\n".join(chunks))]
    for place, text in padding:
        chunks.insert(place, text)
    assert [(s.text, s.tokens) for s in normalised("\n".join(chunks))] == expected


@given(st.sets(st.text("abcxyz", min_size=1, max_size=3), min_size=9, max_size=9))
@settings(max_examples=25, deadline=None)
def test_renaming_locals_changes_no_statement(names: set[str]) -> None:
    old = ("limit", "job", "rows", "least", "row", "kept", "error", "pd", "step")
    changed = SCRIPT.replace("import step", "import step as step")
    for name, new in zip(old, sorted(names), strict=True):
        words = changed.replace("lib import step", "lib import STEP")
        changed = "".join(f"v_{new}" if part == name else part for part in _words(words)).replace("STEP", "step")
    assert texts(changed) == texts(SCRIPT)


def _words(text: str) -> list[str]:
    words, word = [], ""
    for character in text:
        if character.isidentifier() or (word and character.isalnum()):
            word += character
        else:
            words += [word, character]
            word = ""
    return [*words, word]
