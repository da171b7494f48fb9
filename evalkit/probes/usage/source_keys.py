"""Keys by the source: what a usage is told of the keys that stand in dictionaries, in texts and in files.

Whether a call took place, a run says; what is written in its arguments, the source. So that a key counts alike wherever
it stands, all are read here, of a recorded usage as of one that was read off the source.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from evalkit.model import Implementation, Usage, Use
from evalkit.probes.usage.config_keys import config_keys
from evalkit.probes.usage.known_calls import keys_of, known_calls, takes_columns, takes_data
from evalkit.probes.usage.text_keys import file_keys, text_keys, text_names
from evalkit.source.collecting import without_collecting
from evalkit.source.depth import however_deep
from evalkit.source.files import read_python
from evalkit.source.literal_texts import LiteralTexts
from evalkit.source.live_code import live_code
from evalkit.source.local_modules import Exports, local_modules, local_names
from evalkit.source.ownership import Owners
from evalkit.source.reading import NotPython, read_source
from evalkit.source.walking import nodes_of

_Place = tuple[str, int, int]
_CALLED = frozenset({"call", "decorator"})


@without_collecting
@however_deep
def with_keys(usage: Usage, implementation: Implementation, name_of: Callable[[Path], str]) -> Usage:
    """The same usage with every key of a configuration; `name_of` says how the usage calls a file.

    To the calls of a recorded usage come the keys of dictionaries that are bound to a name first. Each key in a text
    that is parsed, and in a configuration file beside the script, becomes a use without a symbol, at the line where it
    is written; so does each clause and function of a text in another language. What is data is left out.
    """
    files = {name_of(file): file for file in local_modules(implementation)}
    modules = _Modules(files)
    named = {use.file for use in usage.uses}
    kept = {
        name: modules.sources[name] for name, file in files.items() if name in named or file in implementation.files
    }
    sources = {name: text for name, text in kept.items() if text is not None}
    trees = {name: modules[name] for name in sources}
    uses = tuple(_handed(usage, trees, local_names(implementation))) if usage.recorded else usage.uses
    found = [*text_keys(sources, LiteralTexts(modules), usage.uses)]
    exports = Exports(implementation, {files[name]: tree for name, tree in trees.items()})
    for name, text in sources.items():
        if files[name] in implementation.files:
            source = read_source(text)
            found += text_names(text, source, live_code(source.tree, exports.of(files[name])), name)
    for file in implementation.files:
        found += file_keys(file, name_of(file))
    keys = (Use("", "call", "", key.file, key.number, key.number, config_keys=(key.text,)) for key in found)
    return replace(usage, uses=(*filter(None, map(_less_data, uses)), *keys))


class _Modules(Mapping[str, ast.Module]):
    """The syntax trees of some files by name, each read when it is needed; one that is not Python is empty."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files
        self.sources = _Sources(files)

    def __getitem__(self, name: str) -> ast.Module:
        text = self.sources[name]
        return _NOTHING if text is None else read_source(text).tree

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


class _Sources(dict[str, str | None]):
    """The texts of some Python files by name, each read when it is needed; None where one is not Python."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        super().__init__()
        self._files = files

    def __missing__(self, name: str) -> str | None:
        self[name] = None
        try:
            text = read_python(self._files[name])
            read_source(text)
        except NotPython:
            return None
        self[name] = text
        return text


_NOTHING = ast.Module([], [])


def _less_data(use: Use) -> Use | None:
    """A use without what is data in it: columns, fields of rows; None of an operator of Python's own library."""
    if use.kind == "operator" and use.package in sys.stdlib_module_names:
        return None
    if use.keywords and takes_columns(use.symbol):
        use = replace(use, keywords=())
    if not use.config_keys:
        return use
    if takes_data(use.symbol, use.package):  # a key that is called after its package is that one's all the same
        return replace(use, config_keys=tuple(key for key in use.config_keys if key.startswith(f"{use.package}.")))
    return replace(use, config_keys=keys_of(use.package, use.config_keys))


def is_in_text(use: Use) -> bool:
    """Whether a use is a key in a text or a file, whoever parses that."""
    return not use.symbol


def _handed(usage: Usage, trees: Mapping[str, ast.Module], local: frozenset[str]) -> Iterator[Use]:
    """The uses of a recorded run, with the keys of the dictionaries that the source hands to each call."""
    recorded: dict[_Place, set[str]] = {}
    for use in usage.uses:
        if use.kind in _CALLED:
            recorded.setdefault(_place(use), set()).add(_last(use.symbol))
    handed: dict[tuple[_Place, str], tuple[str, ...]] = {}
    for name, tree in trees.items():
        owners = Owners(tree, local, known_calls())
        calls: dict[_Place, list[ast.Call]] = {}
        for node in nodes_of(tree):
            if isinstance(node, ast.Call):
                calls.setdefault((name, node.lineno, node.end_lineno or node.lineno), []).append(node)
        called = {
            node: (place, symbol)
            for place, nodes in calls.items()
            for node in nodes
            if (symbol := _recorded_as(node, owners, recorded.get(place, set()), alone=len(nodes) == 1))
        }
        for node, keys in config_keys(tree, owners, set(called)).items():
            handed[called[node]] = (*handed.get(called[node], ()), *keys)
    for use in usage.uses:
        more = handed.get((_place(use), _last(use.symbol)), ()) if use.kind in _CALLED else ()
        words = dict.fromkeys((*use.config_keys, *(key for key in more if key not in use.keywords)))
        yield replace(use, config_keys=tuple(words))


def _recorded_as(node: ast.Call, owners: Owners, symbols: set[str], *, alone: bool) -> str | None:
    """The last name of the recorded symbol that a call is of; what stands alone in its place may be called otherwise."""
    spelled = ast.unparse(node.func).rpartition(".")[2]
    meant = _last(owners.symbol(node.func) or spelled)
    known = next((name for name in (spelled, meant) if name in symbols), None)
    return known or (min(symbols) if alone and symbols else None)


def _place(use: Use) -> _Place:
    return use.file, use.line, use.end_line


def _last(symbol: str) -> str:
    return symbol.rpartition(".")[2]
