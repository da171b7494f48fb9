"""Usage: what of other people's code an implementation really uses, symbol by symbol, with the places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

UseKind = Literal["call", "attribute", "operator", "decorator", "base", "import"]
"""How a symbol is used. `import` is said only of a module that is imported for its effect and then never named."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of one library symbol at one place.

    `symbol` is the canonical qualified name ('pandas.core.frame.DataFrame.groupby'); what could not be resolved is
    '?.' and the attribute's own name, since that is what somebody had to recall. `package` is the top-level import name
    that the symbol belongs to, '' where unknown. `keywords` are the names of the keyword arguments passed there,
    `config_keys` the string keys of dictionaries written out in the arguments. `file` is relative to the workspace,
    lines count from 1.
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
    """What the live (or statically read) object behind a symbol says of itself.

    `parameters` are the names of its parameters, less self and cls; `required` those without a default; `annotated`
    those with an annotation; `docstring` is the whole of it, '' where there is none. `callable_` says whether it can be
    called at all (only then do parameters make sense).
    """

    callable_: bool = False
    parameters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    annotated: tuple[str, ...] = ()
    docstring: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A value that crossed the border of a library: into one of its symbols as an argument, or out of it as a result.

    `type_name` is the qualified name of its type ('pandas.core.frame.DataFrame', 'builtins.str'). `placeholder` says
    that it came out as something that Python can neither branch on nor iterate over.
    """

    symbol: str
    direction: Literal["in", "out"]
    type_name: str
    file: str
    line: int
    placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything an implementation uses, and how that is known.

    `recorded` is True where a verified run told it, False where it was read off the source; then `reason` says why no
    recording could be used. `modules` are the top-level names of the modules that were loaded at the end of the run
    (of those imported in the source, where it was not recorded).
    """

    recorded: bool
    uses: tuple[Use, ...]
    symbols: dict[str, SymbolFacts] = field(default_factory=dict)
    crossings: tuple[Crossing, ...] = ()
    modules: tuple[str, ...] = ()
    reason: str = ""
