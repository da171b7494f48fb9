"""What expressions may be: through branches, loops, containers, functions and classes, until nothing new is learned."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.source.flow import MOST_PASSES, Flow, read_through
from evalkit.source.names import imported_names
from evalkit.source.values import UNKNOWN, Learned, Value, ValueScope, either, joint
from tests.source.deep_code import DEEP


def flow_of(text: str) -> tuple[ast.Module, Flow]:
    tree = ast.parse(text)
    learned = Learned()
    return tree, read_through(tree, imported_names(tree), lambda: Flow(ValueScope(), learned), MOST_PASSES)


def last(text: str) -> Value:
    """What the last statement's expression is."""
    tree, flow = flow_of(text)
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    return flow.values[statement.value]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("x = lib.f()\nx = str(x)\nx", "builtins.str()"),
        ("x = None\nif c:\n    x = lib.f()\nx", "lib.f()"),
        ("x = lib.f()\nif bad:\n    x = []\nx", "lib.f()"),
        ("if c:\n    x = lib.f()\nelse:\n    x = lib.g()\nx", "lib.g()"),
        ("x = None\nfor one in many:\n    y = x\n    x = lib.f()\ny", "lib.f()"),
        ("try:\n    x = lib.f()\nexcept E:\n    x = None\nx", "lib.f()"),
        ("try:\n    pass\nexcept lib.Error as e:\n    x = e\nx", "lib.Error()"),
        ("with lib.open() as f:\n    x = f\nx", "lib.open()"),
        ("match c:\n    case 1:\n        x = lib.f()\n    case _:\n        x = 3\nx", "lib.f()"),
        ("a, b = lib.f(), lib.g()\nb", "lib.g()"),
        ("d = {'a': lib.f(), 'b': lib.g()}\nd['b']", "lib.g()"),
        ("d = {'a': lib.f()}\nfor k, v in d.items():\n    x = v\nx", "lib.f()"),
        ("for n, (a, b) in enumerate([(1, lib.f())]):\n    x = b\nx", "lib.f()"),
        ("x = []\nx.append(lib.f())\nx[0]", "lib.f()"),
        ("x = {}\nx['a'] = lib.f()\nx.get('a')", "lib.f()"),
        ("[v for v in (lib.f(),)][0]", "lib.f()"),
        ("def f():\n    return lib.g()\nf()", "lib.g()"),
        ("def f(x):\n    return x\nf(lib.g())", "lib.g()"),
        ("def f():\n    yield lib.g()\nfor x in f():\n    y = x\ny", "lib.g()"),
        ("def a():\n    return b()\ndef b():\n    return c()\ndef c():\n    return lib.g()\na()", "lib.g()"),
        ("x = None\ndef f():\n    global x\n    x = lib.g()\nf()\nx", "lib.g()"),
        ("(lambda x: x)(lib.g())", "lib.g()"),
        ("class A:\n    def __init__(self, x):\n        self.x = x\nA(lib.g()).x", "lib.g()"),
        ("class A:\n    x: lib.Kind\nA().x", "lib.Kind()"),
        ("class A:\n    @property\n    def x(self):\n        return lib.g()\nA().x", "lib.g()"),
        ("class A:\n    def m(self):\n        return lib.g()\nclass B(A): ...\nB().m()", "lib.g()"),
        ("class A(lib.Base): ...\nA().m", "lib.Base().m"),
        ("def f(x: 'lib.Kind | None'):\n    return x\nf(y)", "lib.Kind()"),
        ("def f(x: list[lib.Kind]):\n    return x[0]\nf(y)", "lib.Kind()"),
        ("read = lib.f\nread()", "lib.f()"),
        ("from functools import partial\npartial(lib.f, 1)()", "lib.f()"),
        ("'a' + lib.f()", "builtins.str()"),
        ("lib.f() * 2 + 1", "lib.f()"),
    ],
)
def test_a_value_is_followed_to_where_it_comes_from(text: str, origin: str) -> None:
    assert last(f"import lib\n{text}").origin == origin


def test_what_a_way_binds_that_is_left_is_none_of_what_follows() -> None:
    assert last("import lib\nx = 3\nif c:\n    x = lib.f()\n    raise E\nx").origin == "builtins.int()"


def test_of_several_dictionaries_all_are_handed_on() -> None:
    text = "d = {'a': (1, {'x': 1}), 'b': (2, {'y': 2})}\nfor name, (n, given) in d.items():\n    z = given\nz"
    assert [ast.unparse(one) for one in last(text).displays] == ["{'x': 1}", "{'y': 2}"]


def test_rows_of_a_list_are_no_dictionaries_that_are_handed_on() -> None:
    assert last("for row in [{'x': 1}]:\n    z = row\nz").displays == ()


def test_recursion_and_mutual_definitions_come_to_an_end() -> None:
    names = [f"a{at}" for at in range(30)]
    body = "".join(f"        self.{one} = {' or '.join(f'self.{other}' for other in names)}\n" for one in names)
    text = f"import lib\nclass C:\n    def __init__(self):\n{body}        self.a7 = lib.f()\ndef f(x):\n    return f(x) or g(x)\ndef g(x):\n    return f(C())\nf(1)\nC().a7"
    assert last(text).origin == "lib.f()"


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_code_has_a_value_for_every_expression(text: str) -> None:
    from evalkit.source.depth import however_deep

    tree, flow = however_deep(flow_of)(text)
    assert flow.values or not tree.body


VALUES = st.recursive(
    st.builds(Value, origin=st.sampled_from(["", "lib.f()", "builtins.int()", "builtins.NoneType()", "?.x", ".own"])),
    lambda inner: st.builds(Value, origin=st.just("builtins.list()"), inside=inner),
    max_leaves=3,
)


@given(VALUES, VALUES, VALUES)
@settings(max_examples=60, deadline=None)
def test_what_tells_most_is_kept_in_whatever_order_ways_meet(one: Value, two: Value, three: Value) -> None:
    assert either(one, one) == one
    library = Value("lib.f()")
    assert either(either(one, library), UNKNOWN).origin == "lib.f()"
    assert joint([one, two, three, library]).known
