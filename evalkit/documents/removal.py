"""Take keys and items out of a YAML text, and leave everything else as it was written, comments among it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import yaml

Path = tuple[str | int, ...]
"""Keys and list indices from the root of a document to a value."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """What replaces the characters of a text from `start` to `end`."""

    start: int
    end: int
    instead: str = ""


def without(text: str, unwanted: Callable[[Path], bool]) -> str:
    """Return a YAML text less the values at unwanted paths, and less the lists and mappings that would be left empty.

    A comment that stands directly above a removed key goes with it. `text` is the YAML of one mapping.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return text
    lines = text.splitlines(keepends=True)
    return _cut(text, _cuts(root, (), _Unwanted(unwanted), text, lines))


def _cut(text: str, cuts: Iterable[_Cut], begin: int = 0) -> str:
    """Return a part of a text, which begins at `begin` in it, with cuts made."""
    for cut in sorted(cuts, key=lambda cut: cut.start, reverse=True):
        text = text[: cut.start - begin] + cut.instead + text[cut.end - begin :]
    return text


@dataclass(frozen=True, slots=True)
class _Unwanted:
    named: Callable[[Path], bool]

    def __call__(self, path: Path, node: yaml.Node) -> bool:
        """Return whether a value goes: it is named, or all that it holds goes."""
        if self.named(path):
            return True
        held = list(_children(node, path))
        return bool(held) and all(self(inner, value) for inner, _, value in held)


def _children(node: yaml.Node, path: Path) -> Iterator[tuple[Path, yaml.Node, yaml.Node]]:
    """Yield the path of each value that a node holds, where its entry begins, and the value."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key, value
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield (*path, at), value, value


def _cuts(node: yaml.Node, path: Path, unwanted: _Unwanted, text: str, lines: list[str]) -> Iterator[_Cut]:
    held = list(_children(node, path))
    gone = [unwanted(inner, value) for inner, _, value in held]
    if any(gone) and isinstance(node, yaml.CollectionNode) and node.flow_style:
        kept = []
        for (inner, entry, value), goes in zip(held, gone, strict=True):
            if not goes:
                start, end = entry.start_mark.index, value.end_mark.index
                kept.append(_cut(text[start:end], _cuts(value, inner, unwanted, text, lines), start))
        opening, closing = "{}" if isinstance(node, yaml.MappingNode) else "[]"
        yield _Cut(node.start_mark.index, node.end_mark.index, opening + ", ".join(kept) + closing)
        return
    first = 0
    column = node.start_mark.column
    if gone and gone[0] and lines[held[0][1].start_mark.line][:column].strip():
        # The first entries share their line with the dash of a list: what is left moves up to it.
        first = gone.index(False)
        begin, end = (sum(map(len, lines[: held[at][1].start_mark.line])) + column for at in (0, first))
        yield _Cut(begin, end)
    for (inner, entry, value), goes in zip(held[first:], gone[first:], strict=True):
        if goes:
            yield _whole_lines(entry.start_mark.line, _last_line(value), lines)
        else:
            yield from _cuts(value, inner, unwanted, text, lines)


def _whole_lines(first: int, last: int, lines: list[str]) -> _Cut:
    """Cut lines, the comment directly above them, and one of two empty lines that would meet."""
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    after = last + 1
    is_empty_above = first == 0 or not lines[first - 1].strip()
    if is_empty_above and after < len(lines) and not lines[after].strip():
        after += 1
    return _Cut(sum(map(len, lines[:first])), sum(map(len, lines[:after])))


def _last_line(node: yaml.Node) -> int:
    """Return the last line of a value, from 0; a block that ends with its last entry does not reach to the next key."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    end = node.end_mark
    return int(end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line)
