"""What texts expressions hold, over several files, and where those are written."""

from __future__ import annotations

import ast

import pytest

from evalkit.source.literal_texts import LiteralTexts, Text
from evalkit.source.texts import HOLE, filled, formatted


def texts_of(text: str, **others: str) -> tuple[Text, ...]:
    """The texts of the expression that the last statement of 'main.py' is."""
    trees = {"main.py": ast.parse(text), **{f"{name}.py": ast.parse(other) for name, other in others.items()}}
    statement = trees["main.py"].body[-1]
    assert isinstance(statement, ast.Expr)
    return LiteralTexts(trees).of(statement.value)


def whole(texts: tuple[Text, ...]) -> list[str]:
    return ["\n".join(line.text for line in text) for text in texts]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("def f(t):\n    return t\nf('a: 1')", "a: 1"),
        ("class A:\n    def m(self, t):\n        return t\nA().m('a: 1')", "a: 1"),
        ("class A:\n    T = 'a: 1'\nA.T", "a: 1"),
        (
            "class A:\n    def __init__(self, t):\n        self.t = t\n    def m(self):\n        return self.t\nA('a: 1').m()",
            "a: 1",
        ),
        ("def f(*, t='a: 1'):\n    return t\nf()", "a: 1"),
        ("t = 'b: 2'\nt = 'a: 1'\nt", "a: 1"),
        ("'a: %s' % x", f"a: {HOLE}"),
        ("'a: {}'.format(x)", f"a: {HOLE}"),
        ("f'a: {x}'", f"a: {HOLE}"),
        ("'A: 1'.lower()", "a: 1"),
        ("import textwrap\ntextwrap.dedent('  a: 1\\n  b: 2')", "a: 1\nb: 2"),
        ("import inspect\ninspect.cleandoc(' a: 1\\n   b: 2')", "a: 1\nb: 2"),
        ("'\\n'.join(['a: 1', x, 'b: 2'])", f"a: 1\n{HOLE}\nb: 2"),
        ("def f(t):\n    return t + '\\nb: 2'\nf('a: 1')", "a: 1\nb: 2"),
    ],
)
def test_a_text_is_followed_to_where_it_is_written(source: str, text: str) -> None:
    assert whole(texts_of(source)) == [text]


@pytest.mark.parametrize("source", ["x = x\nx", "x", "3", "open('a').read", "def f(t):\n    return f(t)\nf(x)"])
def test_what_is_no_text_has_none(source: str) -> None:
    assert texts_of(source) == ()


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("if x:\n    t = 'a: 1'\nelse:\n    t = 'b: 2'\nt", ["b: 2", "a: 1"]),
        ("def f(t):\n    return t\nf('a: 1')\nf('b: 2')", ["b: 2", "a: 1"]),
        ("['a: 1', 'b: 2']", ["a: 1", "b: 2"]),
    ],
)
def test_what_may_be_one_of_several_texts_is_each_of_them(source: str, texts: list[str]) -> None:
    assert sorted(whole(texts_of(source))) == sorted(texts)


@pytest.mark.parametrize(
    ("main", "other"),
    [
        ("from settings import TEXT\nTEXT", "TEXT = 'a: 1'"),
        ("from settings import TEXT as T\nT", "TEXT = 'a: 1'"),
        ("import settings\nsettings.TEXT", "TEXT = 'a: 1'"),
        ("import settings as s\ns.text(1)", "def text(n):\n    return 'a: 1'"),
        ("from .settings import Settings\nSettings().text", "class Settings:\n    text = 'a: 1'"),
        ("from settings import given\ngiven('a: 1')", "def given(text):\n    return text"),
        ("def f():\n    from settings import TEXT\n    return TEXT\nf()", "TEXT = 'a: 1'"),
        (
            "import settings\ndef mine():\n    return 'a: 1'\nsettings.call()",
            "from main import mine\ndef call():\n    return mine()",
        ),
    ],
)
def test_a_text_is_followed_into_another_module(main: str, other: str) -> None:
    assert whole(texts_of(main, settings=other)) == ["a: 1"]


def test_a_method_s_text_in_another_module_is_given_by_the_call_here() -> None:
    other = "class Reader:\n    def read(self, text):\n        return text\n"
    trees = {"main.py": ast.parse("from reading import Reader\nReader().read('a: 1')"), "reading.py": ast.parse(other)}
    [returned] = [node.value for node in ast.walk(trees["reading.py"]) if isinstance(node, ast.Return)]
    assert returned is not None
    [text] = LiteralTexts(trees).of(returned)

    assert (text[0].text, text[0].file, text[0].number) == ("a: 1", "main.py", 2)


def test_every_line_stands_where_it_is_written() -> None:
    main = "from settings import HEAD\ny = 3\nt = (HEAD +\n  '\\nb: 2'\n  f'''\nc: {y}\nd: {HEAD}''')\nt"
    [text] = texts_of(main, settings="\nHEAD = '''a: 1\nx: 0'''")

    assert [(line.text, line.file, line.number) for line in text] == [
        ("a: 1", "settings.py", 2),
        ("x: 0", "settings.py", 3),
        ("b: 2", "main.py", 5),
        (f"c: {HOLE}", "main.py", 6),
        ("d: a: 1", "settings.py", 2),
        ("x: 0", "settings.py", 3),
    ]


def test_a_text_that_doubles_itself_again_and_again_stays_bounded() -> None:
    texts = whole(texts_of("t = 'ab'\n" + "t = t + t\n" * 60 + "t"))
    assert all(len(text) <= 200_000 for text in texts)


def test_texts_that_are_no_formats_stay_as_they_are() -> None:
    assert formatted("a { b") == "a { b"
    assert filled("100 %") == "100 %"
