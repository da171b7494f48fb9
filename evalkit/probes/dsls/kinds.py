"""The kinds of DSLs that are known by name: those built in, and those that people add in the same format."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from fnmatch import translate
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from evalkit.documents import BadInput, Form, Place, Problem, read_document, shown, validate
from evalkit.model.document import Document, Name, Text
from evalkit.probes.dsls.known_names import known_parsers

PARSED_STRING = "parsed-string"
SQL_LITERAL = "sql-literal"
OPERATOR_PIPELINE = "operator-pipeline"
SYMBOLIC = "symbolic-expression"
PROTOBUF = "protobuf"
DECORATOR = "framework-decorator"
CHAINING = "step-chaining"
COMMAND_FILE = "command-file"


class DslPattern(Document):
    """One entry of a file of kinds: the calls, decorators and files by which a DSL is told.

    Names of calls and decorators are qualified and may hold '*'.

    With `argument: text` only those calls count that are given a text which the source holds.
    """

    id: Name
    dsl: Text
    calls: tuple[Text, ...] = ()
    decorators: tuple[Text, ...] = ()
    files: tuple[Text, ...] = ()
    argument: Literal["any", "text"] = "any"

    @model_validator(mode="after")
    def _says_how(self) -> DslPattern:
        if not (self.calls or self.decorators or self.files):
            raise ValueError(f"the kind {self.id!r} can never be met; write calls, decorators or files")
        return self


class DslPatterns(Document):
    """A file of kinds."""

    name: Text
    kinds: Annotated[tuple[DslPattern, ...], Field(min_length=1)]


_FORM = Form(DslPatterns, "name")


def load_kinds(path: Path) -> tuple[DslPattern, ...]:
    """The kinds of a YAML file; raises BadInput with file:line:column of every mistake."""
    root = Path(os.path.abspath(path)).parent
    problems: list[Problem] = []
    written = read_document(path, root, problems)
    place = Place(shown(path, root))
    document = validate(_FORM, path.stem, written, place, problems) if written else None
    if problems or document is None:
        raise BadInput(problems)
    return document.kinds


@cache
def built_in() -> tuple[DslPattern, ...]:
    """The kinds that evalkit brings along; read when first asked for, since most commands never ask."""
    return load_kinds(Path(__file__).with_name("known") / "kinds.yaml")


@lru_cache(maxsize=4096)
def pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for several globs; never matches where there are none."""
    return re.compile("|".join(translate(glob) for glob in globs) or r"(?!)")


@lru_cache(maxsize=4096)
def _calls_pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    """As `pattern`, but what a call returned is not reached by a '*' at the end: 'a.parse*' is not 'a.parse().get'."""
    ends = (rf"{translate(glob[:-1])[:-2]}[^(@]*\Z" if glob.endswith("*") else translate(glob) for glob in globs)
    return re.compile("|".join(ends))


class Kinds:
    """The kinds to look for, in their order; what a name belongs to is looked up once."""

    def __init__(self, kinds: Iterable[DslPattern]) -> None:
        self._kinds = tuple(kinds)
        self._calls: dict[str, tuple[DslPattern, ...]] = {}
        self._decorators: dict[str, DslPattern | None] = {}

    def of_call(self, name: str) -> tuple[DslPattern, ...]:
        """The kinds that a call of `name` may belong to."""
        if name not in self._calls:
            self._calls[name] = tuple(
                kind for kind in self._kinds if kind.calls and _calls_pattern(kind.calls).match(name)
            )
        return self._calls[name]

    def of_decorator(self, name: str) -> DslPattern | None:
        """The first kind that a decorator called `name` belongs to."""
        if name not in self._decorators:
            self._decorators[name] = next(
                (kind for kind in self._kinds if kind.decorators and pattern(kind.decorators).match(name)), None
            )
        return self._decorators[name]


@cache
def parsers_of_keys() -> tuple[DslPattern, ...]:
    """The parsers whose texts have keys: those built in that read one of the languages of parsers.yaml, and that file's."""
    beside = known_parsers()
    known = (kind for kind in built_in() if kind.dsl in beside and kind.calls)
    return (
        *known,
        *(DslPattern(id=PARSED_STRING, dsl=language, calls=calls) for language, calls in beside.items() if calls),
    )


@cache
def kinds_of_keys() -> Kinds:
    """The same, ready to be asked."""
    return Kinds(parsers_of_keys())


def file_kind(kinds: Iterable[DslPattern], file: Path) -> DslPattern | None:
    """The first kind that a file belongs to, by its name alone or by that of its folder and its own."""
    names = (file.name, f"{file.parent.name}/{file.name}")
    patterns = ((kind, pattern(kind.files)) for kind in kinds if kind.files)
    return next((kind for kind, known in patterns if any(known.match(name) for name in names)), None)
