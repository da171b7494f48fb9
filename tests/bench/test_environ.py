"""What a measured process sees of the user's environment: a fixed list."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalkit.bench import bare_environ
from evalkit.bench.environ import THREADS


def test_nothing_of_the_users_environment_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "API_TOKEN",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "VIRTUAL_ENV",
        "LD_PRELOAD",
        "HTTPS_PROXY",
        "PYTHONUNBUFFERED",
    ):
        monkeypatch.setenv(name, "secret-of-the-user")
    monkeypatch.setenv("PATH", "/secret-of-the-user/bin")
    monkeypatch.setenv("HOME", "/secret-of-the-user")
    environ = bare_environ(Path("/environment"), tmp_path)
    assert "secret-of-the-user" not in " ".join([*environ, *environ.values()])
    assert "PYTHONUNBUFFERED" not in environ


def test_everything_that_is_written_stays_in_the_sandbox(tmp_path: Path) -> None:
    environ = bare_environ(Path("/environment"), tmp_path)
    places = {name: environ[name] for name in environ if name in ("HOME", "TMPDIR") or name.startswith("XDG_")}
    assert len(places) >= 6
    assert all(Path(place).is_relative_to(tmp_path) for place in places.values())
    assert Path(environ["HOME"]).is_dir()
    assert Path(environ["TMPDIR"]).is_dir()


def test_the_environments_programs_come_first(tmp_path: Path) -> None:
    first, *rest = bare_environ(Path("/environment"), tmp_path)["PATH"].split(os.pathsep)
    assert first == "/environment/bin"
    assert "/usr/bin" in rest


def test_every_library_is_told_to_use_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "64")
    environ = bare_environ(Path("/environment"), tmp_path)
    assert {environ[name] for name in THREADS} == {"1"}


def test_what_works_round_hardware_passes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert bare_environ(Path("/environment"), tmp_path)["OPENBLAS_CORETYPE"] == "Haswell"
