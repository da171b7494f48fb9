from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalkit.store.manifest import NotARun
from evalkit.store.run_folder import FolderBusy, RunFolder, fresh_path


def test_a_held_run_is_refused_to_others_until_it_is_let_go(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    with folder.held(), pytest.raises(FolderBusy, match="--out"), folder.held():
        pass
    with folder.held():
        pass


def test_a_lock_that_is_a_pipe_can_be_held_and_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".lock")
    with RunFolder(tmp_path).held(), pytest.raises(FolderBusy), RunFolder(tmp_path).held():
        pass


def test_a_fresh_run_takes_the_next_free_name(tmp_path: Path) -> None:
    assert fresh_path(tmp_path / "run") == tmp_path / "run"
    (tmp_path / "run").mkdir()
    (tmp_path / "run-2").mkdir()
    assert fresh_path(tmp_path / "run") == tmp_path / "run-3"


def test_a_manifest_that_cannot_be_read_is_an_empty_one(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert folder.read_manifest() == {}
    folder.manifest.write_text("[1, 2")
    assert folder.read_manifest() == {}
    folder.write_manifest({"seed": 3})
    assert folder.read_manifest() == {"seed": 3}


@pytest.mark.parametrize("name", ["sources", "logs/counting", "pictures"])
def test_a_folder_in_a_run_that_leads_out_of_it_is_refused_before_anything_is_written_or_removed(
    tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    link = tmp_path / "run" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    with pytest.raises(NotARun, match=f"{name} is a link"), RunFolder(tmp_path / "run").held():
        raise AssertionError("it was taken")


def test_a_run_whose_folder_itself_is_a_link_is_a_run(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with RunFolder(tmp_path / "run").held():
        assert (tmp_path / "elsewhere" / ".lock").is_file()


def test_a_lock_that_is_a_link_makes_no_file_elsewhere(tmp_path: Path) -> None:
    (tmp_path / ".lock").symlink_to(tmp_path / "new")
    with pytest.raises(OSError, match=r"\.lock"), RunFolder(tmp_path).held():
        raise AssertionError("it was taken")
    assert not (tmp_path / "new").exists()
