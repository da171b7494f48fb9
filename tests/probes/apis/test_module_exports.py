from __future__ import annotations

import ast

import pytest

from evalkit.probes.apis.module_exports import AllOf, Items, Unread, read_exports


@pytest.mark.parametrize(
    ("source", "items"),
    [
        ("__all__ = ['a', 'b']", ("a", "b")),
        ("__all__: list[str] = ['a']", ("a",)),
        ("__all__ = ()", ()),
        ("_one = ['a']\n_two = ('b',)\n__all__ = _one + list(_two)", ("a", "b")),
        ("__all__ = ['a']\n__all__ += ['b']", ("a", "b")),
        ("__all__ = ['a']\n__all__ = ['b']", ("b",)),
        ("__all__ = [*core.__all__, 'a']", (AllOf("core.__all__"), "a")),
        ("from .core import __all__ as theirs\n__all__ = theirs + ['a']", (AllOf("theirs"), "a")),
        ("__all__ = sorted(['b', 'a'])", ("b", "a")),
        ("__all__ = ['a']\n__all__.extend(['b'])\n__all__.append('c')\n__all__.remove('a')", ("b", "c")),
        ("if x:\n    __all__ = ['a']\nelse:\n    __all__ = ['b']", ("a", "b")),
        ("__all__ = ['a']\ntry:\n    import x\nexcept ImportError:\n    pass\nelse:\n    __all__ += ['b']", ("a", "b")),
        ("__all__ = [Thing.__name__]", ("Thing",)),
        ("__all__ = [n for n in dir() if not n.startswith('_')]", (Unread.NAMESPACE,)),
        ("__all__ = [n for n in names]", (Unread.COMPUTED,)),
        ("__all__ = ['a', name]", ("a", Unread.COMPUTED)),
        ("__all__ = ['a'] + make()", ("a", Unread.COMPUTED)),
        ("__all__ = []\nfor n in names:\n    __all__.append(n)", (Unread.COMPUTED,)),
        ("__all__ = ['a']\n__all__.append(name)", ("a", Unread.COMPUTED)),
        ("__all__ = ['a']\n__all__.remove(name)", ("a", Unread.COMPUTED)),
        ("__all__, x = make()", (Unread.COMPUTED,)),
    ],
)
def test_what_is_exported(source: str, items: Items) -> None:
    assert read_exports(ast.parse(source)) == items


def test_a_module_without_it_says_nothing() -> None:
    assert read_exports(ast.parse("x = ['a']\ny.append('b')\n")) is None


def test_a_lazy_loader_makes_it_together_with_getattr() -> None:
    source = "__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={'core': ['f']})"
    assert read_exports(ast.parse(source)) == (Unread.ATTACHED,)
