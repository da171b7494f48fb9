"""Usage: which symbols of libraries an implementation really uses, and where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Literal

UseKind = Literal["call", "attribute", "operator", "decorator", "base", "import"]
"""How a symbol is used. A use is an `import` only if a module is imported for its effect and never named afterwards."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of one library symbol at one place.

    `symbol` is the canonical qualified name, such as 'pandas.core.frame.DataFrame.groupby'. If it could not be
    resolved, it is '?.' and the attribute's name, because that is what the author had to recall. `package` is the
    top-level import name of the symbol, or '' if unknown. `keywords` are the names of keyword arguments at this place,
    `config_keys` the string keys of dictionaries written in the arguments. `file` is relative to the workspace; lines
    count from 1.
    """

    symbol: str
    kind: UseKind
    package: str
    file: str
    line: int
    end_line: int
    keywords: tuple[str, ...] = ()
    config_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SymbolFacts:
    """What is known about the object behind a symbol, live or read from its source.

    `parameters` are the names of its parameters without self and cls; `required` are those without a default,
    `annotated` those with an annotation. `docstring` is the whole docstring, or ''. `callable_` says whether the object
    can be called; parameters make sense only then.
    """

    callable_: bool = False
    parameters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    annotated: tuple[str, ...] = ()
    docstring: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A value that went into a symbol of a library as an argument, or came out of it as a result.

    `type_name` is the qualified name of its type, such as 'pandas.core.frame.DataFrame' or 'builtins.str'.
    `placeholder` says that a result came out which Python can neither branch on nor iterate over.
    """

    symbol: str
    direction: Literal["in", "out"]
    type_name: str
    file: str
    line: int
    placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Decorated:
    """What a library's decorator made of a function or class in a recorded run.

    `kept` says that it handed the very same object back, so that what stands there is still ordinary Python.
    """

    symbol: str
    file: str
    line: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything an implementation uses, and how evalkit knows it.

    `recorded` is True if a verified run was recorded. It is False if the uses were read from the source; `reason` then
    says why no recording could be used. `modules` are the top-level names of all modules loaded at the end of the run,
    or of those imported in the source. `crossings` and `decorated` are known of recorded runs alone.
    """

    recorded: bool
    uses: tuple[Use, ...]
    symbols: dict[str, SymbolFacts] = field(default_factory=dict)
    crossings: tuple[Crossing, ...] = ()
    modules: tuple[str, ...] = ()
    reason: str = ""
    decorated: tuple[Decorated, ...] = ()

    def without(self, packages: Collection[str]) -> Usage:
        """Return the usage without the symbols of some packages, such as code that a task gives."""
        return replace(
            self,
            uses=tuple(use for use in self.uses if use.package not in packages),
            symbols={name: facts for name, facts in self.symbols.items() if name.partition(".")[0] not in packages},
            crossings=tuple(each for each in self.crossings if each.symbol.partition(".")[0] not in packages),
            modules=tuple(name for name in self.modules if name not in packages),
        )
