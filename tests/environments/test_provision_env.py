"""The same with the user's own package index and a real distribution."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.environments import Environments, Unavailable, disk_mb, parse_lock
from evalkit.environments.uv_command import UvFailed, run_uv
from evalkit.model import Adapter

pytestmark = pytest.mark.env

Maker = Callable[..., Adapter]
SIX = {"tool": "six", "requires": ["six==1.17.0"], "packages": ["six"]}


@pytest.fixture(scope="module", autouse=True)
def _registry() -> None:
    call = ["pip", "compile", "-", "--quiet", "--no-deps", "--python", sys.executable]
    try:
        run_uv(call, folder=Path("/"), stdin="six==1.17.0")
    except (UvFailed, Unavailable) as refused:
        pytest.skip(f"no package registry can be reached: {refused}")


def test_a_real_distribution_is_locked_installed_compiled_and_imported(adapter: Maker, tmp_path: Path) -> None:
    environments = Environments(tmp_path / "cache", tmp_path / "locks")
    six = adapter(**SIX)
    [file] = environments.renew(six, [])
    assert "://" not in file.read_text()
    made = environments.provision(six)
    assert made.lock.distributions == {"six": "1.17.0"}
    assert list(made.folder.rglob("six.*.pyc"))
    assert 0.01 < disk_mb(made) < 0.1
    subprocess.run([made.python, "-c", "import six"], check=True)
    assert environments.provision(six).made_seconds is None


def test_a_wrong_hash_is_refused(adapter: Maker, tmp_path: Path) -> None:
    environments = Environments(tmp_path / "cache", tmp_path / "locks")
    six = adapter(**SIX)
    [file] = environments.renew(six, [])
    for known in parse_lock(file.read_text(), file).hashes["six"]:
        file.write_text(file.read_text().replace(known, "sha256:" + "1" * 64))
    with pytest.raises(Unavailable, match="Hash mismatch") as unavailable:
        environments.provision(six)
    assert "://" not in unavailable.value.reason


def test_a_version_that_was_never_released_is_unavailable_in_one_sentence(adapter: Maker, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="six==999") as unavailable:
        Environments(tmp_path / "cache", tmp_path / "locks").provision(adapter(**{**SIX, "requires": ["six==999"]}))
    assert "://" not in unavailable.value.reason
    assert "\n" not in unavailable.value.reason
