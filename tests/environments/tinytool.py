"""The tool of the package index on the loopback address, as an adapter names it."""

from __future__ import annotations

import json
import sys
from typing import Any

from evalkit.model import Adapter

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def an_adapter(**fields: Any) -> Adapter:
    """The adapter of 'tinytool', on the Python that runs the tests; `fields` override what it says."""
    known = {
        "tool": "tinytool",
        "name": "Tiny tool",
        "homepage": "https://example.org",
        "python": PYTHON,
        "requires": ["tinytool==1.0"],
        "packages": ["tinytool"],
    }
    return Adapter.model_validate_json(json.dumps({**known, **fields}))
