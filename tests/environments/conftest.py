"""Real uv against a package index of our own on the loopback address: nothing outside is asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evalkit.environments import uv_command
from evalkit.model import Adapter
from tests.environments.loopback_index import Index

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """Make the user's only index one on the loopback address, with an empty cache of uv's."""
    served = Index()
    for name in ("UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_OFFLINE", "UV_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UV_DEFAULT_INDEX", served.address)
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    uv_command.uv_cache.cache_clear()
    yield served
    uv_command.uv_cache.cache_clear()
    served.close()


@pytest.fixture
def adapter() -> Callable[..., Adapter]:
    """Return a maker of adapters for 'tinytool', whose fields a test may override."""

    def make(**fields: Any) -> Adapter:
        known = {
            "tool": "tinytool",
            "name": "Tiny tool",
            "homepage": "https://example.org",
            "python": PYTHON,
            "requires": ["tinytool==1.0"],
            "packages": ["tinytool"],
        }
        return Adapter.model_validate_json(json.dumps({**known, **fields}))

    return make
