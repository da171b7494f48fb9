"""Keys in texts: what a configuration names when it stands in a text that is parsed, or in a file beside the script.

They count as the keys of a dictionary do, wherever they stand: otherwise a configuration moved into a string or into a
file would be free.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from evalkit.model import Use
from evalkit.probes.dsls import built_in, find_in_python
from evalkit.probes.dsls.kinds import parsers_of_keys, pattern
from evalkit.probes.usage.embedded_names import NAMED, embedded_names
from evalkit.probes.usage.field_names import LANGUAGES, field_names
from evalkit.source.embedded import written_lines
from evalkit.source.files import is_python, text_in
from evalkit.source.literal_texts import Line, LiteralTexts
from evalkit.source.live_code import LiveCode
from evalkit.source.reading import Source, read_source, source_lines
from evalkit.source.texts import HOLE
from evalkit.source.walking import nodes_of

_HOLE_NUMBER = "8014118014"
"""What stands for a value that is put into a text at run time: a number, which every language takes for a value."""


def may_parse(use: Use) -> bool:
    """Whether a use is called what a parser is."""
    return use.kind in {"call", "decorator"} and _last_names().match(use.symbol.rpartition(".")[2]) is not None


@cache
def _last_names() -> re.Pattern[str]:
    return pattern(tuple(call.rpartition(".")[2] for kind in parsers_of_keys() for call in kind.calls))


def text_keys(sources: Mapping[str, str], literal: LiteralTexts, uses: Sequence[Use]) -> tuple[Line, ...]:
    """The keys of every literal text that Python sources hand to a parser, each with the place where it is written.

    `sources` are those by name of file, `literal` tells their texts. A text counts where one of the uses is the call of
    its parser: not in dead code, and in a recorded run only where it came by.
    """
    found: dict[Line, None] = {}
    for name in dict.fromkeys(use.file for use in uses if may_parse(use) and use.file in sources):
        for call, language in _parsed(sources[name], name, uses):
            given = [*call.args[:1], *(keyword.value for keyword in call.keywords)]
            for text in next((texts for each in given if (texts := literal.of(each))), ()):
                found |= dict.fromkeys(_keys(language, text))
    return tuple(found)


def file_keys(file: Path, name: str) -> tuple[Line, ...]:
    """The keys or names of a file in another language, which `name` is called; none where it has neither."""
    language = "" if is_python(file) else _language(file)
    if not language:
        return ()
    text = [Line(line, name, number) for number, line in enumerate(source_lines(text_in(file)), start=1)]
    return tuple(dict.fromkeys(_keys(language, text) if language in LANGUAGES else _names(language, text)))


def text_names(text: str, source: Source, live: LiveCode, name: str) -> tuple[Line, ...]:
    """The clauses and functions of every text in another language that stands in live code above the hand-over mark.

    Texts of a language whose keys `text_keys` reads are left to that.
    """
    mark = source.handover_line
    embedded = [
        one
        for one in find_in_python(text).embedded
        if one.language not in LANGUAGES and (mark is None or one.start[0] < mark) and not live.is_dead(one.start)
    ]
    found: dict[Line, None] = {}
    for one, lines in written_lines(text, embedded).items():
        found |= dict.fromkeys(_names(one.language, [Line(line, name, number) for number, line in lines]))
    return tuple(found)


def _names(language: str, text: Sequence[Line]) -> Iterator[Line]:
    for found, at in embedded_names(language, "\n".join(line.text for line in text)):
        yield text[min(at, len(text) - 1)]._replace(text=found)


def _keys(language: str, text: Sequence[Line]) -> Iterator[Line]:
    """Each key with the place where it is written; those put together at run time are nobody's to recall."""
    whole = "\n".join(line.text for line in text).replace(HOLE, _HOLE_NUMBER)
    for key, at in field_names(language, whole):
        if _HOLE_NUMBER not in key:
            yield text[min(at, len(text) - 1)]._replace(text=key)


def _parsed(source: str, name: str, uses: Sequence[Use]) -> Iterator[tuple[ast.Call, str]]:
    """The calls of parsers in a source that the usage has, each with the language that it reads."""
    here = [use for use in uses if use.file == name and may_parse(use)]
    parsed = find_in_python(source).parsed
    for node in nodes_of(read_source(source).tree) if parsed else ():
        if not isinstance(node, ast.Call):
            continue
        known = parsed.get((node.end_lineno or node.lineno, node.end_col_offset or 0))
        if known is None:
            continue
        called, language = known[0].rpartition(".")[2], known[1]
        lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        if any(use.symbol.rpartition(".")[2] == called and use.line in lines for use in here):
            yield node, language


def _language(file: Path) -> str:
    """The language of a file that has keys or names; '' of any other."""
    kinds = (kind.dsl for kind in built_in() if kind.files and pattern(kind.files).match(file.name))
    return next((dsl for dsl in kinds if dsl in LANGUAGES or dsl in NAMED), "")
