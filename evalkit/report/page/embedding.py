"""Data and scripts inside the page: nothing in them can end their element, and only our own scripts may run."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def parts(data: Mapping[str, Any], apart: Collection[str] = ()) -> dict[str, str]:
    """Each part as compressed JSON, which the page opens when it is first asked for.

    Of a part that is named in `apart` each entry is compressed by itself, as 'part/entry': opening one leaves the others.
    """
    flat = [(name, part) for name, part in data.items() if name not in apart]
    flat += [(f"{name}/{entry}", found) for name in apart for entry, found in data[name].items()]
    with ThreadPoolExecutor() as pool:  # compressing lets others work meanwhile
        return dict(zip([name for name, _ in flat], pool.map(packed_json, [part for _, part in flat]), strict=True))


def packed_json(data: Any) -> str:
    """Data as compressed JSON; raises ValueError where a number is not finite."""
    return packed(_json(data))


def packed(text: str) -> str:
    """A text compressed, as base64 of gzip: safe inside a script element; the page's script opens it when needed."""
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def content_policy(*scripts: str) -> str:
    """The content-security policy that lets these scripts run and nothing be fetched from anywhere."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
