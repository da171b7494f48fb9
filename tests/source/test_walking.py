import ast

import pytest

from evalkit.source.walking import children, copied, nodes_of, walked

SOURCES = (
    "import a.b as c\nfrom d import e as f, g\n\n@f(1)\ndef h(x: int = 2, *y, z=3, **k) -> str:\n    global q\n    return x[1:2] + f'{z!r:>{k}}'\n",
    "class A(B, metaclass=C):\n    x: int = 1\n    async def m(self):\n        async with a as b: await c\n        yield from d\n",
    "match p:\n    case {'a': [1, *r], **s} if r: pass\n    case K(x=1) | None: pass\ntry:\n    pass\nexcept* E as e:\n    raise e from None\n",
    "a = b = [i for j in k if l for i in j]\n(n := 1)\ndel a[0], b.c\nx = lambda y, /, *, z: y if z else not y < 1 <= 2\n",
)


@pytest.mark.parametrize("source", SOURCES)
def test_every_node_is_listed_outer_before_inner_but_whether_a_name_is_read_or_set(source: str) -> None:
    tree = ast.parse(source)
    expected = [node for node in ast.walk(tree) if not isinstance(node, ast.expr_context)]

    assert walked(tree) == expected
    assert nodes_of(tree) == tuple(expected)


@pytest.mark.parametrize("source", SOURCES)
def test_children_stand_in_the_order_of_the_source(source: str) -> None:
    for node in ast.walk(ast.parse(source)):
        told = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr_context)]

        assert list(children(node)) == told


@pytest.mark.parametrize("source", SOURCES)
def test_a_copy_says_the_same_and_shares_no_node(source: str) -> None:
    tree = ast.parse(source)
    copy = copied(tree)

    assert ast.dump(copy, include_attributes=True) == ast.dump(tree, include_attributes=True)
    assert not set(map(id, walked(copy))) & set(map(id, walked(tree)))


def test_a_copy_of_some_kinds_shares_all_others() -> None:
    tree = ast.parse("def f():\n    return x + 1\n")
    copy = copied(tree, (ast.mod, ast.stmt))
    function, original = copy.body[0], tree.body[0]

    assert isinstance(function, ast.FunctionDef)
    assert isinstance(original, ast.FunctionDef)
    assert function is not original
    assert function.body[0] is not original.body[0]
    assert function.body[0].value is original.body[0].value  # type: ignore[attr-defined]
