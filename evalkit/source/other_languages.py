"""Comments and lines of code in any language but Python, in files and in strings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.source.reading import source_lines

_QUOTED = r"'(?:''|\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
_QUOTED_IN_LINE = r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\""
_COMMENTS: Mapping[str, re.Pattern[str]] = {
    "SQL": re.compile(rf"(?P<kept>{_QUOTED})|--[^\n]*|/\*.*?\*/", re.DOTALL),
    "hash": re.compile(rf"(?P<kept>{_QUOTED_IN_LINE})|#[^\n]*"),
    "spaced hash": re.compile(rf"(?P<kept>{_QUOTED_IN_LINE})|(?<!\S)#[^\n]*"),
    "hash or semicolon": re.compile(rf"(?P<kept>{_QUOTED_IN_LINE})|(?<!\S)[#;][^\n]*"),
    "template": re.compile(r"(?P<kept>(?!))|\{#.*?#\}", re.DOTALL),
    "markup": re.compile(r"(?P<kept>(?!))|<!--.*?-->", re.DOTALL),
    "hash or slashes": re.compile(rf"(?P<kept>{_QUOTED_IN_LINE})|#[^\n]*|(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL),
    "any": re.compile(r"(?P<kept>(?!))|^[ \t]*(?:#|//|--)[^\n]*", re.MULTILINE),
    "slashes": re.compile(rf"(?P<kept>{_QUOTED_IN_LINE})|(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL),
}
_SIGNS: Mapping[str, str] = {
    **dict.fromkeys(("SQL", "SQL expressions"), "SQL"),
    **dict.fromkeys(("protobuf text", "GraphQL", "SPARQL", "shell", "R", "Starlark", "Make", "Docker"), "hash"),
    **dict.fromkeys(("YAML", "OmegaConf", "TOML", "DVC", "MLflow project", "BentoML"), "spaced hash"),
    "INI": "hash or semicolon",
    "HCL": "hash or slashes",
    **dict.fromkeys(("Jinja", "Django template"), "template"),
    **dict.fromkeys(("XML", "HTML"), "markup"),
    **dict.fromkeys(
        ("protobuf", "Cypher", "C code", "JavaScript", "Java or Scala", "C or C++", "Go", "Rust"), "slashes"
    ),
}
"""How the comments of a language are told, by the name that the kinds of the dsl probe give it; others have none."""
_SUFFIXES: Mapping[str, str] = {
    **dict.fromkeys((".pbtxt", ".textproto", ".sh", ".tf"), "hash"),
    **dict.fromkeys((".yaml", ".yml", ".toml", ".cfg"), "spaced hash"),
    **dict.fromkeys((".proto", ".js", ".ts", ".java", ".go", ".css"), "slashes"),
    **dict.fromkeys((".j2", ".jinja", ".jinja2"), "template"),
    **dict.fromkeys((".html", ".xml", ".svg"), "markup"),
    ".hcl": "hash or slashes",
    ".ini": "hash or semicolon",
    ".sql": "SQL",
    ".json": "",
    ".csv": "",
}
"""How the comments in a file are told by its suffix; there are none in JSON and CSV."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line less its comments and the white space around it, and its number from 1."""

    number: int
    text: str


def without_comments(text: str, language: str) -> str:
    """A text in a language, with a space for each comment; the lines stay where they are."""
    return _blanked(text, _SIGNS.get(language, ""))


def text_lines(text: str, suffix: str) -> tuple[TextLine, ...]:
    """The lines that hold more than comments, in the language that a file's suffix (`.sql`) stands for.

    Of a language that is not known, a line that begins with a sign of many languages is a comment.
    """
    bare = _blanked("\n".join(source_lines(text)), _SUFFIXES.get(suffix.lower(), "any"))
    lines = (TextLine(number, line.strip()) for number, line in enumerate(bare.split("\n"), 1))
    return tuple(line for line in lines if line.text)


def _blanked(text: str, signs: str) -> str:
    if not signs:
        return text
    return _COMMENTS[signs].sub(lambda found: found["kept"] or " " + "\n" * found[0].count("\n"), text)
