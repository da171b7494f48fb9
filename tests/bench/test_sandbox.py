"""The fresh folder of a sample: what is in it, and that it always goes away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from evalkit.bench import Sandbox
from evalkit.bench.sandbox import digest, remove, state
from evalkit.model import Implementation


def write(folder: Path, **texts: str) -> list[Path]:
    files = []
    for name, text in texts.items():
        file = folder / (name.replace("__", "/") + ".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        files.append(file)
    return files


def test_a_script_stands_at_the_top_and_its_shared_module_beside_it(tmp_path: Path) -> None:
    files = write(tmp_path / "task" / "tool", hello="", _shared="")
    one = Implementation("task", "tool", "hello", files[0], tuple(files))
    with Sandbox(tmp_path) as sandbox:
        assert sandbox.receive(one, tmp_path / "task") == (Path("hello.py"),)
        assert sorted(os.listdir(sandbox.folder)) == ["_shared.py", "hello.py", "home", "inputs", "outputs", "tmp"]


def test_a_folder_stays_a_folder_and_can_import_the_shared_module(tmp_path: Path) -> None:
    files = write(tmp_path / "task" / "tool", stretch__main="", stretch__parts__model="", _shared="")
    one = Implementation("task", "tool", "stretch", files[0], tuple(files))
    with Sandbox(tmp_path) as sandbox:
        assert sandbox.receive(one, tmp_path / "task") == (Path("stretch/main.py"),)
        found = sorted(file.relative_to(sandbox.folder).as_posix() for file in sandbox.folder.rglob("*.py"))
        assert found == ["_shared.py", "stretch/_shared.py", "stretch/main.py", "stretch/parts/model.py"]


def test_a_workspace_behind_a_link_makes_no_difference(tmp_path: Path) -> None:
    files = write(tmp_path / "real" / "task" / "tool", stretch__main="")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    one = Implementation("task", "tool", "stretch", files[0], tuple(files))
    with Sandbox(tmp_path) as sandbox:
        assert sandbox.receive(one, tmp_path / "link" / "task") == (Path("stretch/main.py"),)


def test_an_unsupported_level_cannot_be_run(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox, pytest.raises(ValueError, match="nothing to run"):
        sandbox.receive(Implementation("task", "tool", "hello", None), tmp_path)


def test_inputs_are_copies(tmp_path: Path) -> None:
    made = tmp_path / "made"
    write(made, a="1", b__c="2")
    with Sandbox(tmp_path) as sandbox:
        sandbox.receive_inputs(made)
        assert digest(sandbox.inputs) == digest(made)
        (sandbox.inputs / "a.py").write_text("changed")
    assert (made / "a.py").read_text() == "1"


def test_a_state_sees_every_change_and_nothing_else(tmp_path: Path) -> None:
    files = write(tmp_path, a="1", b__c="2")
    before = state(tmp_path)
    assert state(tmp_path) == before
    about = files[0].stat()
    files[0].write_text("3")
    os.utime(files[0], ns=(about.st_atime_ns, about.st_mtime_ns))
    same_size_and_time = state(tmp_path)
    files[1].unlink()
    write(tmp_path, d="4")
    assert len({before, same_size_and_time, state(tmp_path)}) == 3


def test_a_digest_sees_names_bytes_and_where_files_end(tmp_path: Path) -> None:
    digests = set()
    for number, texts in enumerate(
        ({"a": "12"}, {"b": "12"}, {"a": "1", "b": "2"}, {"a": "", "b": "12"}, {"c__a": "12"})
    ):
        write(tmp_path / str(number), **texts)
        digests.add(digest(tmp_path / str(number)))
    assert len(digests) == 5


def test_a_sandbox_goes_back_to_what_it_was_when_a_copy_was_set_aside(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox:
        home = sandbox.folder / "home"
        cache, link, same, deep = home / "cache", home / "link", home / "same", home / "deep" / "er"
        deep.mkdir(parents=True)
        for file in (cache, same, deep / "file"):
            file.write_text("before")
            os.utime(file, ns=(1, 1_234_567_891))
        link.symlink_to(cache)
        os.utime(home, ns=(1, 1_234_567_892))
        known = same.stat()
        assert sandbox.set_aside()
        cache.write_text("after!")
        os.utime(cache, ns=(1, 1_234_567_891))
        (sandbox.outputs / "new" / "er").mkdir(parents=True)
        (sandbox.outputs / "new" / "er" / "file").write_text("new")
        link.unlink()
        shutil.rmtree(home / "deep")
        (home / "deep").write_text("a file now")
        assert sandbox.go_back()
        for file in (cache, same, deep / "file"):
            assert (file.read_text(), file.stat().st_mtime_ns) == ("before", 1_234_567_891)
        assert (link.readlink(), home.stat().st_mtime_ns) == (cache, 1_234_567_892)
        assert list(sandbox.outputs.iterdir()) == []
        assert (same.stat().st_ino, same.stat().st_ctime_ns) == (known.st_ino, known.st_ctime_ns), "nobody touched it"
        assert not sandbox.go_back(), "a copy is there for one time"
        assert sandbox.set_aside()
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_copied_is_not_gone_back_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox(tmp_path) as sandbox:
        assert not sandbox.go_back()
        with monkeypatch.context() as without_programs:
            without_programs.setenv("PATH", str(tmp_path))
            assert not sandbox.set_aside()
        remove(sandbox.folder)
        assert not sandbox.set_aside()
        assert not sandbox.go_back()
    assert list(tmp_path.iterdir()) == []


def test_a_sandbox_goes_away_whatever_was_done_to_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    sandbox = Sandbox(tmp_path)

    def spoil() -> None:
        for name, mode in (("read-only", 0o500), ("closed", 0)):
            inner = sandbox.outputs / name / "inner"
            inner.mkdir(parents=True)
            (inner / "file").touch()
            inner.chmod(mode)
            inner.parent.chmod(mode)
        (sandbox.outputs / "link").symlink_to(outside)
        (sandbox.folder / "home").chmod(0)
        sandbox.folder.chmod(0o500)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), sandbox:
        spoil()
    assert not sandbox.folder.exists()
    assert (outside / "kept").exists()


def test_folders_deeper_than_python_can_go_go_away_too(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox:
        here = os.getcwd()
        os.chdir(sandbox.outputs)
        try:
            for _ in range(1200):
                os.mkdir("deeper")
                os.chdir("deeper")
        finally:
            os.chdir(here)
    assert not sandbox.folder.exists()
