"""Data and scripts inside the page: nothing in them can end their element, and only our one script may run."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

_MEANT_AS_TEXT = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def as_json(data: Any) -> str:
    """JSON that is safe inside a script element; raises ValueError where a number is not finite."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_MEANT_AS_TEXT)


def content_policy(script: str) -> str:
    """The content-security policy that lets this one script run and nothing be fetched from anywhere."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
