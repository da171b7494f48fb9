"""Configuration keys: the string keys of dictionaries that are written out and handed to a library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeGuard

from evalkit.probes.dsls.kinds import pattern
from evalkit.probes.dsls.known_names import known
from evalkit.source.names import Function
from evalkit.source.ownership import Owners
from evalkit.source.walking import children, nodes_of, walked

_HOLE = re.compile(r"(?<!\{)\{([A-Za-z_]\w*)\}(?!\})")


def _configures(name: str) -> bool:
    """Whether a parameter that is called so takes a configuration: a dictionary of a list that it is told is no row."""
    return pattern(known().data.configures).match(name) is not None


def _tunes(name: str) -> bool:
    """Whether what is called so is what models are tuned by."""
    return pattern(known().data.tunes).match(name.lower()) is not None


def config_keys(
    tree: ast.Module, owners: Owners, calls: AbstractSet[ast.Call], elsewhere: AbstractSet[ast.AST] = frozenset()
) -> dict[ast.Call, tuple[str, ...]]:
    """The string keys handed to each of some calls, in the order they stand in.

    A dictionary, a display or a `dict(...)` with keywords, may stand in an argument, at any depth, or be bound to a
    name that does. What stands in an argument of another of the calls belongs to that one alone. Dictionaries that are
    `elsewhere` have no keys here.
    """
    filled_in = _filled_in(tree)
    decorated = {
        decorator: node
        for node in nodes_of(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for decorator in node.decorator_list
    }
    found = {}
    for node in nodes_of(tree):
        if isinstance(node, ast.Call) and node in calls:
            own = filled_in | _told_to_own(node, decorated.get(node), owners)
            if keys := _Keys(owners, calls, elsewhere, own).of(node):
                found[node] = keys
    return found


def tuned_by(tree: ast.Module, owners: Owners) -> dict[ast.Call, tuple[str, ...]]:
    """The keys by which the author's own functions of other modules are told to tune models, by the calls of these.

    Such a dictionary is called like one, and has lists of what to try, for each model or for one. Whoever writes it must
    recall what the models are told, though the library that tries them is called elsewhere.
    """
    found = {
        node: tuple(dict.fromkeys(word for told in _grids(node, owners) for word in _innermost(told)))
        for node in nodes_of(tree)
        if isinstance(node, ast.Call) and owners.is_own_import(node.func)
    }
    return {call: keys for call, keys in found.items() if keys}


def _grids(call: ast.Call, owners: Owners) -> Iterator[ast.Dict]:
    for name, value in (*(("", each) for each in call.args), *((one.arg or "", one.value) for one in call.keywords)):
        if _tunes(name) or (isinstance(value, ast.Name) and _tunes(value.id)):
            displays = (value,) if isinstance(value, ast.Dict) else owners.value(value).displays
            yield from (one for one in displays if isinstance(one, ast.Dict) and _tries(one))


def _tries(grid: ast.Dict) -> bool:
    """Whether a dictionary has lists of what to try."""
    return any(
        _tries(part) if isinstance(part, ast.Dict) else isinstance(part, ast.List | ast.Tuple | ast.Call)
        for value in grid.values
        for part in (_several(value) or (value,))
    )


def _several(value: ast.expr) -> Sequence[ast.expr]:
    """The dictionaries that stand in a list of nothing else."""
    elements = value.elts if isinstance(value, ast.List | ast.Tuple) else ()
    return elements if elements and all(isinstance(one, ast.Dict) for one in elements) else ()


def _innermost(grid: ast.Dict) -> Iterator[str]:
    """The keys of a dictionary at which no other one stands, and those of the ones that do."""
    for key, value in zip(grid.keys, grid.values, strict=True):
        parts = _several(value) or (value,)
        inner = [one for one in parts if isinstance(one, ast.Dict)]
        for one in inner:
            yield from _innermost(one)
        if not inner and (word := _word(key)) is not None:
            yield word


def _filled_in(tree: ast.Module) -> frozenset[str]:
    """The names in braces of texts that stand in a source: what is told by such a name fills in a template."""
    texts = (text for node in nodes_of(tree) if isinstance(node, ast.Constant) and (text := _word(node)))
    return frozenset(hole for text in texts if "{" in text for hole in _HOLE.findall(text))


def _told_to_own(call: ast.Call, decorated: ast.AST | None, owners: Owners) -> frozenset[str]:
    """The names by which the author's functions that a call is given, or decorates, take and read what they are handed.

    Whoever writes `fit(loop, config={"depth": 3})` beside `def loop(config): config["depth"]` made that key up.
    """
    given = (owners.value(each).node for each in (*call.args, *(keyword.value for keyword in call.keywords)))
    functions = [each for each in (*given, decorated) if isinstance(each, Function)]
    return frozenset(word for function in functions for word in _words_of(function))


def _words_of(function: Function) -> Iterator[str]:
    """The names of a function's parameters, and the keys that it reads of them."""
    arguments = {one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    yield from arguments
    arguments |= {function.args.kwarg.arg} if function.args.kwarg is not None else set()
    for node in walked(function):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as word)) if name in arguments:
                yield word
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="get" | "pop"),
                args=[ast.Constant(value=str() as word), *_],
            ) if name in arguments:
                yield word


def _properties(schema: ast.Dict) -> Iterator[ast.Dict]:
    """The dictionary in a schema of objects whose keys are the names of what an object has."""
    said = {word: value for key, value in zip(schema.keys, schema.values, strict=True) if (word := _word(key))}
    kind, properties = said.get("type"), said.get("properties")
    if _word(kind) == "object" and isinstance(properties, ast.Dict):
        yield properties


def _is_of_self(node: ast.AST) -> bool:
    """Whether an expression is an attribute of a name: an own object may hold a dictionary."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)


def keywords_of(call: ast.Call) -> tuple[str, ...]:
    """The names of the keyword arguments of a call, those written out as in `f(**{"name": 1})` too."""
    found: dict[str, None] = {}
    for keyword in call.keywords:
        if keyword.arg is not None:
            found[keyword.arg] = None
        elif isinstance(keyword.value, ast.Dict):
            found |= dict.fromkeys(word for key in keyword.value.keys if (word := _word(key)) is not None)
    return tuple(found)


def keywords_behind_stars(
    call: ast.Call, owners: Owners, elsewhere: AbstractSet[ast.AST] = frozenset()
) -> tuple[str, ...]:
    """The names of the keyword arguments that a dictionary gives which is handed on as `**name` or `**name["part"]`.

    One that is `elsewhere` gives none here.
    """
    waiting = [
        display
        for keyword in call.keywords
        if keyword.arg is None and not isinstance(keyword.value, ast.Dict)
        for display in (*owners.value(keyword.value).displays, *_of_loop(keyword.value, owners))
        if display not in elsewhere
    ]
    found: dict[str, None] = {}
    for keyword in call.keywords:
        if keyword.arg is None:
            found |= dict.fromkeys(_handed_through(keyword.value, owners))
    for display in waiting:
        if isinstance(display, ast.Dict):
            found |= dict.fromkeys(word for key in display.keys if (word := _word(key)) is not None)
        elif _is_dict_call(display):
            found |= dict.fromkeys(keywords_of(display))
    return tuple(found)


def _handed_through(node: ast.expr, owners: Owners) -> Iterator[str]:
    """The keywords that an own function is told and hands on: `deep` of `f(deep=3)`, where `f(**more)` calls `g(**more)`."""
    found = owners.scopes.bound(node) if isinstance(node, ast.Name) else None
    function = found[0].node if found is not None else None
    if not isinstance(function, Function) or function.args.kwarg is None or function.args.kwarg.arg != node.id:  # type: ignore[attr-defined]
        return
    own = frozenset(_words_of(function))
    for call in nodes_of(owners.scopes.tree):
        if isinstance(call, ast.Call) and owners.value(call.func).node is function:
            yield from (one.arg for one in call.keywords if one.arg is not None and one.arg not in own)


def _of_loop(node: ast.expr, owners: Owners) -> Iterator[ast.Dict]:
    """The dictionaries that a name stands for one after the other: `for one in [{"depth": 3}, {"depth": 4}]`."""
    found = owners.scopes.bound(node) if isinstance(node, ast.Name) else None
    for held, how in found[1] if found is not None else ():
        for display in owners.value(held).displays if how == "element" else ():
            if isinstance(display, ast.List | ast.Tuple):
                yield from (one for one in display.elts if isinstance(one, ast.Dict))


def parameters_of_own(call: ast.Call, owners: Owners) -> frozenset[str]:
    """The parameters of the author's that a library is told to hand on, by what it gave the author's function or class.

    So does a method of what decorates a function (`task.expand(table=tables)`), and one that a class inherits
    (`Net.load_from_checkpoint(path, depth=3)`).
    """
    function = owners.value(call.func.value).node if isinstance(call.func, ast.Attribute) else None
    if isinstance(function, ast.ClassDef):
        function = owners.maker(function)
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return frozenset()
    return frozenset(one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs))


def _word(node: ast.expr | None) -> str | None:
    """The string that an expression is, if it is one."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_dict_call(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict"


_PLAIN = frozenset({"len", "str", "repr", "int", "float", "bool", "sum", "min", "max", "any", "all", "isinstance", "type", "id", "hash", "round", "format", "print"})  # fmt: skip


def _gives_plain(node: ast.Call) -> bool:
    """Whether a function of Python's own is called that hands nothing on of what it is given."""
    return isinstance(node.func, ast.Name) and node.func.id in _PLAIN


class _Keys:
    def __init__(
        self,
        owners: Owners,
        calls: AbstractSet[ast.Call],
        elsewhere: AbstractSet[ast.AST],
        filled_in: AbstractSet[str],
    ) -> None:
        self._filled_in = filled_in
        self._owners = owners
        self._calls = calls
        self._found: dict[str, None] = {}
        self._followed: set[ast.AST] = set(elsewhere)
        self._names: set[ast.AST] = set()
        self._settings: set[ast.AST] = set()

    def of(self, call: ast.Call) -> tuple[str, ...]:
        data = known().data.data_keywords | parameters_of_own(call, self._owners)
        symbol = self._owners.symbol(call.func) or ""
        data |= {
            word
            for glob, words in known().data.data_keywords_of.items()
            if pattern((glob,)).match(symbol)
            for word in words
        }
        for keyword in call.keywords:
            if keyword.arg and keyword.arg in known().data.keys_above_names:
                self._leave_out(keyword.value, keyword.arg)
        for keyword in call.keywords:
            if keyword.arg is None:  # the keys of what is behind a `**` are keywords, those within are keys
                self._names.update((keyword.value, *self._owners.value(keyword.value).displays))
        for argument in (*call.args, *(keyword.value for keyword in call.keywords if keyword.arg not in data)):
            self._collect(argument)
        package = self._owners.origin(call.func)
        for keyword in call.keywords:
            if package and keyword.arg in data:
                words = (_word(key) for told in self._dictionaries(keyword.value) for key in told.keys)
                self._found |= dict.fromkeys(word for word in words if word and word.startswith(f"{package}."))
            if keyword.arg and keyword.arg not in data and _configures(keyword.arg):
                for display in _of_loop(keyword.value, self._owners):
                    self._collect(display)
        return tuple(self._found)

    def _leave_out(self, node: ast.expr, keyword: str) -> None:
        """Leave out the author's names in the configuration of a run, and the author's settings of what is called so."""
        names, settings = known().data.keys_above_names[keyword], known().data.keys_above_settings[keyword]
        waiting = [node]
        while waiting:
            for named in self._parts(waiting.pop(), names):
                self._names.add(named)
                for each in named.values:
                    self._settings.update(self._parts(each, settings))
                    waiting.append(each)

    def _parts(self, node: ast.expr, keys: AbstractSet[str]) -> list[ast.Dict]:
        """The dictionaries that stand at some keys of one."""
        return [
            part
            for display in self._dictionaries(node)
            for key, value in zip(display.keys, display.values, strict=True)
            if _word(key) in keys
            for part in self._dictionaries(value)
        ]

    def _dictionaries(self, node: ast.expr) -> list[ast.Dict]:
        displays = (node,) if isinstance(node, ast.Dict) else self._owners.value(node).displays
        return [one for one in displays if isinstance(one, ast.Dict)]

    def _collect(self, node: ast.AST, *, within: bool = False) -> None:
        """Collect the keys in an expression; `within` says that it stands in a dictionary."""
        if isinstance(node, ast.Call) and (node in self._calls or _gives_plain(node)):
            return
        if isinstance(node, ast.JoinedStr | ast.Compare):
            return  # what is told of a dictionary is no dictionary
        if isinstance(node, ast.Dict) and node in self._settings:
            return
        if isinstance(node, ast.Dict):
            self._names.update(_properties(node))
        if isinstance(node, ast.Dict) and node not in self._names:
            words = (word for key in node.keys if (word := _word(key)) is not None)
            self._found |= dict.fromkeys(word for word in words if word not in self._filled_in)
        if _is_dict_call(node) and node not in self._names:
            self._found |= dict.fromkeys(keywords_of(node))
        if isinstance(node, ast.Name | ast.Subscript) or _is_of_self(node):
            self._follow(node, within=within)
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Lambda):
            return  # a part of something, or something to be called: not the dictionary itself
        for child in children(node):
            if not isinstance(child, ast.comprehension):  # what is gone through is not handed on
                self._collect(child, within=within or isinstance(node, ast.Dict))

    def _follow(self, node: ast.AST, *, within: bool) -> None:
        """Collect what a name is bound to, or what stands in a part of a dictionary.

        What was put into a list belongs to a configuration where the list stands in one; else it is a row.
        """
        value = self._owners.value(node)
        inside = value.inside if within and value.origin == "builtins.list()" else None
        held = inside.displays if inside is not None else ()
        for display in (*value.displays, *held):
            if display not in self._followed:
                self._followed.add(display)
                self._collect(display)
