from __future__ import annotations

import os
from pathlib import Path

import pytest

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
