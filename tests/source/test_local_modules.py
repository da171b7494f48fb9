"""What a module of an implementation is used for from outside."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from evalkit.model import Implementation
from evalkit.source.local_modules import (
    Exports,
    local_modules,
    local_names,
    module_name,
    runs_itself,
    shared_modules,
)


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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def a(): ...\ndef _b(): ...\n", {"a"}),
        ("c = 1\ndef _a(): ...\nclass _B: ...\n", {"c"}),
        ("def _a(): ...\nclass _B: ...\n", {"_a", "_B"}),
    ],
    ids=["some for all", "a constant for all", "all for its neighbours"],
)
def test_a_file_that_stands_alone_offers_what_is_public_or_all_if_nothing_is(text: str, names: set[str] | None) -> None:
    file = Path("helpers.py")
    exports = Exports(Implementation("", "", "adapt", file, (file,)), {file: ast.parse(text)})
    assert exports.of(file) == names


@pytest.mark.parametrize(
    ("name", "text", "uses"),
    [
        ("hello.py", "from _shared import a\n", ["_shared.py"]),
        ("hello.py", "def late():\n    import _shared as s\n", ["_shared.py"]),
        ("dvc.yaml", "cmd: python _shared.py load\n", ["_shared.py"]),
        ("hello.py", "import_module('_shared')\n", ["_shared.py"]),
        ("hello.py", "import _through\n", ["_shared.py", "_through.py"]),
        ("hello.py", "_shared = 1\nmodel._shared()\n", []),
        ("hello.py", "import json\n", []),
    ],
    ids=["an import", "one in a function", "a command", "a name", "by way of another", "only a name", "nothing"],
)
def test_a_shared_module_is_used_where_it_is_imported_or_run(
    tmp_path: Path, name: str, text: str, uses: list[str]
) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "_shared.py").write_text("def a(): ...\n")
    (tmp_path / "_through.py").write_text("from _shared import a\n")
    shared = [tmp_path / "_shared.py", tmp_path / "_through.py"]
    assert [file.name for file in shared_modules([tmp_path / name], shared)] == uses


def test_modules_of_packages_beside_a_script_are_its_own_with_or_without_an_init(tmp_path: Path) -> None:
    texts = {
        "main.py": "from app.models import Ship\nfrom parts import ropes\nimport plain, requests\n",
        "plain.py": "",
        "app/__init__.py": "",
        "app/models.py": "from app.settings import URL\n",
        "app/settings.py": "",
        "app/requests.py": "",
        "parts/ropes.py": "",
        "parts/unused.py": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    main = tmp_path / "main.py"
    one = Implementation("task", "", "adapt", main, (main,))

    named = {module_name(file, one) for file in local_modules(one)}
    assert named == {"main", "plain", "app", "app.models", "app.settings", "parts.ropes"}
    assert local_names(one) == {"main", "plain", "app", "parts"}


def test_a_module_is_called_by_the_folder_that_it_is_imported_from_and_not_by_one_around_that(tmp_path: Path) -> None:
    main, beside, shared = tmp_path / "hard" / "main.py", tmp_path / "hard" / "steps.py", tmp_path / "_ropes.py"
    main.parent.mkdir()
    main.write_text("import steps, _ropes\n", encoding="utf-8")
    for file in (beside, shared):
        file.write_text("", encoding="utf-8")
    one = Implementation("task", "", "adapt", main, (main, beside, shared))

    assert local_names(one) == {"main", "steps", "_ropes"}


@pytest.mark.parametrize(
    ("name", "text", "beside", "own"),
    [
        ("celery.py", "from celery import Celery\n", {}, set()),
        ("tasks.py", "from celery import shared_task\n", {"celery.py": "from celery import Celery\n"}, set()),
        ("tasks.py", "import typing\n", {"__init__.py": "", "typing.py": "x = 1\n"}, set()),
        ("tasks.py", "import celery\n", {"celery.py": "x = 1\n"}, {"celery"}),
    ],
    ids=["itself", "one that imports the library", "Python's own in a package", "a module that hides the library"],
)
def test_a_module_that_is_called_like_a_library_hides_it_only_where_it_can(
    tmp_path: Path, name: str, text: str, beside: dict[str, str], own: set[str]
) -> None:
    for file, content in ({name: text} | beside).items():
        (tmp_path / file).write_text(content, encoding="utf-8")
    main = tmp_path / name
    one = Implementation("task", "", "adapt", main, (main,))

    assert local_names(one) == own | ({"tasks"} if name == "tasks.py" else set())
    assert {file.stem for file in local_modules(one)} == own | {main.stem}


@pytest.mark.parametrize(
    ("body", "runs"), [("pass", False), ("'nothing yet'", False), ("print(1)", True), ("pass\n    go()", True)]
)
def test_a_file_that_asks_whether_it_is_run_and_does_nothing_then_runs_nothing(body: str, runs: bool) -> None:
    text = f"def go(): ...\n\n\nif __name__ == '__main__':\n    {body}\n"
    assert runs_itself(ast.parse(text)) is runs
