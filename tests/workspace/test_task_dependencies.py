"""Which shared modules the code of a task imports: a change of any other one makes nobody measure again."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.workspace.task_dependencies import modules_imported_by_tasks

ALL = ["__init__.py", "a.py", "b.py", "c.py", "data/__init__.py", "data/census.py", "data/more.py"]


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    folder = tmp_path / "tasks"
    (folder / "data").mkdir(parents=True)
    texts = {
        "a.py": "from tasks import b\n",
        "b.py": "import json\nfrom tasks.data.census import rows\n",
        "c.py": "",
        "__init__.py": "",
        "data/__init__.py": "",
        "data/census.py": "from . import more\nfrom .more import some\n",
        "data/more.py": "",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def found(tasks: Path, text: str | bytes) -> list[str]:
    file = tasks / "rows" / "checker.py"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [one.relative_to(tasks).as_posix() for one in modules_imported_by_tasks(tasks, [file])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os\nfrom pathlib import Path\nimport taskset\n", []),
        ("import tasks.c\n", ["c.py"]),
        ("from tasks import c as see\n", ["c.py"]),
        ("from tasks.c import anything\n", ["c.py"]),
        ("def late():\n    from tasks.c import anything\n", ["c.py"]),
        ("from tasks.data.more import some\n", ["data/__init__.py", "data/more.py"]),
        ("from tasks.data import more\n", ["data/__init__.py", "data/more.py"]),
        ("from tasks.a import x\n", ["a.py", "b.py", "data/__init__.py", "data/census.py", "data/more.py"]),
        ("from tasks import nothing_there\n", []),
        ("import importlib.util\nimportlib.util.spec_from_file_location('x', 'given/steps.py')\n", []),
    ],
)
def test_modules_are_found_directly_and_through_others(text: str, expected: list[str], tasks: Path) -> None:
    (tasks / "__init__.py").unlink()
    assert found(tasks, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "import importlib\nimportlib.import_module('tasks.' + 'c')\n",
        "from importlib import import_module as load\nload = import_module\n",
        "__import__('tasks.c')\n",
        "def broken(:\n",
        b"\xff\xfe\x00",
    ],
)
def test_where_reading_does_not_tell_all_of_them_count(text: str | bytes, tasks: Path) -> None:
    assert found(tasks, text) == ALL


def test_a_file_that_changes_is_read_again(tasks: Path) -> None:
    assert found(tasks, "import tasks.c\n")[0] == "c.py"
    assert "b.py" in found(tasks, "from tasks.b import rows\n# longer\n")


def test_modules_that_import_each_other_end(tasks: Path) -> None:
    (tasks / "c.py").write_text("from tasks import d\n")
    (tasks / "d.py").write_text("from tasks import c\n")
    assert found(tasks, "import tasks.d\n") == ["c.py", "d.py"]
