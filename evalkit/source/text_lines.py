"""The lines of a text that is not Python, less blank ones and comments, as its language writes comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_COMMENT_STARTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((".pbtxt", ".textproto", ".yaml", ".yml", ".toml", ".sh", ".cfg", ".tf"), ("#",)),
    **dict.fromkeys((".proto", ".js", ".ts", ".java", ".go"), ("//",)),
    **dict.fromkeys((".j2", ".jinja", ".jinja2"), ("{#",)),
    ".hcl": ("#", "//"),
    ".ini": ("#", ";"),
    ".sql": ("--",),
    ".json": (),
    ".csv": (),
}
_ANY_COMMENT = ("#", "//", "--")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line without the white space around it, and its number from 1."""

    number: int
    text: str


def text_lines(text: str, suffix: str) -> tuple[TextLine, ...]:
    """The lines that are neither blank nor comments, in the language that a file's suffix (`.sql`) stands for.

    Of a language that is not known, what begins with a sign of many languages is a comment.
    """
    starts = _COMMENT_STARTS.get(suffix.lower(), _ANY_COMMENT)
    lines = (TextLine(number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return tuple(line for line in lines if line.text and not line.text.startswith(starts))
