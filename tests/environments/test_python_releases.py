"""Real uv against a package index of our own on the loopback address: nothing outside is asked."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from evalkit.environments import Environments, Lock, ResolverAnswer, Shared, Unavailable
from evalkit.model import Adapter
from tests.environments.loopback_index import Index
from tests.environments.made_wheels import wheel_file
from tests.environments.tinytool import PYTHON

NEWER = f"3.{int(PYTHON.split('.')[1]) + 1}"
OWN_TAG, NEWER_TAG = (f"cp{version.replace('.', '')}" for version in (PYTHON, NEWER))


def compiled(name: str, version: str, *tags: str) -> dict[str, bytes]:
    """Wheels of one distribution for the Pythons with these tags alone."""
    [(_, data)] = wheel_file(name, version).items()
    return {f"{name}-{version}-{tag}-none-any.whl": data for tag in tags}


def source(name: str, version: str) -> dict[str, bytes]:
    """A source distribution that says what it requires, so that nothing need be built to resolve it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path, text in (
            ("PKG-INFO", f"Metadata-Version: 2.2\nName: {name}\nVersion: {version}\n"),
            ("pyproject.toml", "[build-system]\nrequires = []\nbuild-backend = 'backend'\n"),
        ):
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return {f"{name}-{version}.tar.gz": buffer.getvalue()}


@pytest.fixture
def ask(tmp_path: Path, index: Index, adapter: Callable[..., Adapter]) -> Callable[[str], Shared]:
    """Resolve 'crate==1.0' for a Python."""

    def resolve(python: str) -> Shared:
        pins = {"crate": "1.0"}
        lock = Lock(Path("lock"), "crate", "here", PYTHON, "", date(2026, 1, 1), 0.0, pins, {}, {})
        return Environments(tmp_path / "cache").from_wheels(
            adapter(tool="crate", requires=["crate==1.0"]), lock, python
        )

    return resolve


def test_a_wheel_for_that_python_installs(ask: Callable[[str], Shared], index: Index) -> None:
    index.files |= compiled("crate", "1.0", OWN_TAG, NEWER_TAG)
    assert ask(NEWER) == Shared(ResolverAnswer.INSTALLS, {"crate": "1.0"})


def test_what_would_have_to_be_compiled_there_does_not(ask: Callable[[str], Shared], index: Index) -> None:
    index.files |= compiled("crate", "1.0", OWN_TAG) | source("crate", "1.0")
    answer = ask(NEWER)
    assert answer.outcome is ResolverAnswer.CONFLICT
    assert answer.sentence.startswith("No solution found")
    assert str(index.port) not in answer.sentence


def test_what_has_no_wheel_on_its_own_python_may_be_built(ask: Callable[[str], Shared], index: Index) -> None:
    index.files |= source("crate", "1.0")
    assert ask(NEWER) == Shared(ResolverAnswer.INSTALLS, {"crate": "1.0"})


def test_what_the_index_lacks_is_unavailable_and_no_conflict(ask: Callable[[str], Shared]) -> None:
    with pytest.raises(Unavailable, match="uv cannot say which wheels crate has"):
        ask(NEWER)


def test_released_pythons_come_newest_first_and_without_candidates(tmp_path: Path) -> None:
    found = Environments(tmp_path / "cache").released_pythons()
    minors = [int(version.split(".")[1]) for version in found]
    assert minors == sorted(set(minors), reverse=True)
    assert {"3.11", "3.12", "3.13"} <= set(found)
