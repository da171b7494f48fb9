"""A flow of values that notes the sites of DSLs: what those who read one kind of expression see of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from evalkit.probes.dsls.families import Family, families
from evalkit.probes.dsls.kinds import PROTOBUF, SYMBOLIC, Kinds
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.mapped import is_condition_by_method
from evalkit.probes.dsls.module_offers import nobody
from evalkit.probes.dsls.site import Site, span
from evalkit.probes.dsls.values import GraphScope, Notes
from evalkit.source.flow import Flow
from evalkit.source.values import Value


class Reader(Flow):
    """Reads expressions in a scope, and notes the sites among them."""

    scope: GraphScope

    def __init__(self, scope: GraphScope, notes: Notes, kinds: Kinds, stars: Sequence[str] = ()) -> None:
        super().__init__(scope, notes, stars)
        self.notes = notes
        self.kinds = kinds
        self.sql_meant = False

    def placeholder(self, name: str) -> tuple[Family, bool] | None:
        """The family that `name` gives a placeholder of in this source, and whether it only declares one."""
        return families().placeholder(name) or families().near(name, self.notes.packages)

    def offered(self, name: str) -> Value | None:
        """What a module that belongs together with this source offers under a qualified name; None where it tells nothing."""
        module, _, last = name.rpartition(".")
        if self.notes.beside is nobody or "(" in name or name == last:
            return None
        if not module.strip("."):  # `from . import db`: what the package has
            module = name.removesuffix(last)
        offer = self.notes.beside(module).get(last)
        if offer is None:
            return None
        if offer.value.origin:
            return offer.value
        self.notes.offered[canonical(name)] = offer
        return replace(offer.value, origin=canonical(name))

    def is_method_of_some(self, node: ast.Call, methods: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether a call is of a method that some package of this source has, by `methods` of packages."""
        if not isinstance(node.func, ast.Attribute):
            return False
        return any(node.func.attr in methods.get(package, ()) for package in self.notes.packages)

    def of_column(self, node: ast.Call) -> bool:
        """Whether a call is of a method that only a column has, of a class of tables that stands in another module."""
        if self.notes.packages.isdisjoint(families()["sqlalchemy"].near):
            return False
        return is_condition_by_method(node, self.imported_from)

    def imported_from(self, name: str) -> str:
        """Where an imported name comes from; '' of any other."""
        found = self.scope.find(name)
        return found.origin if found is not None and "(" not in found.origin else ""

    def site(self, node: ast.expr | ast.stmt, kind: str, dsl: str, name: str) -> Site:
        """A site at a node, not noted yet; what stands there is read when all sites are known."""
        start, end = span(node)
        return Site("", start, end, kind, dsl, name, "")

    def note(self, node: ast.expr | ast.stmt, kind: str, dsl: str, name: str) -> None:
        """Note a site."""
        self.notes.sites.append(self.site(node, kind, dsl, name))

    def sites_within(self, node: ast.expr) -> list[Site]:
        """The sites that were noted within an expression which was read just now."""
        start, end = span(node)
        return [one for one in self.notes.sites if start <= one.start and one.end <= end]

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

    def language_of(self, node: ast.expr) -> str:
        """The language that a string was noted to hold; '' of any other."""
        return self.notes.embedded.get(span(node), "")

    def note_change(self, node: ast.stmt, name: str) -> None:
        """Note a statement that changes a message."""
        self.note(node, PROTOBUF, "protobuf messages", name)

    def symbolic(self, node: ast.expr, family: str, name: str) -> None:
        """Note that an expression gives a placeholder."""
        package = name.partition(".")[0]
        self.note(
            node, SYMBOLIC, package if family in known().modules.groups and package.isidentifier() else family, name
        )


def canonical(origin: str) -> str:
    """What a module is called that can be imported by several paths."""
    for path, name in known().modules.same.items():
        if origin == path or origin.startswith(f"{path}."):
            return name + origin[len(path) :]
    return origin
