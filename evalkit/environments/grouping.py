"""Find the smallest number of environments for some tools, by asking which groups of them fit into one.

A group that contains a conflicting group conflicts too, and every part of a group that fits also fits, so only few
groups have to be asked about. A conflicting group is reduced, tool by tool, to one that would fit without any one of
its tools. Such a group rules out most other groupings at once, and explains why several environments are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

MOST_TOOLS = 12
"""Above this number of tools there are millions of groupings, and evalkit does not try them."""

MOST_ASKED = 100
"""The number of questions before giving up; the resolver may need minutes for each."""

Group = frozenset[str]


@dataclass(frozen=True, slots=True)
class Fewest:
    """The groups of one of the smallest groupings, in the order of the tools; empty if it is unknown.

    At least `at_least` environments are needed. `conflicts` are the conflicting groups found so far, each without
    unnecessary tools. `unknown` is a group without an answer; it is empty if the questions ran out.
    """

    groups: tuple[tuple[str, ...], ...]
    at_least: int
    conflicts: tuple[tuple[str, ...], ...] = ()
    unknown: tuple[str, ...] = ()


def fewest(
    tools: Sequence[str], fits: Callable[[tuple[str, ...]], bool | None], most_asked: int = MOST_ASKED
) -> Fewest:
    """Find the fewest groups of `tools`, each of which fits; `fits` answers None where it cannot tell.

    No group is asked about twice, nor one that other answers settle. One tool that does not fit by itself leaves no
    grouping at all.
    """
    search = _Search(tuple(dict.fromkeys(tools)), fits, most_asked)
    many = 1
    try:
        for many in range(1, len(search.tools) + 1):
            if many > 1 and len(search.tools) > MOST_TOOLS:
                return search.result(many)
            unknown: Group = frozenset()
            for groups in search.groupings(many):
                answer = search.all_fit(groups)
                if answer:
                    return search.result(many, groups)
                if answer is None:
                    unknown = unknown or next(group for group in groups if not search.asked(group))
            if unknown:
                return search.result(many, unknown=unknown)
    except _TooMany:
        return search.result(many)
    return search.result(len(search.tools))


class _TooMany(Exception):
    """There were too many questions."""


@dataclass(slots=True)
class _Search:
    tools: tuple[str, ...]
    fits: Callable[[tuple[str, ...]], bool | None]
    most_asked: int
    fitting: list[Group] = field(default_factory=list)
    conflicts: list[Group] = field(default_factory=list)
    unknown: list[Group] = field(default_factory=list)
    count: int = 0

    def asked(self, group: Group) -> bool | None:
        """Return whether a group fits, from what is known or by asking."""
        if any(conflict <= group for conflict in self.conflicts):
            return False
        if any(group <= known for known in self.fitting):
            return True
        if group in self.unknown:
            return None
        if self.count == self.most_asked:
            raise _TooMany
        self.count += 1
        answer = self.fits(self._ordered(group))
        {True: self.fitting, False: self.conflicts, None: self.unknown}[answer].append(group)
        return answer

    def all_fit(self, groups: Sequence[Group]) -> bool | None:
        """Return whether each group fits; large groups, which conflict more often, are asked about first."""
        unknown = False
        for group in sorted(groups, key=len, reverse=True):
            answer = self._settled(group)
            if answer is False:
                return False
            unknown = unknown or answer is None
        return None if unknown else True

    def _settled(self, group: Group) -> bool | None:
        """Do the same as `asked`, but reduce a conflict, and without an answer ask about the pairs."""
        answer = self.asked(group)
        if answer is False:
            self._shrink(group)
        elif answer is None and any(self.asked(frozenset(pair)) is False for pair in combinations(sorted(group), 2)):
            return False
        return answer

    def _shrink(self, group: Group) -> None:
        core = min((conflict for conflict in self.conflicts if conflict <= group), key=len)
        for tool in self._ordered(core):
            if len(core) > 2 and self.asked(core - {tool}) is False:
                core = min((conflict for conflict in self.conflicts if conflict <= core - {tool}), key=len)
        self.conflicts = [conflict for conflict in self.conflicts if not core < conflict]

    def groupings(self, many: int) -> Iterator[tuple[Group, ...]]:
        """Yield all groupings into `many` groups without a known conflict, those with a large first group first."""

        def place(at: int, groups: tuple[Group, ...]) -> Iterator[tuple[Group, ...]]:
            if at == len(self.tools):
                yield groups
                return
            tool = frozenset({self.tools[at]})
            if len(groups) + len(self.tools) - at > many:
                for spot, group in enumerate(groups):
                    joined = group | tool
                    if not any(conflict <= joined for conflict in self.conflicts):
                        yield from place(at + 1, (*groups[:spot], joined, *groups[spot + 1 :]))
            if len(groups) < many:
                yield from place(at + 1, (*groups, tool))

        return place(0, ())

    def result(self, at_least: int, groups: Sequence[Group] = (), unknown: Group = frozenset()) -> Fewest:
        conflicts = sorted(map(self._ordered, self.conflicts), key=lambda conflict: (len(conflict), conflict))
        return Fewest(tuple(map(self._ordered, groups)), at_least, tuple(conflicts), self._ordered(unknown))

    def _ordered(self, group: Group) -> tuple[str, ...]:
        return tuple(tool for tool in self.tools if tool in group)
