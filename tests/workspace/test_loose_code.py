"""Any file or folder, read as implementations."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.documents import BadInput
from evalkit.workspace import implementations_at


def write(folder: Path, *names: str, text: str = "x = 1\n") -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.mark.parametrize(
    ("files", "path", "levels", "first"),
    [
        (("a.py", "b.py"), "a.py", ["adapt"], ["a.py"]),
        (("hello.py", "adapt/main.py", "adapt/helper.py", "_shared.py"), ".", ["hello", "adapt"], ["hello.py"]),
        (("b.py", "main.py", "a.sql"), ".", ["adapt"], ["main.py", "a.sql", "b.py"]),
        (("__init__.py", "main.py"), ".", ["adapt"], ["__init__.py", "main.py"]),
        (("a.sql", "b.py", "__pycache__/b.pyc"), ".", ["adapt"], ["b.py", "a.sql"]),
        (("query.sql",), ".", ["adapt"], ["query.sql"]),
    ],
    ids=["a file", "levels", "a script called main", "a package", "Python comes first", "no Python at all"],
)  # fmt: skip
def test_a_path_holds_implementations_with_their_files_the_script_first(
    tmp_path: Path, files: tuple[str, ...], path: str, levels: list[str], first: list[str]
) -> None:
    write(tmp_path, *files)
    read = implementations_at(tmp_path / path, None, tmp_path)
    assert [implementation.level for implementation in read] == levels
    assert [file.relative_to(tmp_path).as_posix() for file in read[0].files] == first


def test_a_shared_module_belongs_to_the_levels_that_use_it(tmp_path: Path) -> None:
    write(tmp_path, "hello.py", "_shared.py", "_more.py")
    write(tmp_path, "adapt.py", "stretch/main.py", text="from _shared import start\n")
    write(tmp_path, "_shared.py", text="import _more\n")
    read = {each.level: [file.name for file in each.files] for each in implementations_at(tmp_path, None, tmp_path)}
    assert read == {
        "hello": ["hello.py"],
        "adapt": ["adapt.py", "_more.py", "_shared.py"],
        "stretch": ["main.py", "_more.py", "_shared.py"],
    }


def test_a_folder_without_a_file_holds_nothing(tmp_path: Path) -> None:
    assert implementations_at(tmp_path, None, tmp_path) == ()


def test_a_file_that_is_not_python_is_named_as_seen_from_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "code/adapt.py", "code/hello.py", text="x = = 1\n")
    with pytest.raises(BadInput) as caught:
        implementations_at(tmp_path / "code", None, tmp_path)
    assert [problem.place.file for problem in caught.value.problems] == ["code/adapt.py", "code/hello.py"]


@pytest.mark.parametrize("name", ["README.md", "notes.txt", "people.csv", "picture.png", "LICENSE"])
def test_a_file_that_is_no_source_is_refused_with_what_is(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"code/{name}")
    for path, verb in ((f"code/{name}", "is"), ("code", "holds")):
        with pytest.raises(BadInput) as caught:
            implementations_at(tmp_path / path, None, tmp_path)
        assert str(caught.value).startswith(
            f"{path}:1:1: {verb} no source that evalkit reads; evalkit reads Python (.py, .pyi, .pyw, .ipynb, "
        )


@pytest.mark.parametrize("main", ["main.py", "hello/main.py"])
def test_texts_for_people_and_tables_beside_a_script_are_no_code(tmp_path: Path, main: str) -> None:
    beside = Path(main).parent
    names = [main, *((beside / name).as_posix() for name in ("README.md", "people.csv", "query.sql", "config.yaml"))]
    write(tmp_path, *names)
    [one] = implementations_at(tmp_path, None, tmp_path)
    assert [file.name for file in one.files] == ["main.py", "config.yaml", "query.sql"]


def test_a_kind_of_files_that_a_workspace_adds_is_source(tmp_path: Path) -> None:
    write(tmp_path, "dsls.yaml", text="kinds:\n  - {id: prompts, dsl: prompts, files: ['*.prompt']}\n")
    write(tmp_path, "a.prompt")
    [one] = implementations_at(tmp_path / "a.prompt", None, tmp_path)
    assert [file.name for file in one.files] == ["a.prompt"]
