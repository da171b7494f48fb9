"""What the YAML parser's complaints mean for somebody who writes a file."""

from __future__ import annotations

import yaml

_MEANINGS = (
    (
        ("mapping values are not allowed",),
        "a colon stands where no key can be; put a text that holds ': ' in quotes, or mend the indentation",
    ),
    (
        ("could not find expected ':'",),
        "a key without its colon; write `key: value`, and indent or quote a text of several lines",
    ),
    (
        ("unknown escape character", "escape code", "escape sequence"),
        "an unknown escape in double quotes; use single quotes, or write \\\\ for a backslash",
    ),
    (("unexpected end of stream",), "a quote is not closed; write the closing one"),
    (("',' or ']'",), "a list in brackets is not closed; write ',' between items and ']' at the end"),
    (("',' or '}'",), "a mapping in braces is not closed; write ',' between entries and '}' at the end"),
    (("expected node content",), "a value is missing; close the bracket or write the value"),
    (("'-' indicator",), "a list item without '- '; write one, or mend the indentation"),
    (
        ("expected key", "<block end>"),
        "does not line up with what stands above; mend the indentation, or quote the text",
    ),
    (("alias", "anchor", "alphabetic or numeric"), "'&' and '*' begin anchors and aliases; put the text in quotes"),
    (("tag",), "'!' begins a tag; put the text in quotes"),
    (("directive", "document start"), "'%' and '---' begin directives and documents; put the text in quotes"),
    (("nesting", "depth"), "nests too deeply; write it flatter"),
)


def syntax_message(error: yaml.MarkedYAMLError, text: str) -> str:
    """One line on what is wrong and what to write, from the parser's words and the character it stopped at."""
    problem = error.problem or error.context or "cannot be read"
    mark = error.problem_mark
    lines = text.splitlines()
    at = lines[mark.line][mark.column :][:1] if mark and mark.line < len(lines) else ""
    if "cannot start any token" in problem:
        if at == "\t" or "'\\t'" in problem:
            return "a tab stands where YAML wants spaces; indent with spaces"
        return f"is not YAML: no value begins with {at or 'this'}; put the text in quotes"
    for words, meaning in _MEANINGS:
        if any(word in problem for word in words):
            return f"is not YAML: {meaning}"
    return f"is not YAML: {problem}"
