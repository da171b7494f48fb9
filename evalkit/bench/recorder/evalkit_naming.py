"""Names what live objects are: the canonical name of a callable or an attribute, its facts, and what is deferred.

Reads types' own dictionaries instead of asking objects, since asking may run code that a plain run would not.
"""

from __future__ import annotations

import functools
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple, Optional

from evalkit_rewriting import MIRRORED  # type: ignore[import-not-found]

OWN_MODULES: set[str] = set()
"""Names of the modules that were loaded from the implementation's files."""
OWN_FILES: set[str] = set()
"""Their paths, as code objects name them."""

_NOT_LIBRARIES = frozenset({"builtins", "_io", "types", ""})
_KNOWN: dict[str, Any] = json.loads(os.environ.get("EVALKIT_RECORD_KNOWN", "{}"))
_EAGER = frozenset(_KNOWN.get("eager", ()))  # packages none of whose values are placeholders
_TABULAR = frozenset(_KNOWN.get("tabular", ()))  # packages whose columns can be read as attributes
_DEFERRED = frozenset(_KNOWN.get("deferred", ()))  # classes that are placeholders, though Python can branch on them
_module_of = type.__dict__["__module__"].__get__
_qualname_of = type.__dict__["__qualname__"].__get__
_mro_of = type.__dict__["__mro__"].__get__
_names_of = type.__dict__["__dict__"].__get__
_STANDARD = frozenset(getattr(sys, "stdlib_module_names", ()))
_STANDARD_FOLDER = os.path.dirname(os.__file__)
_LONGEST_DOCSTRING = 20_000
_placeholders: dict[type, bool] = {}


class Symbol(NamedTuple):
    """A library's symbol: its name, the package it belongs to, and the object that tells facts about it."""

    name: str
    package: str
    target: Any


def class_name(of: type) -> str:
    """The qualified name of a class."""
    return f"{_module(_module_of(of))}.{_qualname_of(of)}"


def top(of: type) -> str:
    """The top-level name of a class's module."""
    return _module(_module_of(of)).partition(".")[0]


def own_name(value: Any) -> Optional[str]:  # noqa: UP045 - Python 3.9
    """The `__name__` that an object itself has, without asking its `__getattr__`."""
    found: Optional[str] = _plain(value, "__name__")  # noqa: UP045
    return found


def of_callable(function: Any, spelled: Optional[Symbol], attribute: str) -> Optional[Symbol]:  # noqa: UP045
    """The symbol of what is called; `spelled` is what the attribute says that it was read by. None: no library's."""
    for _ in range(20):
        if issubclass(type(function), functools.partial):
            function = function.func
            continue
        wrapped = _own_dict(function).get("__wrapped__")
        if wrapped is None or not (type(function) is not FunctionType or "<locals>" in function.__qualname__):
            break
        function = wrapped
    of = type(function)
    if of is ModuleType:
        return None
    if issubclass(of, type):
        return _symbol(_module(_module_of(function)), _qualname_of(function), function)
    if of is MethodType:
        owner, called = function.__self__, function.__func__
        owner = owner if issubclass(type(owner), type) else type(owner)
        found = _in_class(owner, getattr(called, "__name__", attribute), function, called)
        return found if found is not _NOWHERE else of_callable(called, spelled, attribute)
    if of is BuiltinFunctionType:
        owner = function.__self__
        if owner is not None and not isinstance(owner, ModuleType):
            owner = owner if issubclass(type(owner), type) else type(owner)
            found = _in_class(owner, function.__name__, function)
            return found if found is not _NOWHERE else spelled
    if (owner := _plain(function, "__objclass__", type)) is not None:
        return _symbol(_module(_module_of(owner)), f"{_qualname_of(owner)}.{own_name(function)}", function)
    if of is FunctionType and function.__code__.co_filename in OWN_FILES:
        return None
    named = _plain(function, "__qualname__") or own_name(function)
    if named and not issubclass(of, type):
        module = _plain(function, "__module__") or (spelled.name.rpartition(".")[0] if spelled else None)
        if module in OWN_MODULES:
            return None
        if module and "<" not in named:
            return _symbol(_module(module), named, function)
        if spelled is not None:
            return spelled._replace(target=function)
        if "<" in named or not module:
            return Symbol(f"?.{attribute}", (module or "").partition(".")[0], function) if attribute else None
    found = _in_class(of, "__call__", None)
    return found if isinstance(found, Symbol) else None


def of_attribute(value: Any, attribute: str) -> Optional[Symbol]:  # noqa: UP045
    """The symbol of an attribute of a class or an instance; None where no library defines it."""
    of = type(value)
    if issubclass(of, type):
        found = _in_class(value, attribute, None)
        if found is _NOWHERE:
            found = _in_class(of, attribute, None)
        found = _in_itself(value, attribute) if found is _NOWHERE else found
        return found if isinstance(found, Symbol) else None
    if attribute in (_static(of, "_fields") or ()) and issubclass(of, tuple) and not _stands_in_its_module(of):
        return None  # a column of a row, say: the user's word
    found = _in_class(of, attribute, None)
    if found is not _NOWHERE:
        return found if isinstance(found, Symbol) else None
    if is_standard(top(of)) or (top(of) in _TABULAR and attribute not in _own_dict(value)):
        return None  # a column again
    return _in_itself(of, attribute)


def _stands_in_its_module(of: type) -> bool:
    """Whether a class is one that a library wrote down, rather than one made up as it ran."""
    return vars(sys.modules.get(of.__module__, object)).get(of.__qualname__) is of


def in_module(module: ModuleType, attribute: str) -> Optional[Symbol]:  # noqa: UP045
    """A module's attribute by the name that it has there."""
    return _symbol(_module(module.__name__), attribute, None)


def of_module_value(module: ModuleType, attribute: str, value: Any) -> Optional[Symbol]:  # noqa: UP045
    """What a module's attribute is: a class or a function by its own name, a constant by its place; modules are none."""
    if isinstance(value, ModuleType):
        return None
    if issubclass(type(value), type) or inspect.isroutine(value):
        return of_callable(value, in_module(module, attribute), attribute)
    return in_module(module, attribute)


def of_operator(name: str, left: Any, right: Any) -> Optional[Symbol]:  # noqa: UP045
    """The method behind an operator: the left operand's if a library gives it one, else the right one's.

    NumPy's scalars are taken as the numbers that they are: comparing two of them asks for no knowledge of a library.
    """
    if name == "contains":
        left, right = right or left, None
    left, right = (float if of is not None and _is_number(of) else of for of in (left, right))
    found = _in_class(left, f"__{name}__", None)
    if isinstance(found, Symbol) or right is None or (left is str and name == "mod"):
        return found if isinstance(found, Symbol) else None
    mirrored = f"__{MIRRORED[name]}__" if name in MIRRORED else f"__r{name}__"
    found = _in_class(right, mirrored, None)
    return found if isinstance(found, Symbol) else None


def facts(target: Any) -> dict[str, Any]:
    """What an object says of itself: signature and docstring."""
    if isinstance(target, (staticmethod, classmethod)):
        target = target.__func__
    told: dict[str, Any] = {"callable_": False, "parameters": [], "required": [], "annotated": [], "docstring": ""}
    described = inspect.isroutine(target) or issubclass(type(target), type) or inspect.isdatadescriptor(target)
    named = target is not None and (described or own_name(target) is not None)
    if not named and not isinstance(target, functools.partial):
        return told
    try:
        docstring = inspect.getdoc(target)
        told["docstring"] = docstring[:_LONGEST_DOCSTRING] if isinstance(docstring, str) else ""
        told["callable_"] = callable(target)
        if told["callable_"]:
            taken = list(inspect.signature(target).parameters.values())
            if taken and taken[0].name in ("self", "cls"):
                del taken[0]
            told["parameters"] = [parameter.name for parameter in taken]
            told["required"] = [p.name for p in taken if p.default is p.empty and p.kind not in _VARIABLE]
            told["annotated"] = [parameter.name for parameter in taken if parameter.annotation is not parameter.empty]
    except Exception:  # much that is written in C has no signature
        return told
    return told


def is_placeholder(value: Any) -> bool:
    """Whether Python can neither branch on a result nor iterate over it; each type is tried once."""
    of = type(value)
    if of not in _placeholders:
        _placeholders[of] = False  # also what is asked while it is being asked
        _placeholders[of] = _is_placeholder(of, value)
    return _placeholders[of]


def is_standard(package: str) -> bool:
    """Whether a top-level name is of Python's own library."""
    if _STANDARD:
        return package in _STANDARD
    file = getattr(sys.modules.get(package), "__file__", None)
    return file is None or (os.path.dirname(file).startswith(_STANDARD_FOLDER) and "site-packages" not in file)


_NOWHERE: Any = object()
_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _is_placeholder(of: type, value: Any) -> bool:
    package = top(of)
    if package in _EAGER or is_standard(package) or _module_of(of) in OWN_MODULES or issubclass(of, (type, ModuleType)):
        return False
    if issubclass(of, BaseException) or of in (FunctionType, MethodType, BuiltinFunctionType):
        return False
    if not any(class_name(base) in _DEFERRED for base in _mro_of(of)):
        if _static(of, "__bool__") is None:
            return False  # without it Python can branch on it; a length is not asked for, it may cost a computation
        if not _raises(bool, value):
            return False
    if _static(of, "__iter__") is None:  # then Python would try x[0], x[1]: meant so only where there is a length
        return _static(of, "__getitem__") is None or _static(of, "__len__") is None
    return _raises(iter, value)


def _raises(question: Callable[[Any], Any], value: Any) -> bool:
    try:
        question(value)
    except Exception:
        return True
    return False


def _in_class(of: type, attribute: str, target: Any, function: Any = None) -> Any:
    """The symbol by the class that defines an attribute; None if that is no library's, _NOWHERE if none does.

    With `function`, the class that defines just this one: `super()` passes over others.
    """
    for base in _mro_of(of):
        names = _names_of(base)
        if attribute in names:
            if function is not None and getattr(names[attribute], "__func__", names[attribute]) is not function:
                continue
            return _symbol(
                _module(_module_of(base)),
                f"{_qualname_of(base)}.{attribute}",
                names[attribute] if target is None else target,
            )
    return _NOWHERE


def _is_number(of: type) -> bool:
    return any(_qualname_of(base) == "generic" and _module_of(base) == "numpy" for base in _mro_of(of))


def _in_itself(of: type, attribute: str) -> Optional[Symbol]:  # noqa: UP045
    return _symbol(_module(_module_of(of)), f"{_qualname_of(of)}.{attribute}", None)


def _symbol(module: str, name: str, target: Any) -> Optional[Symbol]:  # noqa: UP045
    package = module.partition(".")[0]
    if package in _NOT_LIBRARIES or module in OWN_MODULES:
        return None
    return Symbol(f"{module}.{name}", package, target)


def _module(name: Any) -> str:
    """A module's name; what is written in C is called by the module that people import it from."""
    if not isinstance(name, str):
        return ""
    if name == "posix":
        return "os"
    public = name[1:]
    return public if name.startswith("_") and public in sys.modules and name not in _NOT_LIBRARIES else name


def _plain(value: Any, attribute: str, of: type = str) -> Any:
    try:
        found = object.__getattribute__(value, attribute)
    except Exception:
        return None
    return found if isinstance(found, of) else None


def _own_dict(value: Any) -> dict[str, Any]:
    return _plain(value, "__dict__", dict) or {}


def _static(of: type, attribute: str) -> Any:
    return next(_values(of, attribute), None)


def _values(of: type, attribute: str) -> Iterator[Any]:
    for base in _mro_of(of):
        if attribute in _names_of(base):
            yield _names_of(base)[attribute]
