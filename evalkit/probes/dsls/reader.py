"""What reads expressions, as those who read one kind of them see it: where it stands, what it notes, what it can be asked."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.probes.dsls.kinds import SYMBOLIC, Kinds
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.site import Site, span
from evalkit.probes.dsls.values import Notes, Value, ValueScope


@dataclass(slots=True)
class Reader(ABC):
    """Reads expressions in a scope, and notes the sites among them."""

    scope: ValueScope
    notes: Notes
    kinds: Kinds
    stars: tuple[str, ...] = ()
    sql_meant: bool = False
    for_effect: ast.expr | None = None
    """The expression that is a statement by itself: nothing is done with what it gives."""

    def site(self, node: ast.expr | ast.stmt, kind: str, dsl: str, name: str) -> Site:
        """A site at a node, not noted yet; what stands there is read when all sites are known."""
        start, end = span(node)
        return Site("", start, end, kind, dsl, name, "")

    def note(self, node: ast.expr | ast.stmt, kind: str, dsl: str, name: str) -> None:
        """Note a site."""
        self.notes.sites.append(self.site(node, kind, dsl, name))

    def is_noted(self, node: ast.expr, kind: str) -> bool:
        """Whether a site of a kind that ends where a node does was noted last."""
        last = self.notes.sites[-1] if self.notes.sites else None
        return last is not None and last.kind == kind and last.end == span(node)[1]

    def note_method(self, node: ast.Call, kind: str, dsl: str, name: str) -> None:
        """Note a site that begins with the name of the method: what it is called on is no part of it."""
        site = self.site(node, kind, dsl, name)
        func = node.func
        if isinstance(func, ast.Attribute) and func.end_lineno and func.end_col_offset:
            start = (func.end_lineno, func.end_col_offset - len(func.attr.encode()))
            site = replace(site, start=start) if start[0] > node.lineno else site
        self.notes.sites.append(site)

    def speaks(self, value: Value, language: str) -> None:
        """Note that the strings which a value is made of hold another language."""
        for node in value.written:
            self.notes.embedded.setdefault(span(node), language)

    def symbolic(self, node: ast.expr, family: str, name: str) -> None:
        """Note that an expression gives a placeholder."""
        package = name.partition(".")[0]
        self.note(
            node, SYMBOLIC, package if family in known().modules.groups and package.isidentifier() else family, name
        )

    def read_all(self, nodes: Sequence[ast.expr]) -> list[Value]:
        """The values of several expressions."""
        return [self.read(node) for node in nodes]

    @abstractmethod
    def read(self, node: ast.expr | None) -> Value:
        """What an expression gives; notes the sites within it."""

    @abstractmethod
    def attribute(self, base: Value, node: ast.Attribute, *, called: bool = False) -> Value:
        """An attribute of a value; `called` where it is not looked at but called."""

    @abstractmethod
    def text_found(self, node: ast.expr, text: str | None, *made_of: Value) -> Value:
        """The value of an expression that gives a text made of others; None where the text is unknown."""


def canonical(origin: str) -> str:
    """What a module is called that can be imported by several paths."""
    for path, name in known().modules.same.items():
        if origin == path or origin.startswith(f"{path}."):
            return name + origin[len(path) :]
    return origin
