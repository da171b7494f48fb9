"""Facts about code: places, counts, concepts, embedded languages, and repeated or surviving statements."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.facts.fact_kinds import Fact, Lines, Prose, fact


@fact("place")
@dataclass(frozen=True, slots=True)
class Place(Fact):
    """A place in a file, possibly with the text there; `file` is relative to the workspace, or a web address."""

    file: str
    lines: Lines | None = None
    excerpt: Prose = ""


@fact("counted")
@dataclass(frozen=True, slots=True)
class Counted(Fact):
    """A number of things that `unit` names, possibly out of `of`, and where they are."""

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
    """The number of tokens below the hand-over mark of a file; the mark is on `line`."""

    file: str
    line: int
    tokens: int


@fact("origin")
@dataclass(frozen=True, slots=True)
class Origin(Fact):
    """How evalkit knows which APIs an implementation uses: from a recorded, verified run, or from the source.

    `level` is the level of the implementation, if a fact covers several. `reason` says why there is no recording, or
    what differs from run to run beside it.
    """

    recorded: bool
    level: str | None = None
    reason: Prose = ""


@fact("concept")
@dataclass(frozen=True, slots=True)
class ConceptUse(Fact):
    """One concept, the first place that uses it, and the number of places that do.

    For a library's symbol only `symbol` is set, for a keyword argument `symbol` and `keyword`, for a configuration key
    only `key`.
    """

    file: str
    lines: Lines
    symbol: str = ""
    keyword: str = ""
    key: str = ""
    times: int = 1

    @property
    def name(self) -> tuple[str, str, str]:
        """The identity of the concept: two uses with equal names are the same concept."""
        return self.symbol, self.keyword, self.key


@fact("required-arguments")
@dataclass(frozen=True, slots=True)
class RequiredArguments(Fact):
    """How many arguments a callable requires: `names` of its parameters, or None if the arguments in a call were counted."""

    symbol: str
    count: int
    file: str
    lines: Lines
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FunctionPoints:
    """The cognitive complexity of one function, or of a file's module level, in points."""

    name: str
    points: int


@fact("complexity")
@dataclass(frozen=True, slots=True)
class Complexity(Fact):
    """The functions of a file with cognitive complexity above 0."""

    file: str
    functions: tuple[FunctionPoints, ...] = ()


@fact("dsl-kind")
@dataclass(frozen=True, slots=True)
class DslKind(Fact):
    """One kind of embedded language: its number of sites, its languages, and its first site."""

    kind: str
    sites: int
    languages: tuple[str, ...]
    file: str
    lines: Lines


@fact("dsl-site")
@dataclass(frozen=True, slots=True)
class DslSite(Fact):
    """One place that uses an embedded language, with its number of tokens above the hand-over mark.

    `name` is the qualified name that revealed it. `seen_in_run` says that a recorded run saw the property: a result
    that Python cannot branch on, or a decorator that did not hand the function back; else evalkit knows the name.
    `by_text` says that it takes neither, since the text, or the file, is the language.
    """

    kind: str
    language: str
    name: str
    file: str
    lines: Lines
    tokens: int = 0
    excerpt: Prose = ""
    seen_in_run: bool = False
    by_text: bool = False


@fact("dsl-origin")
@dataclass(frozen=True, slots=True)
class DslOrigin(Fact):
    """Whether a recorded run supported the search for embedded languages in the source."""

    recorded: bool


@fact("recurrence")
@dataclass(frozen=True, slots=True)
class Recurrence(Fact):
    """A statement that also occurs in other `tasks` of the same tool; `statement` is the form used for comparing."""

    file: str
    lines: Lines
    tokens: int
    tasks: tuple[str, ...]
    statement: Prose


@fact("level-concepts")
@dataclass(frozen=True, slots=True)
class LevelConcepts(Fact):
    """One point of a learning curve: the number of concepts of a level, and those that no lower level uses."""

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
    """The distributed engines, by import name, that a run had loaded at its end or that the source imports."""

    modules: tuple[str, ...]
    recorded: bool
    file: str | None = None


@fact("rewritten")
@dataclass(frozen=True, slots=True)
class Rewritten(Fact):
    """The number of statements of level `lower`, and how many of them are gone at level `upper`."""

    lower: str
    upper: str
    gone: int
    of: int


@fact("kept")
@dataclass(frozen=True, slots=True)
class Kept(Fact):
    """The number of statements of the baseline's implementation, and how many of them survive in the file."""

    baseline: str
    level: str
    survived: int
    of: int
    file: str


@fact("gone")
@dataclass(frozen=True, slots=True)
class Gone(Fact):
    """A statement that did not survive; `statement` is the form used for comparing."""

    file: str
    lines: Lines
    statement: Prose
