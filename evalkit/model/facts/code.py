"""Facts that stand in code: places, counts, concepts, embedded languages, what recurs and what survives."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.facts.registry import Fact, Lines, Prose, fact


@fact("place")
@dataclass(frozen=True, slots=True)
class Place(Fact):
    """A place in a file, perhaps with what stands there; `file` is relative to the workspace, or an address on the web."""

    file: str
    lines: Lines | None = None
    excerpt: Prose = ""


@fact("counted")
@dataclass(frozen=True, slots=True)
class Counted(Fact):
    """How many there are of what `unit` calls them, perhaps of how many, and where."""

    count: int
    unit: str
    of: int | None = None
    file: str | None = None
    lines: Lines | None = None


@fact("left-out")
@dataclass(frozen=True, slots=True)
class LeftOut(Fact):
    """A file, or some of its lines, that a figure does not count, and why."""

    file: str
    reason: Prose
    lines: Lines | None = None


@fact("handed-over")
@dataclass(frozen=True, slots=True)
class HandedOver(Fact):
    """The tokens below the hand-over mark of a file, which stands on `line`."""

    file: str
    line: int
    tokens: int


@fact("origin")
@dataclass(frozen=True, slots=True)
class Origin(Fact):
    """How the API that an implementation uses is known: a verified run recorded it, or it was read off the source.

    `level` is the implementation's, where a fact is about several; `reason` says why there is no recording.
    """

    recorded: bool
    level: str | None = None
    reason: Prose = ""


@fact("concept")
@dataclass(frozen=True, slots=True)
class ConceptUse(Fact):
    """One concept, the place where it is used first, and at how many places it is used.

    A library's symbol has `symbol` alone, a keyword argument `symbol` and `keyword`, a configuration's key `key` alone.
    """

    file: str
    lines: Lines
    symbol: str = ""
    keyword: str = ""
    key: str = ""
    times: int = 1

    @property
    def name(self) -> tuple[str, str, str]:
        """What makes two uses the same concept."""
        return self.symbol, self.keyword, self.key


@fact("required-arguments")
@dataclass(frozen=True, slots=True)
class RequiredArguments(Fact):
    """How many arguments a callable requires: `names` of its parameters, or None where those written were counted."""

    symbol: str
    count: int
    file: str
    lines: Lines
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FunctionPoints:
    """The points of cognitive complexity of one function, or of a file's module level."""

    name: str
    points: int


@fact("complexity")
@dataclass(frozen=True, slots=True)
class Complexity(Fact):
    """Which functions of a file have points of cognitive complexity; none where the tuple is empty."""

    file: str
    functions: tuple[FunctionPoints, ...] = ()


@fact("dsl-kind")
@dataclass(frozen=True, slots=True)
class DslKind(Fact):
    """One kind of embedded language: at how many sites, in which languages, and where the first site is."""

    kind: str
    sites: int
    languages: tuple[str, ...]
    file: str
    lines: Lines


@fact("dsl-site")
@dataclass(frozen=True, slots=True)
class DslSite(Fact):
    """One place in an embedded language, of so many tokens above the hand-over mark.

    `name` is the qualified name that told, `seen_in_run` whether a recorded run confirms it.
    """

    kind: str
    language: str
    name: str
    file: str
    lines: Lines
    tokens: int = 0
    excerpt: Prose = ""
    seen_in_run: bool = False


@fact("dsl-origin")
@dataclass(frozen=True, slots=True)
class DslOrigin(Fact):
    """Whether a recorded run stood behind the reading of the source when embedded languages were looked for."""

    recorded: bool


@fact("recurrence")
@dataclass(frozen=True, slots=True)
class Recurrence(Fact):
    """A statement that stands in other tasks of the same tool too, `tasks`; `statement` is it as it is compared."""

    file: str
    lines: Lines
    tokens: int
    tasks: tuple[str, ...]
    statement: Prose


@fact("level-concepts")
@dataclass(frozen=True, slots=True)
class LevelConcepts(Fact):
    """One point of a learning curve: how many concepts a level uses, and which of them no lower level does."""

    level: str
    concepts: int
    new: tuple[ConceptUse, ...] = ()


@fact("unsupported-level")
@dataclass(frozen=True, slots=True)
class UnsupportedLevel(Fact):
    """A level that the tool cannot do, and the file that says why."""

    level: str
    file: str


@fact("engines")
@dataclass(frozen=True, slots=True)
class Engines(Fact):
    """The distributed engines, by import name, that a run had loaded at its end, or that its source imports."""

    modules: tuple[str, ...]
    recorded: bool
    file: str | None = None


@fact("rewritten")
@dataclass(frozen=True, slots=True)
class Rewritten(Fact):
    """Of the statements of level `lower`, how many are gone at level `upper`."""

    lower: str
    upper: str
    gone: int
    of: int


@fact("kept")
@dataclass(frozen=True, slots=True)
class Kept(Fact):
    """Of the statements of the baseline's implementation, how many survive in the file."""

    baseline: str
    level: str
    survived: int
    of: int
    file: str


@fact("gone")
@dataclass(frozen=True, slots=True)
class Gone(Fact):
    """A statement that did not survive; `statement` is it as it is compared."""

    file: str
    lines: Lines
    statement: Prose
