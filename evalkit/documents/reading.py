"""Read YAML safely: from text to values with places.

The tree is built from the parser's events, so that nesting, aliases and tags are judged before anything grows: a file
of a few hundred bytes can otherwise stand for billions of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

from evalkit.documents.files import read_text, shown
from evalkit.documents.messages import described
from evalkit.documents.problems import BadInput, Place, Problem, quoted
from evalkit.documents.scalars import TAG, scalar
from evalkit.documents.yaml_tree import Member, Written

MAX_NODES = 20_000
MAX_DEPTH = 50

_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MEANINGS = (
    (
        ("mapping values are not allowed",),
        "a colon is not allowed here; put a text that contains ': ' in quotes, or fix the indentation",
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
    (("'-' indicator",), "a list item without '- '; write one, or fix the indentation"),
    (
        ("expected key", "<block end>"),
        "does not line up with the lines above; fix the indentation, or quote the text",
    ),
    (("alias", "anchor", "alphabetic or numeric"), "'&' and '*' begin anchors and aliases; put the text in quotes"),
    (("tag",), "'!' begins a tag; put the text in quotes"),
    (("directive", "document start"), "'%' and '---' begin directives and documents; put the text in quotes"),
    (("nesting", "depth"), "nests too deeply; write it flatter"),
)
"""The YAML parser's messages, translated for people who write a file."""


def read_document(path: Path, root: Path, problems: list[Problem]) -> Written | None:
    """Return the mapping in a YAML file, or None if it cannot be read; add all problems to `problems`."""
    try:
        text = read_text(path, root)
    except BadInput as error:
        problems.extend(error.problems)
        return None
    return parse(text, shown(path, root), problems)


def parse(text: str, file: str, problems: list[Problem]) -> Written | None:
    """Return the mapping in a YAML text, as `read_document` does; `file` is its name in places."""
    try:
        document = _whole(text, file, problems)
    except BadInput as error:
        problems.extend(error.problems)
        return None
    if document is None:
        problems.append(
            Problem(
                Place(file), "the file is empty, or holds comments alone; write keys and values, each as `key: value`"
            )
        )
    elif document.is_mapping:
        return document
    else:
        message = "the file must hold a mapping: keys and values, such as `title: ...`"
        problems.append(Problem(document.place, message))
    return None


def _whole(text: str, file: str, problems: list[Problem]) -> Written | None:
    """Return the contents of a YAML text, or None if it is empty; raises BadInput if reading cannot continue."""
    if unprintable := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, unprintable.start()) + 1
        column = unprintable.start() - text.rfind("\n", 0, unprintable.start())
        raise _stop(Place(file, line, column), f"the character {unprintable[0]!r} is not allowed; remove it")
    reader = _Reader(text, file, problems)
    try:
        return reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in (error.context or "") and "end of stream" in (error.problem or ""):
            mark = error.context_mark  # the quote that was opened, not the end of the file
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        raise _stop(place, _syntax_message(error, text)) from None
    except yaml.YAMLError as error:
        raise _stop(Place(file), f"is not YAML: {error}") from None
    finally:
        reader.close()


class _Reader:
    """One pass over the parser's events for one text."""

    def __init__(self, text: str, file: str, problems: list[Problem]) -> None:
        self._loader = _Loader(text)
        self._file = file
        self._problems = problems
        self._anchors: dict[str, Written] = {}
        self._open: set[str] = set()
        self._nodes = 0

    def close(self) -> None:
        self._loader.dispose()

    def document(self) -> Written | None:
        self._loader.get_event()  # the start of the stream
        if self._loader.check_event(yaml.StreamEndEvent):
            return None
        self._loader.get_event()  # the start of the document
        root = self._node(0)
        self._loader.get_event()  # its end
        if not self._loader.check_event(yaml.StreamEndEvent):
            place = self._place(self._peek())
            raise _stop(place, "a second document begins here; keep one to a file and remove this '---'")
        return root

    def _node(self, depth: int) -> Written:
        event = cast("yaml.NodeEvent", self._loader.get_event())
        place = self._place(event)
        if depth > MAX_DEPTH:
            raise _stop(place, f"nests deeper than {MAX_DEPTH} levels; write it flatter")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place, depth)
        if event.anchor is not None:
            self._open.add(event.anchor)
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, place)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._list(event, place, depth)
        else:
            node = self._mapping(cast("yaml.MappingStartEvent", event), place, depth)
        if event.anchor is not None:
            self._open.discard(event.anchor)
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: yaml.AliasEvent, place: Place, depth: int) -> Written:
        if event.anchor in self._open:
            raise _stop(place, f"the alias *{event.anchor} stands within what it repeats; write the value out")
        node = self._anchors.get(event.anchor or "")
        if node is None:
            raise _stop(place, f"the alias *{event.anchor} has no anchor above it; write &{event.anchor}, or the value")
        if depth + node.height > MAX_DEPTH:
            raise _stop(place, f"nests deeper than {MAX_DEPTH} levels; write it flatter")
        self._count(node.nodes, place)
        return node

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Written:
        self._count(1, place)
        tag = event.tag or str(self._loader.resolve(yaml.ScalarNode, event.value, event.implicit))  # type: ignore[no-untyped-call]
        try:
            return Written(place, scalar(event.value, tag), event.value)
        except ValueError as error:
            self._problems.append(Problem(place, str(error)))
            # The text stands in for the value, so that the rest of the file can still be judged.
            return Written(place, event.value.encode("utf-8", "replace").decode().replace("\0", "?"), event.value)

    def _list(self, event: yaml.SequenceStartEvent, place: Place, depth: int) -> Written:
        self._count(1, place)
        self._check_tag(event.tag, "seq", place)
        items: list[Written] = []
        while not self._loader.check_event(yaml.SequenceEndEvent):
            items.append(self._node(depth + 1))
        self._loader.get_event()
        return Written(place, tuple(items), nodes=1 + _nodes(items), height=1 + _height(items))

    def _mapping(self, event: yaml.MappingStartEvent, place: Place, depth: int) -> Written:
        self._count(1, place)
        self._check_tag(event.tag, "map", place)
        members: dict[str, Member] = {}
        inherited: list[Written] = []
        while not self._loader.check_event(yaml.MappingEndEvent):
            merges = self._is_merge_key(self._peek())
            key = self._node(depth + 1)
            value = self._node(depth + 1)
            if merges:
                inherited += self._merged(key, value)
            elif not isinstance(key.value, str):
                self._problems.append(Problem(key.place, _not_a_key(key)))
            elif key.value in members:
                first = members[key.value].place.line
                message = f"the key {quoted(key.value)} is here twice, first in line {first}; remove one"
                self._problems.append(Problem(key.place, message))
            else:
                members[key.value] = Member(key.place, value)
        self._loader.get_event()
        for other in inherited:
            if isinstance(other.value, Mapping):
                members = {**other.value, **members}
        values = [member.value for member in members.values()]
        return Written(place, members, nodes=1 + len(values) + _nodes(values), height=1 + _height(values))

    def _is_merge_key(self, event: yaml.Event) -> bool:
        return isinstance(event, yaml.ScalarEvent) and event.implicit[0] and event.value == "<<"

    def _merged(self, key: Written, value: Written) -> list[Written]:
        sources = list(value.items()) if value.is_list else [value]
        if all(source.is_mapping for source in sources):
            return sources
        self._problems.append(Problem(key.place, "<< merges only mappings; write an alias of one, such as <<: *anchor"))
        return []

    def _check_tag(self, tag: str | None, kind: str, place: Place) -> None:
        if tag not in (None, "!", TAG + kind):
            self._problems.append(
                Problem(place, f"the tag {quoted(str(tag).replace(TAG, '!!'))} is not read; leave it out")
            )

    def _count(self, nodes: int, place: Place) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise _stop(place, f"the file holds more than {MAX_NODES:,} values, aliases written out; write less")

    def _peek(self) -> yaml.Event:
        return cast("yaml.Event", self._loader.peek_event())

    def _place(self, event: yaml.Event) -> Place:
        mark = cast("yaml.Mark", event.start_mark)
        return Place(self._file, mark.line + 1, mark.column + 1)


def _nodes(parts: list[Written]) -> int:
    return sum(part.nodes for part in parts)


def _height(parts: list[Written]) -> int:
    return max((part.height for part in parts), default=0)


def _not_a_key(key: Written) -> str:
    if key.is_mapping or key.is_list:
        return "a key must be a word, not a list or mapping; put it in quotes if it is meant as text"
    return f'a key must be a string in quotes, "{key.raw}"; {key.raw or "it"} alone is read as {described(key)}'


def _stop(place: Place, message: str) -> BadInput:
    return BadInput([Problem(place, message)])


def _syntax_message(error: yaml.MarkedYAMLError, text: str) -> str:
    """Return one line on what is wrong and what to write, from the parser's message and where it stopped."""
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
