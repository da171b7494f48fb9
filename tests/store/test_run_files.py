"""What is read of a folder that somebody else may have made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.store.run_files import DEEPEST, beginning_of, files_below, opened_file


def written(folder: Path, name: str, text: str = "text") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_a_file_is_read_as_far_as_asked_for(tmp_path: Path) -> None:
    written(tmp_path, "logs/a.log", "0123456789")
    whole, start = beginning_of(tmp_path, "logs/a.log", 10), beginning_of(tmp_path, "logs/a.log", 4)
    assert whole is not None
    assert (whole.data, whole.is_whole) == (b"0123456789", True)
    assert start is not None
    assert (start.data, start.size, start.is_whole) == (b"0123", 10, False)


def test_a_large_file_with_nothing_in_it_costs_no_memory(tmp_path: Path) -> None:
    with (tmp_path / "sparse.log").open("wb") as stream:
        stream.truncate(3_000_000_000)
    read = beginning_of(tmp_path, "sparse.log", 100)
    assert read is not None
    assert (len(read.data), read.size) == (100, 3_000_000_000)


@pytest.mark.parametrize(
    "name", ["../private.log", "logs/../../private.log", "/etc/passwd", "", ".", "logs/\0", "missing.log", "logs"]
)
def test_a_name_that_leads_elsewhere_names_no_file(tmp_path: Path, name: str) -> None:
    written(tmp_path, "private.log")
    written(tmp_path, "run/logs/a.log")
    assert beginning_of(tmp_path / "run", name, 10) is None


@given(name=st.text(max_size=30))
def test_any_text_may_be_asked_for(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.getbasetemp() / "empty"
    empty.mkdir(exist_ok=True)
    assert beginning_of(empty, name, 10) is None


def test_no_link_is_followed_be_it_a_file_or_a_folder_on_the_way(tmp_path: Path) -> None:
    secret = written(tmp_path, "outside/private.log")
    run = tmp_path / "run"
    run.mkdir()
    (run / "linked").symlink_to(secret.parent, target_is_directory=True)
    (run / "private.log").symlink_to(secret)
    os.link(written(run, "own.log"), run / "second-name.log")
    assert beginning_of(run, "linked/private.log", 10) is None
    assert beginning_of(run, "private.log", 10) is None
    assert files_below(run, "linked", 10) == []
    assert files_below(run, ".", 10) == [], "the folder itself is not below itself"
    assert beginning_of(run, "second-name.log", 10) is not None


def test_a_run_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    written(tmp_path, "elsewhere/a.log")
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert beginning_of(tmp_path / "run", "a.log", 10) is not None


def test_a_pipe_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.log")
    assert beginning_of(tmp_path, "a.log", 10) is None
    with pytest.raises(OSError, match="not a regular file"), opened_file(tmp_path / "a.log"):
        pass


def test_files_are_listed_by_name_up_to_a_number_and_a_depth(tmp_path: Path) -> None:
    for name in ("b.py", "a.py", "inner/c.py"):
        written(tmp_path, f"sources/{name}")
    os.mkfifo(tmp_path / "sources" / "pipe.py")
    (tmp_path / "sources" / "link.py").symlink_to(tmp_path / "sources" / "a.py")
    assert files_below(tmp_path, "sources", 10) == ["a.py", "b.py", "inner/c.py"]
    assert files_below(tmp_path, "sources", 2) == ["a.py", "b.py"]
    written(tmp_path, "deep/" + "d/" * (DEEPEST + 2) + "a.py")
    assert files_below(tmp_path, "deep", 10) == []
