"""What names may be bound to, and whose what they are bound to is."""

from __future__ import annotations

import ast

import pytest

from evalkit.source.ownership import KnownCalls, Owner, Owners
from evalkit.source.scopes import scopes_of
from evalkit.source.walking import nodes_of


def tree_of(text: str) -> ast.Module:
    return ast.parse(text)


def last(tree: ast.Module) -> ast.expr:
    """The last statement's expression."""
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    return statement.value


def test_a_function_does_not_see_the_names_of_the_class_around_it() -> None:
    tree = tree_of("x = 1\nclass A:\n    x = 2\n    def f(self):\n        return x\n    y = x\n")
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    seen = {
        name.lineno: [ast.unparse(value) for value, _ in found[1]]
        for name in names
        if (found := scopes_of(tree).bound(name))
    }

    assert seen == {5: ["1"], 6: ["2"]}


def test_what_is_known_by_name_decides_where_the_source_does_not() -> None:
    tree = tree_of("import lib\nlib.count(x)")

    assert Owners(tree).of(last(tree)).owner is Owner.LIBRARY
    assert (
        Owners(tree, known_calls=KnownCalls(built_in=frozenset({"lib.count"}))).of(last(tree)).owner is Owner.BUILT_IN
    )
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


class Watched(ast.Attribute):
    """An attribute that counts how often somebody looks at what it is an attribute of."""

    looks = 0

    def __getattribute__(self, name: str) -> object:
        if name == "value":
            Watched.looks += 1
        return super().__getattribute__(name)


def test_a_chain_of_attributes_is_walked_down_once_however_many_of_them_are_asked_about() -> None:
    tree = ast.parse("x = y" + "".join(f".a{number}" for number in range(150)))
    owners = Owners(tree)
    chain = [node for node in nodes_of(tree) if isinstance(node, ast.Attribute)]
    for node in chain:
        node.__class__ = Watched
    Watched.looks = 0
    assert [owners.symbol(node) for node in chain] == [None] * 150
    assert 150 <= Watched.looks <= 300


def test_what_is_handed_to_a_name_that_calls_back_is_a_callback_whichever_way_it_is_handed() -> None:
    tree = ast.parse(
        "lib.f(later=a)\nlib.later(b)\nlib.box.later = c\nd = {'later': [e, f.g], 'now': h}\nlib.now(i, now=j)\nlib.box.now = k\n"
    )

    assert scopes_of(tree).callbacks(lambda name: name == "later") == {"a", "b", "c", "e", "g"}
    assert scopes_of(tree).callbacks(lambda _: False) == frozenset()
