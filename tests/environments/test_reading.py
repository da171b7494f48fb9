"""An environment's own interpreter reads what the Python that runs evalkit refuses."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evalkit.environments import installed_interpreter, let_read
from evalkit.source.files import read_python
from evalkit.source.reading import NotPython, read_source
from evalkit.source.scopes import scopes_of

NEW = 'import pandas as pd\ntype Table = pd.DataFrame\ndef first[T](rows: list[T]) -> T:\n    return rows[0]\nprint(f"{first(["a"])}")\n'


def never_asked(python: Path, texts: Sequence[str]) -> Sequence[dict[str, Any]]:
    raise AssertionError(f"{python} was asked about {texts}")


def says(answer: dict[str, Any]) -> Any:
    return lambda _python, texts: [answer for _ in texts]


def test_what_this_python_reads_is_asked_of_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "old.py"
    file.write_text("x = 1\n")
    (tmp_path / "notes.txt").write_text("x = (\n")

    let_read(Path(sys.executable), [file, tmp_path / "notes.txt", tmp_path / "gone.py"], never_asked)


def test_what_nobody_reads_stays_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.py"
    file.write_text("odd = (1\n")
    for ask in (says({"message": "no", "line": 1, "column": 1}), says({})):
        let_read(Path(sys.executable), [file], ask)
        with pytest.raises(NotPython):
            read_source(read_python(file))


def test_an_interpreter_that_does_not_start_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "odd.py"
    file.write_text("odd = (2\n")
    let_read(tmp_path / "nothing", [file])

    with pytest.raises(NotPython):
        read_source(read_python(file))


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it itself")
def test_newer_syntax_is_read_by_a_newer_interpreter(tmp_path: Path) -> None:
    newer = installed_interpreter("3.13") or installed_interpreter("3.12")
    if newer is None:
        pytest.skip("there is no newer Python here")
    file = tmp_path / "new.py"
    file.write_text(NEW)
    let_read(newer, [file])
    source = read_source(read_python(file))

    assert source.lines == (1, 2, 3, 4, 5)
    assert [ast.unparse(value) for value, _ in scopes_of(source.tree).module.bindings["Table"]] == ["pd.DataFrame"]
    assert ast.unparse(source.tree.body[-1]).startswith("print(f")
