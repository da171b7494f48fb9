"""What Python's own library gives: the types of its attributes and of what its functions return.

Read from its type stubs (typeshed's, which jedi brings along), one module at a time and only where it is asked for.
Nothing is imported. What a stub says of the Python that runs evalkit counts.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from evalkit.source.names import bound_by_import
from evalkit.source.values import UNKNOWN, Value, joint

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_DEEPEST = 12
"""Classes above one, or names for the same thing, that are followed."""
_SAME_AS_ITEM = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"})
_SEVERAL = frozenset({
    "Iterator", "Iterable", "Generator", "AsyncIterator", "AsyncGenerator", "Sequence", "MutableSequence", "Collection",
    "List", "Set", "FrozenSet", "AbstractSet", "MutableSet", "Deque", "Container", "Reversible", "KeysView", "ValuesView",
})  # fmt: skip
_PAIRS = frozenset({"Dict", "Mapping", "MutableMapping", "DefaultDict", "OrderedDict"})
_WAITED_FOR = frozenset({"Coroutine", "Awaitable"})
_TEXTS = frozenset({"AnyStr", "Text", "LiteralString"})
_OF_PYTHON = frozenset(
    {"builtins", "typing", "typing_extensions", "_typeshed", "collections.abc", "_collections_abc", "abc"}
)


@dataclass(frozen=True, slots=True)
class Member:
    """A class, a function, a variable or an attribute: its qualified name, and what its stub says of it.

    `module` is where that stands, `owner` the class that defines it, `of` the class that was asked about, which may be
    derived from that; `nodes` are several of an overloaded function.
    """

    symbol: str
    module: str
    nodes: tuple[ast.stmt, ...]
    owner: str = ""
    of: str = ""

    @property
    def is_pythons_own(self) -> bool:
        """Whether it belongs to the types that the language itself has."""
        return self.module in _OF_PYTHON

    @property
    def function(self) -> _Function | None:
        """The function, or the first of the overloaded ones, that it is; None of anything else."""
        return next((node for node in self.nodes if isinstance(node, _Function)), None)

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return any(isinstance(node, ast.ClassDef) for node in self.nodes)


def member(symbol: str) -> Member | None:
    """What a qualified name of the standard library is; None of any other name."""
    top = symbol.partition(".")[0]
    return _member(symbol, _DEEPEST) if top in sys.stdlib_module_names else None


def attribute_of(symbol: str, name: str) -> Member | None:
    """An attribute of the instances of a class, wherever among the classes above it that is defined."""
    owner = member(symbol)
    found = _attribute(owner, name, _DEEPEST) if owner is not None and owner.is_class else None
    return replace(found, of=owner.symbol) if found is not None and owner is not None else None


def value_of(found: Member) -> Value:
    """What reading a variable or an attribute gives; `UNKNOWN` of what is called, or cannot be told."""
    function = found.function
    if function is not None:
        is_property = any(_last(each) in ("property", "cached_property") for each in function.decorator_list)
        return _typed(function.returns, found) if is_property else UNKNOWN
    node = next((node for node in found.nodes if isinstance(node, ast.AnnAssign)), None)
    return _typed(node.annotation, found) if node else UNKNOWN


def result_of(found: Member) -> Value:
    """What calling a function, a method or a class gives; `UNKNOWN` where that cannot be told."""
    if found.is_class:
        return Value(f"{found.symbol}()")
    functions = [node for node in found.nodes if isinstance(node, _Function)]
    return joint([_typed(function.returns, found) for function in functions])


def parameters_of(found: Member) -> Sequence[tuple[ast.arg, bool]] | None:
    """The parameters of what can be called, each with whether it has to be given, `self` left out; None of anything else.

    Of overloads it is the one that needs fewest.
    """
    called = found
    if found.is_class:
        made = _attribute(found, "__init__", _DEEPEST)
        if made is None or made.module == "builtins":
            made = _attribute(found, "__new__", _DEEPEST) or made
        if made is None:
            return ()
        called = made
    functions = [node for node in called.nodes if isinstance(node, _Function)]
    if not functions:
        return None
    every = [tuple(_parameters(function, is_method=bool(called.owner))) for function in functions]
    return min(every, key=lambda given: sum(needed for _, needed in given))


def _parameters(function: _Function, *, is_method: bool) -> Iterator[tuple[ast.arg, bool]]:
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    optional = len(given.defaults)
    is_static = any(_last(each) == "staticmethod" for each in function.decorator_list)
    for place, one in enumerate(positional):
        if not (is_method and not is_static and place == 0):
            yield one, place < len(positional) - optional
    if given.vararg:
        yield given.vararg, False
    for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield one, default is None
    if given.kwarg:
        yield given.kwarg, False


def _member(symbol: str, depth: int) -> Member | None:
    parts = symbol.split(".")
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        names = _names(module)
        if names is not None:
            return _within(module, parts[length:], depth) if length < len(parts) else None
    return None


def _within(module: str, path: Sequence[str], depth: int) -> Member | None:
    names = _names(module)
    found = names.get(path[0]) if names is not None else None
    if found is None or depth <= 0:
        return None
    if isinstance(found, str):
        return _member(".".join([found, *path[1:]]), depth - 1)
    one = Member(f"{module}.{path[0]}", module, found)
    same = found[0].value if isinstance(found[0], ast.Assign) else None
    if isinstance(same, ast.Name | ast.Attribute) and (spelled := _spelled(same, module)):
        other = _member(spelled, depth - 1)
        if other is not None:
            one = other
    for name in path[1:]:
        if not one.is_class:
            inside = value_of(one)
            owner = member(inside.origin.removesuffix("()")) if inside.origin else None
            if owner is None:
                return None
            one = owner
        inner = _attribute(one, name, depth - 1)
        if inner is None:
            return None
        one = replace(inner, of=one.symbol)
    return one


def _attribute(owner: Member, name: str, depth: int) -> Member | None:
    definition = next((node for node in owner.nodes if isinstance(node, ast.ClassDef)), None)
    if definition is None or depth <= 0:
        return None
    found = _body(definition).get(name)
    if found is not None and not isinstance(found, str):
        same = found[0].value if isinstance(found[0], ast.Assign) else None
        if isinstance(same, ast.Name) and same.id != name and (other := _attribute(owner, same.id, depth - 1)):
            found = other.nodes
        return Member(f"{owner.symbol}.{name}", owner.module, found, owner.symbol)
    for base in definition.bases:
        spelled = _spelled(base.value if isinstance(base, ast.Subscript) else base, owner.module)
        above = _member(spelled, depth - 1) if spelled else None
        inherited = _attribute(above, name, depth - 1) if above is not None else None
        if inherited is not None:
            return inherited
    return None


def _typed(node: ast.expr | None, found: Member, depth: int = _DEEPEST) -> Value:
    """What a value of an annotation in a stub is."""
    if node is None or depth <= 0:
        return UNKNOWN
    match node:
        case ast.Constant(value=None):
            return Value("builtins.NoneType()")
        case ast.Constant(value=str() as text):
            return _typed(_parsed(text), found, depth - 1)
        case ast.BinOp():
            left, right = _typed(node.left, found, depth - 1), _typed(node.right, found, depth - 1)
            return right if left.origin in {"builtins.NoneType()", ""} else left
        case ast.Subscript():
            return _generic(node, found, depth)
        case ast.Name() | ast.Attribute():
            return _named(node, found, depth)
    return UNKNOWN


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _generic(node: ast.Subscript, found: Member, depth: int) -> Value:
    outer = _last(node.value)
    given = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if outer == "Literal":
        kinds = {type(each.value).__name__ for each in given if isinstance(each, ast.Constant)}
        return Value(f"builtins.{kinds.pop()}()") if len(kinds) == 1 else UNKNOWN
    held = [_typed(each, found, depth - 1) for each in given]
    if outer in _SAME_AS_ITEM:
        return held[0]
    if outer == "Union":
        return joint(held)
    if outer in _WAITED_FOR:
        return held[-1]
    if outer in {"tuple", "Tuple"}:
        is_row = not any(isinstance(each, ast.Constant) and each.value is Ellipsis for each in given)
        return Value("builtins.tuple()", inside=joint(held), parts=tuple(held) if is_row else ())
    if outer in {"list", "set", "frozenset", "dict"} | _SEVERAL | _PAIRS:
        kind = "dict" if outer == "dict" or outer in _PAIRS else "list"
        inside = held[0] if kind == "list" else held[-1]
        return Value(f"builtins.{kind}()", inside=inside if inside.known else None)
    return _typed(node.value, found, depth - 1)


def _named(node: ast.Name | ast.Attribute, found: Member, depth: int) -> Value:
    name = _last(node)
    if name == "Self" or (name.startswith("_") and name.endswith("Self")):
        return Value(f"{found.of or found.owner}()") if found.owner else UNKNOWN
    if name in _TEXTS:
        return Value("builtins.str()")
    if name in _SEVERAL:
        return Value("builtins.list()")
    if name in _PAIRS:
        return Value("builtins.dict()")
    spelled = _spelled(node, found.module)
    if not spelled:
        return UNKNOWN
    if spelled.startswith("builtins."):
        return UNKNOWN if spelled in {"builtins.object", "builtins.type"} else Value(f"{spelled}()")
    other = _member(spelled, depth - 1)
    if other is None:
        return UNKNOWN
    if other.is_class:
        return UNKNOWN if other.module in {"typing", "typing_extensions"} else Value(f"{other.symbol}()")
    alias = other.nodes[0]
    if isinstance(alias, ast.AnnAssign) and _last(alias.annotation) == "TypeAlias":
        return _typed(alias.value, other, depth - 1)
    return _bound(alias, other, depth)


def _bound(node: ast.stmt, found: Member, depth: int) -> Value:
    """What a type variable stands for: what bounds it."""
    call = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(call, ast.Call) or _last(call.func) != "TypeVar":
        return _typed(call, found, depth - 1) if isinstance(call, ast.Subscript | ast.BinOp) else UNKNOWN
    bound = next((each.value for each in call.keywords if each.arg == "bound"), None)
    return _typed(bound, found, depth - 1)


def _spelled(node: ast.expr, module: str) -> str:
    """The qualified name that an expression in a stub spells; '' where it spells none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    found = (_names(module) or {}).get(node.id)
    if found is None:
        found = f"builtins.{node.id}" if node.id in (_names("builtins") or {}) else None
    elif not isinstance(found, str):
        found = f"{module}.{node.id}"
    return ".".join([found, *reversed(parts)]) if found else ""


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


_Names = dict[str, "tuple[ast.stmt, ...] | str"]
"""What each name is: the statements that define it, or the qualified name that it is imported as."""


@cache
def _folder() -> Path | None:
    found = find_spec("jedi")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0], "third_party", "typeshed", "stdlib")


@lru_cache(maxsize=512)
def _names(module: str) -> _Names | None:
    """What the stub of a module defines and imports; None where there is no stub."""
    folder = _folder()
    if folder is None or not module.replace(".", "").replace("_", "").isalnum():
        return None
    place = folder.joinpath(*module.split("."))
    for file, package in ((place / "__init__.pyi", module), (place.with_suffix(".pyi"), module.rpartition(".")[0])):
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        except (OSError, SyntaxError, ValueError):
            continue
        return _defined(tree.body, package)
    return None


@lru_cache(maxsize=2048)
def _body(definition: ast.ClassDef) -> _Names:
    return _defined(definition.body, "")


def _defined(statements: Sequence[ast.stmt], package: str) -> _Names:
    names: _Names = {}
    for node in _that_count(statements):
        if isinstance(node, _Function | ast.ClassDef):
            before = names.get(node.name, ())
            same = isinstance(before, tuple) and before and isinstance(node, _Function)
            names[node.name] = (*before, node) if same and isinstance(before, tuple) else (node,)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = (node,)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    names[target.id] = (node,)
        elif isinstance(node, ast.Import):
            names |= bound_by_import(node)
        elif isinstance(node, ast.ImportFrom):
            names |= _imported(node, package)
    return names


def _imported(node: ast.ImportFrom, package: str) -> _Names:
    base = package
    for _ in range(node.level - 1):
        base = base.rpartition(".")[0]
    module = f"{base}.{node.module}" if node.level and node.module else base if node.level else node.module or ""
    names: _Names = {}
    for alias in node.names:
        if alias.name == "*":
            names |= {name: f"{module}.{name}" for name in _names(module) or () if not name.startswith("_")}
        else:
            names[alias.asname or alias.name] = f"{module}.{alias.name}"
    return names


def _that_count(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that hold for the Python that runs evalkit, on its system."""
    for node in statements:
        if isinstance(node, ast.If):
            yield from _that_count(node.body if _holds(node.test) else node.orelse)
        else:
            yield node


def _holds(test: ast.expr) -> bool:
    if isinstance(test, ast.BoolOp):
        every = [_holds(each) for each in test.values]
        return all(every) if isinstance(test.op, ast.And) else any(every)
    if isinstance(test, ast.UnaryOp):
        return not _holds(test.operand)
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return True
    asked, wanted = _last(test.left), test.comparators[0]
    if asked == "version_info" and isinstance(wanted, ast.Tuple):
        least = tuple(each.value for each in wanted.elts if isinstance(each, ast.Constant))
        is_newer = sys.version_info[: len(least)] >= least
        return is_newer if isinstance(test.ops[0], ast.GtE | ast.Gt) else not is_newer
    if asked == "platform" and isinstance(wanted, ast.Constant):
        return (sys.platform == wanted.value) is isinstance(test.ops[0], ast.Eq)
    return True


def typed(value: Value) -> Value:
    """What a value is where the standard library says it: the variable that it spells, by its type; else itself."""
    origin = value.origin
    if not origin or value.node is not None or origin.startswith("builtins."):
        return value
    return _told(origin) or value


@lru_cache(maxsize=65_536)
def _told(origin: str) -> Value | None:
    """What an origin is; None where no stub says more than its spelling does."""
    if origin.partition(".")[0].removesuffix("()") not in sys.stdlib_module_names:
        return None
    told: Value | None = None
    if origin.endswith("()"):
        called = asked(origin[:-2])
        if called is not None and not (called.is_class and called.symbol == origin[:-2]):
            told = result_of(called)
            if called.is_pythons_own and not told.known:
                return Value(f"?.{called.symbol.rpartition('.')[2]}()")  # what somebody put into it
    elif origin.endswith("@"):
        told = _item(origin[:-1])
    elif (found := asked(origin)) is not None:
        told = value_of(found)
    return told if told is not None and told.known else None


@lru_cache(maxsize=8192)
def asked(origin: str) -> Member | None:
    """What an origin without its last call names: 'pathlib.Path().name' is an attribute, 'json.loads' a function."""
    owner, dot, name = origin.rpartition(".")
    if dot and owner.endswith("()"):
        found = attribute_of(owner[:-2], name)
        return _python_s(found, name) if found is not None else None
    return None if "(" in origin or "@" in origin else member(origin)


def _python_s(found: Member, name: str) -> Member:
    """The same attribute; that of Python's own types, where a class only does again what these do."""
    for owner in filter(None, (_member(one, _DEEPEST) for one in dict.fromkeys((found.owner, found.of)) if one)):
        definition = next((node for node in owner.nodes if isinstance(node, ast.ClassDef)), None)
        for base in definition.bases if definition else ():
            spelled = _spelled(base.value if isinstance(base, ast.Subscript) else base, owner.module)
            above = _member(spelled, _DEEPEST) if spelled not in {"", "builtins.object"} else None
            again = _attribute(above, name, _DEEPEST) if above is not None else None
            if again is not None and again.is_pythons_own:
                return again
    return found


def _item(origin: str) -> Value | None:
    """What iterating over, or looking into, an object of a class gives."""
    if not origin.endswith("()"):
        return None
    for method in ("__next__", "__getitem__", "__iter__"):
        found = attribute_of(origin[:-2], method)
        if found is not None and (given := result_of(found)).known:
            return replace(given.item, displays=()) if method == "__iter__" else given
    return None
