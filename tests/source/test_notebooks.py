"""Notebooks are read as the Python of their cells."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from evalkit.model import Implementation
from evalkit.probes.python_texts import python_texts
from evalkit.source.files import read_python
from evalkit.source.notebooks import notebook_code, plain_cell
from evalkit.source.reading import READ_AS, NotPython, read_source


def notebook(*cells: str, language: str = "python", indent: int | None = 1, **more: Any) -> str:
    made = [
        {"cell_type": "markdown", "metadata": {}, "source": ["import words\n"]},
        *(
            {
                "cell_type": "code",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": cell.splitlines(keepends=True),
            }
            for cell in cells
        ),
    ]
    info = {"kernelspec": {"name": language, "language": language, "display_name": language}, **more}
    return json.dumps({"cells": made, "metadata": info, "nbformat": 4, "nbformat_minor": 5}, indent=indent)


def code(text: str) -> list[str]:
    return [line for line in notebook_code(text).split("\n") if line.strip()]


def test_the_code_of_the_cells_is_all_that_there_is() -> None:
    text = notebook("import lib\nx = lib.f(\n    1,\n)", "y = x + 1\n", "")
    assert code(text) == ["import lib", "x = lib.f(", "    1,", ")", "y = x + 1"]


def test_each_line_stands_where_the_file_has_it() -> None:
    text = notebook("import lib\nx = 'ü'", "import lib\ny = 2")
    placed, file = notebook_code(text).split("\n"), text.split("\n")
    numbers = [number for number, line in enumerate(placed) if line]
    assert len(numbers) == 4
    assert all(json.loads(file[number].strip().removesuffix(",")).rstrip("\n") == placed[number] for number in numbers)


def test_a_notebook_on_one_line_is_read_too() -> None:
    assert code(notebook("import lib\nx = 1", "y = 2", indent=None)) == ["import lib", "x = 1", "y = 2"]


def test_an_old_notebook_is_read_too() -> None:
    cell = {"cell_type": "code", "input": ["x = 1"], "language": "python", "outputs": [], "collapsed": False}
    old = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [cell]}]}
    assert code(json.dumps(old)) == ["x = 1"]


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !pip install lib\ny = 1", "if x:\n    pass\ny = 1"),
        ("files = !ls\nx = 1", "pass\nx = 1"),
        ("frame?\nx = 1", "pass\nx = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%bash\nls -l\n", "\n\n"),
        ("%%backtest --from=2011\nimport a\ndef f(): ...", "\nimport a\ndef f(): ..."),
        ("%%writefile b.py\nimport a", "\n"),
        ("%%html\n<b>x</b>", "\n"),
        ("x = (a\n% b)", "x = (a\n% b)"),
        ("await f()", "await f()"),
    ],
)
def test_what_only_ipython_understands_gives_way(cell: str, plain: str) -> None:
    assert plain_cell(cell) == plain
    read_source(plain)


@pytest.mark.parametrize("magic", ["sql", "sqlcmd", "athena --database x"])
def test_a_cell_in_sql_is_a_text(magic: str) -> None:
    text = plain_cell(f'%%{magic}\nSELECT a\nFROM "t"')
    assert text.count("\n") == 2
    assert "SELECT a" in text
    read_source(text)


@pytest.mark.parametrize("text", ["", "{}", "[1", notebook("x <- 1", language="R")])
def test_what_is_no_notebook_of_python_is_told(text: str) -> None:
    with pytest.raises(NotPython, match="notebook"):
        notebook_code(text)


def test_a_cell_that_is_no_python_is_left_out_and_named(tmp_path: Path) -> None:
    cells = ["import json\njson.loads('1')", "ls {PATH}", " json.dumps(1)\n json.dumps(2)", "print('a"]
    file = tmp_path / "a.ipynb"
    file.write_text(notebook(*cells), encoding="utf-8")
    one = Implementation("task", "", "adapt", file, (file,))
    [text], left_out = python_texts(one, [file], lambda file: file.name)
    assert [ast.unparse(node) for node in text.source.tree.body] == [
        "import json",
        "json.loads('1')",
        "json.dumps(1)",
        "json.dumps(2)",
    ]
    assert {fact.reason for fact in left_out} == {f"this cell is not {READ_AS}"}
    assert len(left_out) == 2


def test_a_notebook_of_an_old_python_is_refused_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    file.write_text(notebook("print 1", "print 2", "x = 1"), encoding="utf-8")
    with pytest.raises(NotPython):
        read_source(read_python(file))
