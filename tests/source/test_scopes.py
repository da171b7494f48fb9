"""What names may be bound to, what functions are called with, and what texts expressions hold."""

from __future__ import annotations

import ast

import pytest

from evalkit.source.literal_texts import HOLE, LiteralTexts, filled, formatted
from evalkit.source.ownership import Hearsay, Owner, Owners
from evalkit.source.scopes import scopes_of


def tree_of(text: str) -> ast.Module:
    return ast.parse(text)


def last(tree: ast.Module) -> ast.expr:
    """The last statement's expression."""
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    return statement.value


def text_of(text: str, **others: str) -> str | None:
    trees = {"main.py": tree_of(text), **{f"{name}.py": tree_of(other) for name, other in others.items()}}
    found = LiteralTexts(trees).of(last(trees["main.py"]), "main.py")
    return None if found is None else "\n".join(line.text for line in found)


def test_a_function_does_not_see_the_names_of_the_class_around_it() -> None:
    tree = tree_of("x = 1\nclass A:\n    x = 2\n    def f(self):\n        return x\n    y = x\n")
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    seen = {
        name.lineno: [ast.unparse(value) for value, _ in found[1]]
        for name in names
        if (found := scopes_of(tree).bound(name))
    }

    assert seen == {5: ["1"], 6: ["2"]}


def test_a_parameter_is_what_the_function_is_called_with_by_place_or_by_name() -> None:
    tree = tree_of("def f(a, b): ...\nclass C:\n    def __init__(self, a): ...\nf(1, b=2)\nf(3, 4)\nC(5)\n")
    passed = {
        (outer.node.__class__.__name__, parameter.arg): [
            ast.unparse(value) for value in scopes_of(tree).passed(parameter)
        ]
        for parameter, (_, outer) in scopes_of(tree).parameters.items()
    }

    assert passed == {
        ("Module", "a"): ["1", "3"],
        ("Module", "b"): ["2", "4"],
        ("ClassDef", "self"): [],
        ("ClassDef", "a"): ["5"],
    }


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("def f(t):\n    return t\nf('a: 1')", "a: 1"),
        ("class A:\n    def m(self, t):\n        return t\nA().m('a: 1')", "a: 1"),
        ("class A:\n    T = 'a: 1'\nA.T", "a: 1"),
        ("def f(*, t='a: 1'):\n    return t\nf()", "a: 1"),
        ("'a: %s' % x", f"a: {HOLE}"),
        ("'a: {}'.format(x)", f"a: {HOLE}"),
        ("'A: 1'.lower()", "a: 1"),
        ("import textwrap\ntextwrap.dedent('  a: 1\\n  b: 2')", "a: 1\nb: 2"),
        ("x = x\nx", None),
    ],
)
def test_a_text_is_followed_to_where_it_is_written(source: str, text: str | None) -> None:
    assert text_of(source) == text


def test_a_text_is_followed_into_another_module() -> None:
    assert text_of("from settings import TEXT\nTEXT", settings="TEXT = 'a: 1'") == "a: 1"


def test_a_method_s_text_in_another_module_is_given_by_the_call_here() -> None:
    other = "class Reader:\n    def read(self, text):\n        return text\n"
    trees = {"main.py": tree_of("from reading import Reader\nReader().read('a: 1')"), "reading.py": tree_of(other)}
    [returned] = [node.value for node in ast.walk(trees["reading.py"]) if isinstance(node, ast.Return)]
    found = LiteralTexts(trees).of(returned, "reading.py")

    assert found is not None
    assert (found[0].text, found[0].file, found[0].number) == ("a: 1", "main.py", 2)


def test_texts_that_are_no_formats_stay_as_they_are() -> None:
    assert formatted("a { b") == "a { b"
    assert filled("100 %") == "100 %"


def test_what_is_known_by_name_decides_where_the_source_does_not() -> None:
    tree = tree_of("import lib\nlib.count(x)")

    assert Owners(tree).of(last(tree)).owner is Owner.LIBRARY
    assert Owners(tree, hearsay=Hearsay(built_in=frozenset({"lib.count"}))).of(last(tree)).owner is Owner.BUILT_IN
    assert Owners(tree, local=frozenset({"lib"})).symbol(last(tree).func) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import lib\nexcept ImportError:\n    lib = None\nlib.f(x)",
        "try:\n    from lib import g as f\nexcept ImportError:\n    def f(x): ...\nf(x)",
        "lib = None\ntry:\n    import lib\nexcept ImportError:\n    pass\nlib.f(x)",
        "try:\n    from lib import f\nexcept ImportError:\n    from .ours import f\nf(x)",
    ],
)
def test_what_stands_in_for_an_import_that_failed_is_not_what_the_name_means(source: str) -> None:
    tree = tree_of(source)
    assert Owners(tree).of(last(tree)).owner is Owner.LIBRARY


def test_a_name_that_is_given_to_something_else_after_its_import_is_that() -> None:
    tree = tree_of("import json\njson = json.loads('{}')\njson.get(x)")
    assert Owners(tree).symbol(last(tree).func) is None  # type: ignore[attr-defined]


def test_definitions_that_go_round_in_circles_are_settled() -> None:
    """Every attribute is made of every other one, so that asking for each again and again would never end."""
    names = [f"a{at}" for at in range(40)]
    body = "".join(f"        self.{one} = {' or '.join(f'self.{other}' for other in names)}\n" for one in names)
    tree = tree_of(f"import lib\nclass C:\n    def __init__(self):\n{body}        self.a7 = lib.f()\nC().a39")

    assert Owners(tree).of(last(tree)).owner is Owner.LIBRARY


@pytest.mark.parametrize(
    "source", ["def a(): ...\na = a()\na()", "a = a()()\na", "a, b = b(), a()\na()", "class A:\n    b = b()\nA.b()"]
)
def test_what_is_made_by_calling_itself_is_nobody_s(source: str) -> None:
    tree = tree_of(source)
    assert Owners(tree).of(last(tree)).owner in {Owner.UNKNOWN, Owner.OWN}
