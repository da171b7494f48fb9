"""What a module of an implementation is used for from outside."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from evalkit.model import Implementation
from evalkit.source.local_modules import Exports


@pytest.mark.parametrize(
    ("other", "names"),
    [
        ("from _shared import a, b as c", {"a", "b"}),
        ("import _shared\n_shared.a()", {"a"}),
        ("import _shared as s\ns.a()\ns.b.c", {"a", "b"}),
        ("from . import _shared\n_shared.a()", {"a"}),
        ("import _shared\nlib.run(_shared)", None),
        ("from _shared import *", None),
        ("import json", None),
    ],
)
def test_other_modules_tell_what_they_use(other: str, names: set[str] | None) -> None:
    main, shared = Path("main.py"), Path("_shared.py")
    trees = {main: ast.parse(other), shared: ast.parse("")}
    exports = Exports(Implementation("skew", "tool", "adapt", main, (main, shared)), trees)
    assert exports.of(shared) == names
