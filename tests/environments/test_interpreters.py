from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evalkit.environments import Unavailable, installed_interpreter
from evalkit.environments.interpreters import Interpreters, candidates, search
from evalkit.environments.uv_command import UvFailed


def fake(path: Path, version: str = "3.10.1", *, exit_code: int = 0, text: str | None = None, **answer: object) -> Path:
    """Write an executable that answers as an interpreter would, or does not."""
    said = {
        "implementation": "cpython",
        "version": [int(part) for part in version.split(".")],
        "executable": str(path),
        "whole": True,
        "free_threaded": False,
        **answer,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(said) if text is None else text}\nEND\nexit {exit_code}\n")
    path.chmod(0o755)
    return path


def test_a_name_that_lies_is_not_believed(tmp_path: Path) -> None:
    liar = fake(tmp_path / "python3.10", "3.11.7")
    honest = fake(tmp_path / "python", "3.10.4")
    assert search("3.10", [[liar, honest]]) == honest


def test_a_broken_shim_is_passed_over_in_silence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    broken = fake(tmp_path / "python3.10", exit_code=127, text="pyenv: python3.10: command not found")
    good = fake(tmp_path / "later" / "python")
    assert search("3.10", [[broken], [good]]) == good
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "unfit",
    [
        {"implementation": "pypy"},
        {"whole": False},
        {"free_threaded": True},
        {"text": "hello"},
        {"text": "[]"},
        {"text": ""},
        {"version_": 1, "exit_code": 1},
        {"executable": None},
    ],
)
def test_what_is_not_fit_is_no_interpreter(tmp_path: Path, unfit: dict[str, object]) -> None:
    assert search("3.10", [[fake(tmp_path / "python", "3.10.1", **unfit)]]) is None  # type: ignore[arg-type]


def test_what_is_not_there_or_cannot_be_run_is_no_interpreter(tmp_path: Path) -> None:
    dead = tmp_path / "dead"
    dead.symlink_to(tmp_path / "gone")
    (tmp_path / "text").write_text("not a program")
    assert search("3.10", [[dead, tmp_path / "text", tmp_path / "nowhere", tmp_path]]) is None


def test_the_newest_patch_of_the_first_group_wins(tmp_path: Path) -> None:
    old, new = fake(tmp_path / "a", "3.10.9"), fake(tmp_path / "b", "3.10.13")
    newer_but_later = fake(tmp_path / "c", "3.10.14")
    assert search("3.10", [[fake(tmp_path / "d", "3.1.0")], [old, new], [newer_but_later]]) == new


def test_a_shim_that_works_is_replaced_by_what_it_runs(tmp_path: Path) -> None:
    real = fake(tmp_path / "versions" / "python")
    shim = fake(tmp_path / "shims" / "python", executable=str(real))
    assert search("3.10", [[shim]]) == real


def test_uvs_own_come_first_then_pyenv_conda_and_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    home = tmp_path / "home"
    managed = fake(tmp_path / "uv" / "cpython-3.10.1" / "bin" / "python3")
    pyenv = fake(home / ".pyenv" / "versions" / "3.10.13" / "bin" / "python")
    conda = fake(home / "miniconda3" / "envs" / "ml" / "bin" / "python")
    noted = fake(tmp_path / "odd-place" / "bin" / "python")
    (home / ".conda").mkdir()
    (home / ".conda" / "environments.txt").write_text(f"{noted.parent.parent}\n\n/nowhere\n")
    on_path = fake(tmp_path / "bin" / "python3.10")
    groups = list(candidates("3.10", {"HOME": str(home), "PATH": f":{on_path.parent}:/nowhere"}))
    assert groups[:2] == [[managed], [pyenv]]
    assert set(groups[2]) == {conda, noted}
    assert groups[3] == [Path(sys.executable), on_path]


def test_what_other_version_managers_installed_is_found_beside_pyenvs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    mise = fake(home / ".local" / "share" / "mise" / "installs" / "python" / "3.10.13" / "bin" / "python")
    asdf = fake(home / ".asdf" / "installs" / "python" / "3.10.13" / "bin" / "python")
    assert [mise, asdf] in list(candidates("3.10", {"HOME": str(home)}))
    moved = {"HOME": "/nonexistent", "MISE_DATA_DIR": str(mise.parents[4]), "ASDF_DATA_DIR": str(asdf.parents[4])}
    assert [mise, asdf] in list(candidates("3.10", moved))


def test_pyenv_may_stand_elsewhere(tmp_path: Path) -> None:
    there = fake(tmp_path / "versions" / "3.10.13" / "bin" / "python")
    groups = candidates("3.10", {"HOME": str(tmp_path / "home"), "PYENV_ROOT": str(tmp_path)})
    assert [there] in list(groups)


def test_this_very_python_is_found_and_the_answer_kept() -> None:
    asked: list[str] = []

    def installed(version: str) -> Path | None:
        asked.append(version)
        return installed_interpreter(version)

    interpreters = Interpreters(installed)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = interpreters.find(version)
    assert found.exists()
    assert interpreters.find(version) == found
    assert asked == [version]


def test_what_cannot_be_downloaded_is_unavailable_and_tried_once() -> None:
    tries: list[object] = []

    def refuse(arguments: list[str], **_: object) -> str:
        tries.append(arguments)
        raise UvFailed("the network is unreachable")

    interpreters = Interpreters(lambda *_: None, refuse)
    for _ in range(2):
        with pytest.raises(Unavailable) as unavailable:
            interpreters.find("3.9")
        assert unavailable.value.reason == (
            "Python 3.9 was not found on this machine and uv could not download it (the network is unreachable): "
            "install Python 3.9 (pyenv, conda or your system's packages) and run again"
        )
    assert tries == [["python", "install", "3.9"]]
