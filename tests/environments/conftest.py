"""Real uv against a package index of our own on the loopback address: nothing outside is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.model import Adapter
from tests.environments.loopback_index import Index, only_index
from tests.environments.tinytool import an_adapter


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """The only package index there is."""
    with only_index(tmp_path / "uv-cache", monkeypatch) as served:
        yield served


@pytest.fixture
def adapter() -> Callable[..., Adapter]:
    """Return a maker of adapters for 'tinytool', whose fields a test may override."""
    return an_adapter
