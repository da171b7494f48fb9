"""uv's own sentence on why something failed, short and without addresses or paths."""

from __future__ import annotations

import re

_LONGEST = 320
_CROSS = "\N{MULTIPLICATION SIGN}"  # begins an error in older versions of uv
_FRAME = re.compile(rf"^[\s{_CROSS}╰├│─▶]*(?:(?P<kind>error|cause)\s*:)?\s*(?P<text>.*)$")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"`)>\]]+", re.IGNORECASE)
_HOST = re.compile(
    r"\b(?:[a-z0-9_-]+\.)+(?:com|org|net|io|dev|ai|edu|gov|cloud|local|internal|lan)(?::\d+)?\b", re.IGNORECASE
)
_PATH = re.compile(r"(?<![\w.~/-])/(?:[^\s/'\"`:,;]+/)+(?P<name>[^\s/'\"`:,;]*)")


def complaint(stderr: str) -> str:
    """Return what uv's error output says, as one sentence without a full stop.

    The error itself and its innermost cause are kept, what lies between them, warnings and hints are left out;
    addresses of package indexes, host names and the folders of paths are taken out.
    """
    parts = [scrubbed(part).rstrip(" .:") for part in _parts(stderr)]
    sentence = ": ".join([*parts[:1], *parts[1:][-1:]]) or "uv said nothing"
    return sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1].rstrip() + "…"


def scrubbed(text: str) -> str:
    """Return `text` with addresses and hosts replaced by a word, and of each absolute path only the last name."""
    text = _ADDRESS.sub("<address>", text)
    text = _HOST.sub("<host>", text)
    return _PATH.sub(lambda path: path["name"] or "<folder>", text)


def _parts(stderr: str) -> list[str]:
    parts: list[str] = []
    for line in stderr.splitlines():
        begins = line.startswith("error:") or line.lstrip().startswith(_CROSS)
        if not parts and not begins:
            continue
        if parts and (not line.strip(" │") or line.lstrip().startswith(("hint:", "help:", "warning:"))):
            break
        frame = _FRAME.match(line)
        text = frame["text"].strip().rstrip(":") if frame else line.strip()
        if not text:
            continue
        if begins or (frame and frame["kind"]) or "╰" in line or "├" in line:
            parts.append(text)
        else:
            parts[-1] += f" {text}"
    if parts:
        return parts
    spoken = [line.strip() for line in stderr.splitlines() if line.strip() and not line.startswith("warning:")]
    return spoken[-1:]
