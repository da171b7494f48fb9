"""Put data and scripts into the page so that nothing ends their element and only our own scripts run."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def parts(data: Mapping[str, Any], apart: Collection[str] = ()) -> dict[str, str]:
    """Return each part as compressed JSON, which the page opens at first use.

    Each entry of a part that is named in `apart` is compressed separately, as 'part/entry', so that it opens alone.
    """
    flat = [(name, part) for name, part in data.items() if name not in apart]
    flat += [(f"{name}/{entry}", found) for name in apart for entry, found in data[name].items()]
    with ThreadPoolExecutor() as pool:  # compression releases the interpreter lock
        return dict(zip([name for name, _ in flat], pool.map(packed_json, [part for _, part in flat]), strict=True))


def packed_json(data: Any) -> str:
    """Return data as compressed JSON; raises ValueError if a number is not finite."""
    return packed(_json(data))


def packed(text: str) -> str:
    """Return a text as base64 of gzip, which is safe inside a script element; the page's script opens it when needed."""
    return base64.b64encode(gzip.compress(text.encode(), 7, mtime=0)).decode()


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def content_policy(*scripts: str) -> str:
    """Return the content-security policy that allows these scripts and forbids fetching anything."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
