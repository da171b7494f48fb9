from __future__ import annotations

import ast

import pytest

from evalkit.source.live_code import live_code


def left(text: str, exported: frozenset[str] | None = frozenset()) -> str:
    return ast.unparse(live_code(ast.parse(text), exported).tree)


@pytest.mark.parametrize(
    "dead",
    [
        "if False:\n    lib.f()",
        "if not 1:\n    lib.f()",
        "while 0:\n    lib.f()",
        "for x in []:\n    lib.f()",
        "for x in range(0):\n    lib.f()",
        "def no():\n    return lib.f()",
        "def no(n):\n    return no(n - 1)",
        "def no():\n    return 1\ndef other():\n    return no()",
        "class No:\n    def f(self):\n        lib.f()",
        "class No(Exception):\n    pass",
        "no = [1, {'a': lib.x}]",
        "no = lambda: lib.f()",
        "no: int = len('abc')",
        "no = 1\nno += 2",
        "'text'",
        "import random\ndef no():\n    return random.random()",
    ],
)
def test_what_can_never_matter_is_left_out(dead: str) -> None:
    assert left(f"import lib\n{dead}\nlib.start()") == "import lib\nlib.start()"


@pytest.mark.parametrize(
    "live",
    [
        "if x:\n    lib.f()",
        "unread = lib.f()",
        "unread = a >> b",
        "@lib.step\ndef found_by_the_decorator():\n    pass",
        "class Found(lib.Base):\n    pass",
        "def named():\n    pass\nlib.run('named')",
        "def run_fn():\n    pass\nlib.run(module='main.run_fn')",
        "t = 1\nframe.query('a > @t')",
        "def named():\n    pass\nlib.run(globals())",
        "def named():\n    pass\nlib.run(__name__)",
        "__all__ = ['x']",
        "class A(lib.Base):\n    field: int = 1",
        "def f(x):\n    if x:\n        return 1\n    return 2\nf(1)",
        "import for_its_effect",
    ],
)
def test_what_may_matter_stays(live: str) -> None:
    assert left(live) == ast.unparse(ast.parse(live))


def test_the_branch_that_is_taken_stays() -> None:
    assert left("if True:\n    a()\nelse:\n    b()\nif 0:\n    c()\nelif x:\n    d()") == "a()\nif x:\n    d()"


@pytest.mark.parametrize("end", ["return", "raise ValueError", "if x:\n        return 1\n    else:\n        raise x"])
def test_what_stands_after_the_end_of_a_block_is_dead(end: str) -> None:
    whole = left(f"def f(x):\n    {end}\n    lib.f()\nf(1)")
    assert "lib" not in whole


def test_the_places_of_what_is_dead_are_told() -> None:
    live = live_code(ast.parse("a()\nif False:\n    b()\nelse:\n    c()\n"))
    assert [live.is_dead((line, column)) for line, column in ((1, 0), (2, 0), (3, 4), (4, 0), (5, 4))] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_where_nothing_is_dead_the_tree_is_the_same_so_that_what_was_told_of_it_holds() -> None:
    tree = ast.parse("import a\ndef f(x):\n    return a.b(x)\nf(1)\n")
    assert live_code(tree).tree is tree


def test_what_others_use_lives() -> None:
    text = "def a():\n    return 1\n\ndef b():\n    return 2"
    assert left(text, frozenset({"a"})) == "def a():\n    return 1"
    assert left(text, None) == text


def test_a_block_of_which_nothing_lives_is_still_a_block() -> None:
    tree = ast.parse(
        "try:\n    import a\nexcept ImportError:\n    import b\nif x:\n    from c import d\ndef f(): return a, b, d\n"
    )
    kept = live_code(tree).tree

    assert ast.parse(ast.unparse(kept))
    assert "import" not in ast.unparse(kept)
