from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalkit.store.manifest import NotARun
from evalkit.store.run_folder import FolderBusy, RunFolder, fresh_path, manifest_of


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


@pytest.mark.parametrize(
    "name", ["sources", "logs/counting", "pictures", "usage/counting/plain", "logs/counting/plain/adapt"]
)
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


def test_a_link_to_nowhere_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "logs").symlink_to(tmp_path / "nowhere")
    with pytest.raises(NotARun, match="logs is a link"), RunFolder(tmp_path).held():
        raise AssertionError("it was taken")


@pytest.mark.parametrize("name", ["notes", "logs/counting/plain/adapt/pictures", "sources/counting/plain/adapt/data"])
def test_a_link_where_evalkit_writes_nothing_is_not_looked_for(tmp_path: Path, name: str) -> None:
    link = tmp_path / "run" / name
    link.parent.mkdir(parents=True)
    (tmp_path / "run" / "manifest.json").write_text("{}")
    link.symlink_to(tmp_path)
    with RunFolder(tmp_path / "run").held():
        pass


def test_a_file_is_written_through_no_link(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    folder.logs.mkdir(parents=True)
    (folder.logs / "file").symlink_to(outside / "mine.txt")
    (folder.logs / "folder").symlink_to(outside)
    folder.write(folder.logs / "file", "new")
    assert (folder.logs / "file").read_text() == "new"
    with pytest.raises(NotARun, match="folder is a link"):
        folder.write(folder.logs / "folder" / "below" / "new.txt", "new")
    assert [(file.name, file.read_text()) for file in outside.iterdir()] == [("mine.txt", "mine")]


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


def test_a_folder_that_holds_something_else_is_no_place_for_a_run(tmp_path: Path) -> None:
    (tmp_path / "skew").mkdir()
    (tmp_path / "outputs.py").write_text("")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(NotARun, match=r"holds other files, such as outputs\.py; name a new folder with --out"):
        RunFolder(tmp_path).held().__enter__()
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_is_no_place_for_a_run(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text("title: x\n")
    with pytest.raises(NotARun, match=r"small\.yaml is a file; name a folder with --out"):
        RunFolder(tmp_path / "small.yaml").held().__enter__()


@pytest.mark.parametrize(
    "name", [".gitkeep", ".DS_Store", "journal.jsonl", "logs/x.txt", "sources/x.py", "usage/x.json"]
)
def test_a_run_that_ended_before_its_manifest_was_written_goes_on(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("")
    with RunFolder(tmp_path).held():
        pass


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("reports/tinny", "there is no folder {}; did you mean 'reports/tiny'?"),
        ("tiny", "there is no folder {}; did you mean 'reports/tiny'?"),
        ("reports", "{} has no manifest.json; did you mean 'reports/tiny'?"),
        ("reports/tiny/report.html", "{} is a file; name the folder that it lies in, 'reports/tiny'"),
        ("rubrics/tiny.yaml", "{} is a file; name a folder that `evalkit run` made, such as reports/tiny"),
        ("nothing", "there is no folder {}; name a folder that `evalkit run` made, such as reports/tiny"),
    ],
)
def test_what_is_no_run_is_answered_with_the_run_that_was_meant(
    named: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("reports/tiny", "reports/another", "rubrics"):
        (tmp_path / folder).mkdir(parents=True)
    RunFolder(Path("reports/tiny")).write_manifest({})
    Path("reports/tiny/report.html").write_text("")
    Path("rubrics/tiny.yaml").write_text("")
    with pytest.raises(NotARun) as caught:
        manifest_of(Path(named))
    assert str(caught.value) == said.format(named)


def fail(folder: RunFolder, *, after_writing: bool = False) -> None:
    with folder.held():
        if after_writing:
            folder.write_manifest({})
        raise RuntimeError("nobody does the work")


def test_a_run_that_could_not_begin_leaves_no_folder(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "reports/mine")
    with pytest.raises(RuntimeError):
        fail(folder)
    assert not folder.path.exists()
    for after_writing in (True, False):
        with pytest.raises(RuntimeError):
            fail(folder, after_writing=after_writing)
        assert folder.manifest.is_file()


def test_an_empty_folder_that_was_there_before_stays(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        fail(RunFolder(tmp_path))
    assert tmp_path.is_dir()
