"""One object of a public API and what its documentation covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

import griffe

from evalkit.probes.apis.docstrings import Style, covered, read_docstring

EntryKind = Literal["class", "function", "method", "property"]

_DOCUMENTING = ("doc", "appender", "substitution")


@dataclass(frozen=True, slots=True)
class Entry:
    """One public object, under the path where it is defined.

    `file` is relative to where its package lies, `line` counts from 1. `documented` says whether it has a docstring of
    its own (a class: or its `__init__` has). `parameters` are those of a callable (a class: of its `__init__`) that do
    not begin with an underscore; `missing` those of them that no docstring documents, `mentioned` those that only prose
    names. `made_later` says that a decorator, or an assignment to `__doc__`, may give it
    the docstring that it lacks.
    """

    path: str
    kind: EntryKind
    file: str
    line: int
    documented: bool
    style: Style = ""
    parameters: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    example: bool = False
    made_later: bool = False

    @property
    def read(self) -> bool:
        """Whether its documentation could be read: that of a compiled module lies in the module, not in its stub."""
        return self.documented or not self.file.endswith(".pyi")


def entry_of(target: griffe.Function | griffe.Attribute, kind: EntryKind, file: str) -> Entry:
    """The entry of a function, a method or a property; `file` is what facts call the file that it stands in."""
    text = _text(target)
    if kind == "property" and not text and isinstance(target, griffe.Attribute):
        text = _getter_text(target)
    parameters = _parameters(target, bound=kind == "method") if isinstance(target, griffe.Function) else ()
    decorators = target.decorators if isinstance(target, griffe.Function) else ()
    return _entry(target, kind, file, [text], parameters, documented=bool(text), decorators=decorators)


def entry_of_class(cls: griffe.Class, lineage: Sequence[griffe.Class], file: str) -> Entry:
    """The entry of a class; `lineage` is the class and its bases, in Python's order."""
    makers = (function for name in ("__init__", "__new__") for c in lineage if (function := _function(c, name)))
    maker = next(makers, None)
    own = [_text(cls), *(_text(_function(cls, name)) for name in ("__init__", "__new__"))]
    inherited = [_text(maker)] if maker is not None and maker.parent is not cls else []
    parameters = _parameters(maker, bound=True) if maker is not None else _named_tuple_fields(cls)
    fields: AbstractSet[str] = frozenset()
    if maker is None or any("dataclass" in c.labels for c in lineage):
        # Below a field of a dataclass or a named tuple stands what documents the parameter.
        fields = {n for c in lineage for n, m in c.members.items() if isinstance(m, griffe.Attribute) and _text(m)}
    texts = [*own, *inherited]
    return _entry(cls, "class", file, texts, parameters, documented=any(own), decorators=cls.decorators, fields=fields)


def is_property_call(attribute: griffe.Attribute) -> bool:
    """Tell whether an attribute is made as `x = property(...)`."""
    return isinstance(attribute.value, griffe.ExprCall) and attribute.value.canonical_path in {
        "property",
        "builtins.property",
        "functools.cached_property",
    }


def _entry(
    target: griffe.Class | griffe.Function | griffe.Attribute,
    kind: EntryKind,
    file: str,
    texts: Sequence[str],
    parameters: tuple[str, ...],
    *,
    documented: bool,
    decorators: Sequence[griffe.Decorator],
    fields: AbstractSet[str] = frozenset(),
) -> Entry:
    readings = [read_docstring(text) for text in texts]
    coverage = covered(texts, parameters)
    return Entry(
        target.path,
        kind,
        file,
        target.lineno or 1,
        documented,
        next((reading.style for reading in readings if reading.style), ""),
        tuple(name for name in parameters if name.lstrip("*") in coverage.parameters),
        tuple(name for name in coverage.missing if name not in fields),
        tuple(name for name in coverage.mentioned if name not in fields),
        any(reading.example for reading in readings),
        not documented
        and (
            any(word in d.callable_path.lower() for d in decorators for word in _DOCUMENTING)
            or (isinstance(target, griffe.Class) and "__doc__" in target.members)
        ),
    )


def _function(cls: griffe.Class, name: str) -> griffe.Function | None:
    member = cls.members.get(name)
    return member if isinstance(member, griffe.Function) else None


def _text(target: griffe.Object | None) -> str:
    return target.docstring.value.strip() if target is not None and target.docstring is not None else ""


def _parameters(function: griffe.Function, *, bound: bool) -> tuple[str, ...]:
    names: Iterator[str] = (parameter.name.lstrip("*") for parameter in function.parameters)
    if bound and "staticmethod" not in function.labels:
        next(names, None)
    # Overloads may take what the implementation hides behind **kwargs; a person reads the implementation's.
    return tuple(name for name in names if not name.startswith("_"))


def _named_tuple_fields(cls: griffe.Class) -> tuple[str, ...]:
    if not any(str(base).rpartition(".")[2] == "NamedTuple" for base in cls.bases):
        return ()
    return tuple(
        n for n, m in cls.members.items() if isinstance(m, griffe.Attribute) and m.annotation and not n.startswith("_")
    )


def _getter_text(attribute: griffe.Attribute) -> str:
    """The docstring that `x = property(getter, ..., doc="...")` has: its own, or its getter's."""
    if not isinstance(attribute.value, griffe.ExprCall) or not isinstance(attribute.parent, griffe.Class):
        return ""
    arguments = attribute.value.arguments
    for argument in arguments:
        if isinstance(argument, griffe.ExprKeyword) and argument.name == "doc":
            return str(argument.value).strip("\"'")
    getter = _function(attribute.parent, str(arguments[0])) if arguments else None
    return _text(getter)
