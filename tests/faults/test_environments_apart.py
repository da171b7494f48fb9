"""Trials on environments: hostile variables and settings while they are made, and tools that write into themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.environments import Environment, Environments, disk_mb
from evalkit.environments.interpreters import search
from evalkit.model import Adapter
from tests.environments.loopback_index import Index
from tests.environments.tinytool import PYTHON

Maker = Callable[..., Adapter]

HOSTILE = {
    "PYTHONOPTIMIZE": "2",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONWARNINGS": "error",
    "PYTHONPATH": "/nowhere",
    "PYTHONHOME": "/nowhere",
    "SOURCE_DATE_EPOCH": "0",
    "UV_LINK_MODE": "symlink",
    "UV_EXCLUDE_NEWER": "2020-01-01",
    "UV_CONSTRAINT": "/nowhere/constraints.txt",
    "UV_NO_BINARY": "1",
    "UV_RESOLUTION": "lowest",
    "UV_COMPILE_BYTECODE": "0",
    "UV_REQUIRE_HASHES": "1",
    "UV_PROJECT_ENVIRONMENT": "/nowhere",
    "UV_PREVIEW": "1",
    "UV_BUILD_CONSTRAINT": "/nowhere",
    "UV_NO_INSTALLER_METADATA": "1",
    "PIP_TARGET": "/nowhere",
    "PIP_REQUIRE_VIRTUALENV": "1",
    "LC_ALL": "C",
    "TZ": "Pacific/Kiritimati",
}


@pytest.fixture
def environments(tmp_path: Path, index: Index) -> Environments:
    return Environments(tmp_path / "cache", tmp_path / "locks")


def files_of(made: Environment) -> dict[str, tuple[int, str]]:
    """Every file of an environment with its size, or what it links to; what holds paths or times has a size of 0."""
    found = {}
    for at, _, names in os.walk(made.folder):
        for name in names:
            path = Path(at, name)
            told = os.readlink(path) if path.is_symlink() else ""
            size = 0 if path.suffix in (".pyc", "") or at.endswith("bin") or name == "RECORD" else path.lstat().st_size
            found[path.relative_to(made.folder).as_posix()] = (size, told)
    return found


def test_no_variable_of_the_user_changes_what_is_installed(
    adapter: Maker, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Environments(tmp_path / "plain", tmp_path / "no-locks").provision(adapter())
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    odd = Environments(tmp_path / "odd", tmp_path / "no-locks").provision(adapter())
    assert files_of(odd) == files_of(plain)
    assert disk_mb(odd) == disk_mb(plain) > 0
    assert (odd.lock.digest, odd.lock.newest) == (plain.lock.digest, plain.lock.newest) != ("", {})


def bytecode_flags(made: Environment) -> set[int]:
    """How each compiled module says that it is checked: 0 is by the time of its source, as Python does by itself."""
    return {int.from_bytes(file.read_bytes()[4:8], "little") for file in made.folder.rglob("*.pyc")}


def test_bytecode_is_of_the_usual_kind(
    adapter: Maker, environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    made = environments.provision(adapter())
    assert bytecode_flags(made) == {0}
    assert {file.name.count(".opt-") for file in made.folder.rglob("*.pyc")} == {0}


@pytest.mark.parametrize(
    "settings",
    [
        'exclude-newer = "2020-01-01"\n',
        'link-mode = "symlink"\n',
        '[pip]\ntarget = "{folder}/elsewhere"\n',
        '[pip]\nprefix = "{folder}/elsewhere"\n',
        "[pip]\nno-binary = [':all:']\n",
        'offline = false\nresolution = "lowest"\n',
        "[pip]\nrequire-hashes = true\nsystem = true\n",
    ],
)
def test_no_setting_of_uv_in_the_home_folder_changes_what_is_installed(
    adapter: Maker, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str
) -> None:
    home = tmp_path / "home"
    file = home / ".config" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text(settings.format(folder=tmp_path))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("UV_NO_CONFIG")
    made = Environments(tmp_path / "cache", tmp_path / "no-locks").provision(adapter())
    assert [path.name for path in made.folder.glob("lib/python*/site-packages/*.dist-info")] == [
        "tinytool-1.0.dist-info"
    ]
    assert made.lock.newest == {"tinytool": "2.0"}
    assert not (tmp_path / "elsewhere").exists()


def test_an_index_in_a_configuration_file_serves(
    adapter: Maker, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "home" / ".config" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'[[index]]\nname = "own"\nurl = "{index.address}"\ndefault = true\n')
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("UV_NO_CONFIG")
    monkeypatch.delenv("UV_DEFAULT_INDEX")
    assert Environments(tmp_path / "cache", tmp_path / "no-locks").provision(adapter()).made_seconds


def test_folders_of_wheels_alone_serve(
    adapter: Maker, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name, data in index.files.items():
        (wheels / name).write_bytes(data)
    file = tmp_path / "home" / ".config" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'[pip]\nno-index = true\nfind-links = ["{wheels}"]\n')
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("UV_NO_CONFIG")
    asked = len(index.asked)
    monkeypatch.delenv("UV_DEFAULT_INDEX")
    made = Environments(tmp_path / "cache", tmp_path / "no-locks").provision(adapter())
    assert list(made.lock.distributions) == ["tinytool"]
    assert len(index.asked) == asked


def inodes(folder: Path) -> set[int]:
    """The files below a folder that hold something, by number."""
    found = (Path(at, name).lstat() for at, _, names in os.walk(folder) for name in names)
    return {each.st_ino for each in found if each.st_size}


def test_an_environment_shares_no_file_with_uvs_cache_or_another(
    adapter: Maker, environments: Environments, tmp_path: Path
) -> None:
    both = adapter(companions={"skew": ["tinyfriend"]})
    one, other = environments.provision(both), environments.provision(both, "skew")
    assert inodes(one.folder) & inodes(other.folder) == set()
    assert inodes(one.folder) & inodes(tmp_path / "uv-cache") == set()


def test_a_tool_that_writes_into_itself_changes_nobody_else(
    adapter: Maker, environments: Environments, tmp_path: Path
) -> None:
    both = adapter(companions={"skew": ["tinyfriend"]})
    one, other = environments.provision(both), environments.provision(both, "skew")
    spoil = "import tinytool; open(tinytool.__file__, 'a').write('VALUE = 13\\n')"
    subprocess.run([one.python, "-c", spoil], check=True)
    ask = "import tinytool; print(tinytool.VALUE)"
    answer = subprocess.run([other.python, "-c", ask], check=True, capture_output=True, text=True).stdout
    assert answer == "42\n"
    fresh = Environments(tmp_path / "another-cache", tmp_path / "locks").provision(adapter())
    assert subprocess.run([fresh.python, "-c", ask], check=True, capture_output=True, text=True).stdout == "42\n"


@pytest.mark.parametrize("harm", ["changed", "gone", "longer", "hook", "whole distribution"])
def test_what_is_no_longer_what_was_installed_is_installed_again(
    adapter: Maker, environments: Environments, harm: str
) -> None:
    made = environments.provision(adapter())
    site = next(made.folder.glob("lib/python*/site-packages"))
    module = site / "tinytool.py"
    text = module.read_text()
    if harm == "changed":
        module.write_text(text.replace("42", "13"))
        os.utime(module, ns=(1, 1))
    elif harm == "gone":
        module.unlink()
    elif harm == "longer":
        module.write_text(text + "VALUE = 13\n")
    elif harm == "hook":
        (site / "sitecustomize.py").write_text("print('hello')\n")
    else:
        for file in site.glob("tinytool-1.0.dist-info/*"):
            file.unlink()
    said: list[str] = []
    again = environments.provision(adapter(), progress=said.append)
    assert again.made_seconds is not None
    assert "tinytool is no longer what was installed: installing it again" in said
    assert module.read_text() == text
    assert environments.provision(adapter()).made_seconds is None


def test_what_a_tool_keeps_beside_its_modules_is_left_alone(adapter: Maker, environments: Environments) -> None:
    made = environments.provision(adapter())
    site = next(made.folder.glob("lib/python*/site-packages"))
    (site / "cache-of-the-tool.bin").write_bytes(b"x")
    assert environments.provision(adapter()).made_seconds is None


def test_an_environment_that_an_older_evalkit_linked_is_given_files_of_its_own(
    adapter: Maker, environments: Environments, tmp_path: Path
) -> None:
    made = environments.provision(adapter())
    module = next(made.folder.glob("lib/python*/site-packages/tinytool.py"))
    (tmp_path / "in-uvs-cache").hardlink_to(module)
    (made.folder / "complete").write_text(json.dumps({"python_version": made.python_version, "lock": made.lock.digest}))
    assert environments.is_ready(adapter())
    again = environments.provision(adapter())
    assert again.made_seconds is None
    assert module.stat().st_nlink == 1
    assert module.read_bytes() == (tmp_path / "in-uvs-cache").read_bytes()
    assert environments.provision(adapter()).made_seconds is None


def test_an_empty_environment_with_an_old_marker_is_made_again(adapter: Maker, environments: Environments) -> None:
    made = environments.provision(adapter())
    site = next(made.folder.glob("lib/python*/site-packages"))
    for file in [site / "tinytool.py", *site.glob("tinytool-1.0.dist-info/*")]:
        file.unlink()
    (made.folder / "complete").write_text(json.dumps({"python_version": made.python_version, "lock": made.lock.digest}))
    assert environments.provision(adapter()).made_seconds is not None
    assert (site / "tinytool.py").exists()


def test_a_spoilt_copy_in_uvs_cache_is_not_installed(
    adapter: Maker, environments: Environments, tmp_path: Path
) -> None:
    environments.provision(adapter())
    cached = [path for path in (tmp_path / "uv-cache").rglob("tinytool.py") if path.is_file()]
    assert cached
    for path in cached:
        path.write_text(path.read_text().replace("42", "13"))
    made = Environments(tmp_path / "another-cache", tmp_path / "locks").provision(adapter())
    assert "42" in next(made.folder.glob("lib/python*/site-packages/tinytool.py")).read_text()


@pytest.mark.parametrize("name", ["with blanks", "with#hash", "gr\u00f6\u00dfer \u6c34", "with'quote", "x" * 150])
def test_evalkits_cache_may_have_an_odd_name(adapter: Maker, index: Index, tmp_path: Path, name: str) -> None:
    made = Environments(tmp_path / name, tmp_path / "no-locks").provision(adapter())
    ask = [str(made.python), "-c", "import tinytool; print(tinytool.VALUE)"]
    assert subprocess.run(ask, check=True, capture_output=True, text=True).stdout == "42\n"
    again = Environments(tmp_path / name, tmp_path / "no-locks").provision(adapter())
    assert again.made_seconds is None


def test_an_interpreter_that_needs_a_loaders_path_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that starts in the user's shell and nowhere else."""
    needy = tmp_path / "bin" / "python"
    needy.parent.mkdir()
    needy.write_text(f'#!/bin/sh\n[ -n "$LD_LIBRARY_PATH" ] || exit 127\nexec {sys.executable} "$@"\n')
    needy.chmod(0o755)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    assert search(PYTHON, [[needy]]) is None
    assert search(PYTHON, [[needy]], os.environ) is not None
