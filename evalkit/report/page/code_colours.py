"""Syntax colours as run lengths: which parts of a text are keywords, strings or comments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

LONGEST = 60_000
"""Longer texts get no colours, because a highlighter's patterns may be very slow on malicious texts."""

PLAIN = "x"
"""The class of text without a colour."""

_LANGUAGES: Mapping[str, str] = {
    ".py": "python",
    ".pyi": "python",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".json": "json",
    ".ipynb": "json",
    ".sql": "sql",
    ".proto": "protobuf",
    ".sh": "bash",
    ".ini": "ini",
    ".cfg": "ini",
    ".j2": "jinja",
    ".jinja": "jinja",
    ".jinja2": "jinja",
    ".tf": "terraform",
    ".hcl": "terraform",
}
_NAMED: Mapping[str, str] = {"Dockerfile": "docker", "Makefile": "make"}


def colours(name: str, text: str) -> str:
    """Return lengths with the class of each part, such as '4k3x': four characters of a keyword, three of plain text.

    `name` is the file's name and decides the language. The result is empty if there is nothing to colour. Lengths are
    in UTF-16 units, as the page's script counts, and add up to the whole text. Classes: k keyword, s string, c comment,
    n number, f name that is defined, b built-in name or key, d decorator, x plain. Pygments finds them.
    """
    path = PurePosixPath(name)
    language = _NAMED.get(path.name) or _LANGUAGES.get(path.suffix.lower())
    if language is None or not text or len(text) > LONGEST:
        return ""
    return _coloured(language, text)


@lru_cache(maxsize=4096)
def _coloured(language: str, text: str) -> str:
    runs: list[tuple[str, int]] = []
    for kind, part in _lexer(language).get_tokens(text):
        length = len(part.encode("utf-16-le", "surrogatepass")) // 2
        letter = PLAIN if not runs else runs[-1][0]  # blanks show no colour, so they join the part before them
        if not part.isspace():
            letter = _class_of(kind)
        if runs and runs[-1][0] == letter:
            runs[-1] = (letter, runs[-1][1] + length)
        elif length:
            runs.append((letter, length))
    return "".join(f"{length}{letter}" for letter, length in runs)


@lru_cache
def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # noqa: PLC0415 - only a report needs it

    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


@lru_cache
def _class_of(kind: Any) -> str:
    classes = _classes()
    while kind not in classes:
        kind = kind.parent
    return classes[kind]


@lru_cache
def _classes() -> Mapping[Any, str]:
    from pygments.token import Token  # type: ignore[import-untyped]  # noqa: PLC0415

    name = Token.Name
    return {
        Token: PLAIN,
        Token.Comment: "c",
        Token.Keyword: "k",
        Token.Operator.Word: "k",
        Token.Literal.String: "s",
        Token.Literal.String.Interpol: PLAIN,
        Token.Literal.Number: "n",
        name.Function: "f",
        name.Class: "f",
        name.Builtin: "b",
        name.Tag: "b",
        name.Attribute: "b",
        name.Decorator: "d",
    }
