"""Which modules a source imports is told by its import statements alone."""

from __future__ import annotations

import ast
import sys
import sysconfig
from pathlib import Path

import pytest

from evalkit.source.import_lines import imported_paths, imported_tops


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import a.b as c, d\nimport e", ("a", "d", "e")),
        ("from a.b import (c,\n    d)\nfrom . import e, f as g\nfrom .h import i\nfrom .. import (j,\n  k)", ("a", "e", "f", "h", "j", "k")),
        ("try: import a\nexcept ImportError: import b; import c", ("a", "b", "c")),
        ("import a, \\\n    b\nfrom c \\\n  import d", ("a", "b", "c")),
        ("'''\nimport a\n'''\nx = 'import b'  # import c\nimport d # , e", ("d",)),
        ("def f():\n\timport a\n\tr'\\\\'; import b\nimported = 1\nfrom_ = 2", ("a", "b")),
        ("import\nfrom x\nimport 3\nimport a", ("a",)),
        ("", ()),
    ],
)  # fmt: skip
def test_imports_are_found_wherever_they_stand(source: str, names: tuple[str, ...]) -> None:
    assert imported_tops(source) == names


@pytest.mark.parametrize(
    "name", ["argparse", "ast", "asyncio/base_events", "decimal", "inspect", "tokenize", "typing", "zipfile"]
)
def test_they_are_those_of_the_syntax_tree(name: str) -> None:
    file = Path(sysconfig.get_path("stdlib")) / f"{name}.py"
    if not file.is_file():
        pytest.skip(f"Python {sys.version_info.minor} has it elsewhere")
    text = file.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    imported = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules = {node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    relative = {a.name for node in nodes if isinstance(node, ast.ImportFrom) and not node.module for a in node.names}

    assert set(imported_tops(text)) == imported | modules | relative


def test_paths_are_dotted_and_leave_relative_imports_out() -> None:
    text = "import a.b as c, d\nfrom app.models import (\n    User,\n    Post as P,\n)\nfrom . import e\nfrom .f import g\nfrom app import x; y = 1\n"

    assert imported_paths(text) == ("a.b", "d", "app.models", "app.models.User", "app.models.Post", "app", "app.x")
