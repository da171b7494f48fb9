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
    waiting: list[yaml.Node] = [node for node in yaml.compose_all(text, yaml.SafeLoader) if node is not None]
    while waiting:
        node = waiting.pop(0)
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting = [*node.value, *waiting]
        elif isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                # 'on' and 'yes' are booleans to YAML 1.1, and words to whoever writes them
                if isinstance(key, yaml.ScalarNode) and key.tag.rpartition(":")[2] in {"str", "bool"}:
                    yield key.value, key.start_mark.line
            waiting = [*(value for _, value in node.value), *waiting]


def _json(text: str) -> Iterator[Found]:
    found: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> None:
        found.extend(key for key, _ in pairs)

    json.loads(text, object_pairs_hook=note)
    return ((key, _line(text, rf"{re.escape(json.dumps(key, ensure_ascii=False))}\s*:")) for key in found)


def _toml(text: str) -> Iterator[Found]:
    return ((key, _line(text, rf"(?<![\w-]){re.escape(key)}(?![\w-])")) for key in _keys(tomllib.loads(text)))


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
    for option in parser.defaults():
        yield option, _line(text, rf"(?m)^\s*{re.escape(option)}\s*(?:[:=]|$)")
    for section in parser.sections():
        yield section, _line(text, rf"(?m)^\s*\[{re.escape(section)}\]")
        for option in parser[section]:
            if option not in parser.defaults():
                yield option, _line(text, rf"(?m)^\s*{re.escape(option)}\s*(?:[:=]|$)")


def _line(text: str, pattern: str) -> int:
    """The line of the first match, 0 where there is none: a key that is escaped in its text."""
    match = re.search(pattern, text)
    return text.count("\n", 0, match.end() - 1) if match else 0


LANGUAGES: Mapping[str, Callable[[str], Iterator[Found]]] = {
    "protobuf text": text_format_fields,
    "protobuf JSON": _json,
    "JSON": _json,
    "YAML": _yaml,
    "OmegaConf": _yaml,
    "TOML": _toml,
    "INI": _ini,
}
"""What reads each language, by the name that the kinds of the dsl probe give it (evalkit/probes/dsls/known/kinds.yaml)."""
