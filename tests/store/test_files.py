from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.store import exclusive, write_whole


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("old")
    write_whole(file, "new")
    assert file.read_text() == "new"
    assert names(tmp_path) == ["report.html"]


def test_a_reader_who_has_the_old_file_open_keeps_it_whole(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("old")
    with file.open() as reader:
        write_whole(file, "new")
        assert reader.read() == "old"


def test_a_name_may_be_as_long_as_a_file_system_allows(tmp_path: Path) -> None:
    file = tmp_path / ("x" * 255)
    write_whole(file, "whole")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["whole"]


def test_the_folders_of_a_file_are_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "usage" / "skew" / "adapt.json", "{}")
    assert (tmp_path / "usage" / "skew" / "adapt.json").read_text() == "{}"


def test_a_text_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("old")
    with pytest.raises(TypeError):
        write_whole(file, 7)  # type: ignore[arg-type]
    assert file.read_text() == "old"
    assert names(tmp_path) == ["report.html"]


def test_a_file_that_cannot_be_put_in_its_place_is_an_error_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OSError, match=r"report\.html"):
        write_whole(tmp_path / "report.html", "new")
    assert names(tmp_path) == ["report.html"]


def test_what_is_written_can_be_read_by_everybody(tmp_path: Path) -> None:
    write_whole(tmp_path / "x", "text")
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o644


def test_half_a_character_does_not_lose_the_rest(tmp_path: Path) -> None:
    write_whole(tmp_path / "x", "a\udcffb")
    assert (tmp_path / "x").read_text() == "a?b"


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.txt"
    write_whole(file, text)
    assert file.read_text(encoding="utf-8") == text


HOLDER = """
import sys
from pathlib import Path
from evalkit.store import exclusive
with exclusive(Path(sys.argv[1]), lambda: None):
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(file: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_waited_for_and_its_wait_announced_once(tmp_path: Path) -> None:
    waits: list[str] = []
    with hold(tmp_path / "deep" / "lock") as other:

        def waiting() -> None:
            waits.append("waiting")
            assert other.stdin is not None
            other.stdin.write("let go\n")
            other.stdin.flush()

        with exclusive(tmp_path / "deep" / "lock", waiting):
            assert waits == ["waiting"]


def test_a_killed_holder_leaves_nothing_behind(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as other:
        other.kill()
        other.wait()
    with exclusive(tmp_path / "lock", lambda: None):
        pass


def test_who_comes_alone_does_not_wait(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock", lambda: (_ for _ in ()).throw(AssertionError("waited"))):
        pass


def test_a_text_may_come_in_parts(tmp_path: Path) -> None:
    write_whole(tmp_path / "file.json", (part for part in ("[1,", "2]", "\n")))
    assert (tmp_path / "file.json").read_text() == "[1,2]\n"


def test_what_was_there_stays_where_making_the_parts_fails(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "half"
        raise ValueError("no more")

    write_whole(tmp_path / "file.json", "before")
    with pytest.raises(ValueError, match="no more"):
        write_whole(tmp_path / "file.json", parts())
    assert [file.read_text() for file in tmp_path.iterdir()] == ["before"]
