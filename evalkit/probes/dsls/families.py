"""Families of placeholders: what `families.yaml` says, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from evalkit.probes.dsls.kinds import pattern
from evalkit.probes.dsls.known_names import load_known


@dataclass(frozen=True, slots=True)
class Family:
    """A library or group of libraries whose expressions are placeholders; the fields are explained in families.yaml."""

    name: str
    roots: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    plain: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    packages: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    via: frozenset[str] = frozenset()
    pipelines: tuple[str, ...] = ()
    traced: tuple[str, ...] = ()
    traced_bases: tuple[str, ...] = ()
    traced_methods: frozenset[str] = frozenset()
    named_functions: frozenset[str] = frozenset()
    graph: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    loops: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    lambdas: bool = False
    plain_parameters: bool = False
    near: tuple[str, ...] = ()
    near_roots: tuple[str, ...] = ()
    near_quiet: tuple[str, ...] = ()
    deferred_by: tuple[str, ...] = ()
    deferred_in: tuple[str, ...] = ()
    at_once_by: tuple[str, ...] = ()
    named_parameters: tuple[str, ...] = ()
    iterates: bool = False
    by_keyword: bool = False
    by_arguments: bool = False

    def is_quiet(self, name: str) -> bool:
        """Whether `name` declares a placeholder."""
        return matches(self.quiet, name) and not matches(self.never, name)

    def is_root(self, name: str) -> bool:
        """Whether `name` gives a placeholder."""
        return matches(self.always, name) or (matches(self.roots, name) and not matches(self.never, name))

    def stays(self, name: str) -> bool:
        """Whether a call that spells `name`, with a placeholder among its arguments, gives a placeholder."""
        last = name.removesuffix("()").rpartition(".")[2]
        return matches(self.packages, name) and not matches(self.never, name) and last not in self.ends


@dataclass(frozen=True, slots=True)
class Families:
    """All of `families.yaml`."""

    families: Mapping[str, Family]
    pipelines: Mapping[str, tuple[str, ...]]
    messages: tuple[str, ...]
    built: tuple[str, ...]
    not_built: tuple[str, ...]
    models: tuple[str, ...]
    _roots: dict[str, tuple[Family, bool] | None] = field(default_factory=dict)
    _near: dict[str, tuple[Family, bool] | None] = field(default_factory=dict)
    _tracers: dict[str, str] = field(default_factory=dict)
    _frames: dict[str, str] = field(default_factory=dict)
    _messages: dict[str, bool] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Family]:
        return iter(self.families.values())

    def __getitem__(self, name: str) -> Family:
        return self.families[name]

    def placeholder(self, name: str) -> tuple[Family, bool] | None:
        """The family that `name` gives a placeholder of, and whether it only declares one."""
        if name not in self._roots:
            quiet = next(((one, True) for one in self if one.is_quiet(name)), None)
            self._roots[name] = quiet or next(((one, False) for one in self if one.is_root(name)), None)
        return self._roots[name]

    def near(self, name: str, packages: frozenset[str]) -> tuple[Family, bool] | None:
        """The same, where the name tells only beside what else is imported: `packages` are the source's."""
        if name not in self._near:
            quiet = next(((one, True) for one in self if matches(one.near_quiet, name)), None)
            self._near[name] = quiet or next(((one, False) for one in self if matches(one.near_roots, name)), None)
        found = self._near[name]
        return None if found is None or packages.isdisjoint(found[0].near) else found

    def tracer(self, name: str) -> str:
        """The family whose placeholders `name` hands to the functions that it decorates or is given; '' if none."""
        if name not in self._tracers:
            self._tracers[name] = next((one.name for one in self if matches(one.traced, name)), "")
        return self._tracers[name]

    def frame(self, name: str) -> str:
        """The family that `name` gives a lazy table of; '' if none."""
        if name not in self._frames:
            self._frames[name] = next((one.name for one in self if matches(one.frames, name)), "")
        return self._frames[name]

    def is_model(self, origin: str) -> bool:
        """Whether what an origin gives is a model, whose parts are whatever is put into it."""
        return matches(self.models, origin)

    def is_message(self, name: str) -> bool:
        """Whether `name` gives a message, or is the class of one."""
        if name not in self._messages:
            is_class = "(" not in name and matches(self.built, name) and not matches(self.not_built, name)
            self._messages[name] = is_class or matches(self.messages, name)
        return self._messages[name]


def matches(globs: tuple[str, ...], name: str) -> bool:
    """Whether one of the globs matches."""
    return bool(globs) and pattern(globs).match(name) is not None


def _family(name: str, said: Mapping[str, Any]) -> Family:
    roots = list(said.get("roots", ()))
    if named := said.get("named"):
        roots += [f"{package}.{one}()" for package in named["packages"] for one in named["names"]]
    tuples = (
        "quiet",
        "never",
        "always",
        "frames",
        "packages",
        "bases",
        "decorators",
        "within",
        "pipelines",
        "traced",
        "graph",
        "loops",
        "contexts",
        "near",
        "near_roots",
        "near_quiet",
        "deferred_by",
        "deferred_in",
        "at_once_by",
        "named_parameters",
    )
    bases = said.get("traced_bases", {})
    return Family(
        name,
        tuple(roots),
        plain=frozenset(said.get("plain", ())),
        ends=frozenset(said.get("ends", ())),
        parts=frozenset(said.get("parts", ())),
        via=frozenset(said.get("via", ())),
        named_functions=frozenset(said.get("named_functions", ())),
        traced_bases=tuple(bases.get("bases", ())),
        traced_methods=frozenset(bases.get("methods", ())),
        lambdas=bool(said.get("lambdas")),
        plain_parameters=bool(said.get("plain_parameters")),
        iterates=bool(said.get("iterates")),
        by_keyword=bool(said.get("by_keyword")),
        by_arguments=bool(said.get("by_arguments")),
        **{key: tuple(said.get(key, ())) for key in tuples},
    )


@cache
def families() -> Families:
    """The families that evalkit knows; read when first asked for, since most commands never ask."""
    said = load_known("families")
    every = {name: _family(name, entry) for name, entry in said["families"].items()}
    pipelines = {operator: tuple(globs) for operator, globs in said["pipelines"].items()}
    return Families(
        every, pipelines, tuple(said["messages"]), tuple(said["built"]), tuple(said["not_built"]), tuple(said["models"])
    )
