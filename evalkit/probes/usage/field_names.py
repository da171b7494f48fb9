"""Field names: the keys that stand in a text of a configuration language, with their lines.

YAML, JSON, TOML and INI are read by the parsers that everybody uses; protobuf's text format by its grammar.
"""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import yaml

from evalkit.probes.usage.text_format import text_format_fields
from evalkit.source.reading import LineNumbers

_JSON_STRING = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?')
_BARE_KEY = re.compile(r"[\w-]+")
_INI_SECTION = re.compile(r"\s*\[([^\]]+)\]")
_INI_OPTION_ENDS = re.compile(r"\s*[:=]")
Found = tuple[str, int]
"""A key, and the line of the text that it stands on, from 0."""


def field_names(language: str, text: str) -> tuple[Found, ...]:
    """The keys of a text at any depth, in its order as far as its parser tells; none where it cannot be parsed.

    `language` is one of `LANGUAGES`. Only keys that are strings count, as in a dictionary of Python; what YAML calls a
    merge key ('<<') is syntax.
    """
    try:
        return tuple(LANGUAGES[language](text))
    except (ValueError, yaml.YAMLError, configparser.Error, RecursionError):
        return ()


def _yaml(text: str) -> Iterator[Found]:
    seen: set[int] = set()
    waiting: list[yaml.Node] = [node for node in yaml.compose_all(text, yaml.SafeLoader) if node is not None][::-1]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value[::-1]
        elif isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                # 'on' and 'yes' are booleans to YAML 1.1, and words to whoever writes them
                if isinstance(key, yaml.ScalarNode) and key.tag.rpartition(":")[2] in {"str", "bool"}:
                    yield key.value, key.start_mark.line
            waiting += [value for _, value in node.value[::-1]]


def _json(text: str) -> Iterator[Found]:
    found: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> None:
        found.extend(key for key, _ in pairs)

    json.loads(text, object_pairs_hook=note)
    numbers = LineNumbers(text)
    lines: dict[str, int] = {}
    for match in _JSON_STRING.finditer(text):
        if match[2]:
            lines.setdefault(json.loads(match[1]), numbers.of(match.end() - 1))
    return ((key, lines.get(key, 0)) for key in found)


def _toml(text: str) -> Iterator[Found]:
    numbers = LineNumbers(text)
    lines: dict[str, int] = {}
    for match in _BARE_KEY.finditer(text):
        lines.setdefault(match[0], numbers.of(match.start()))
    return ((key, lines[key] if key in lines else _line(text, re.escape(key))) for key in _keys(tomllib.loads(text)))


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    inside: Iterable[object] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inside:
        yield from _keys(each)


def _ini(text: str) -> Iterator[Found]:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # names stay as they are written
    parser.read_string(text)
    options: dict[str, int] = {}
    sections: dict[str, int] = {}
    for number, line in enumerate(text.split("\n")):
        if heading := _INI_SECTION.match(line):
            sections.setdefault(heading[1], number)
        else:
            options.setdefault(_INI_OPTION_ENDS.split(line.strip(), 1)[0], number)
    for option in parser.defaults():
        yield option, options.get(option, 0)
    for section in parser.sections():
        yield section, sections.get(section, 0)
        for option in parser[section]:
            if option not in parser.defaults():
                yield option, options.get(option, 0)


def _line(text: str, pattern: str) -> int:
    """The line of the first match, 0 where there is none: a key that is escaped in its text."""
    match = re.search(pattern, text)
    return text.count("\n", 0, match.start()) if match else 0


LANGUAGES: Mapping[str, Callable[[str], Iterator[Found]]] = {
    "protobuf text": text_format_fields,
    "protobuf JSON": _json,
    "JSON": _json,
    "YAML": _yaml,
    "OmegaConf": _yaml,
    "TOML": _toml,
    "INI": _ini,
}
"""What reads each language, by the name that the kinds of the dsl probe give it
(evalkit/probes/dsls/known/kinds.yaml)."""
