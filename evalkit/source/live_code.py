"""Live code: a syntax tree without what can be seen never to matter.

Dead is what stands after a return, raise, break or continue; the branch of a constant condition that is not taken; a
function, or a class without bases, that nothing names; a variable that is never read and whose value does nothing; a
bare constant; and an import that only dead code names. Where names are looked up by text (`globals()`, a string that
spells the name) everything is taken to live.
"""

from __future__ import annotations

import ast
import builtins
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evalkit.source.collecting import without_collecting
from evalkit.source.depth import however_deep
from evalkit.source.reading import Position
from evalkit.source.walking import children, copied, nodes_of, walked

_BEHIND = (1 << 60, 0)
_KEPT = 32
"""Trees of which it is kept what lives: several probes ask about the same files."""
_HOLD_BLOCKS = (ast.mod, ast.stmt, ast.ExceptHandler, ast.match_case)
"""Nodes in which statements may stand."""
_TELLS_OF_READING = frozenset({ast.Name, ast.Constant, ast.BoolOp, ast.IfExp})
_TERMINATORS = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_BY_TEXT = frozenset({"globals", "locals", "vars", "eval", "exec", "dir"})
_SPELLED = re.compile(r"[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)*")
_QUOTED_IN_QUERY = re.compile(r"@([A-Za-z_]\w*)")
_WITHOUT_EFFECT = frozenset({
    "abs", "all", "any", "bool", "bytes", "chr", "dict", "divmod", "enumerate", "filter", "float", "frozenset",
    "hash", "hex", "int", "isinstance", "len", "list", "map", "max", "min", "object", "oct", "ord", "pow", "range",
    "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "type", "zip",
})  # fmt: skip
_IMPURE = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
_OVERLOADED_FOR_EFFECT = (ast.BitOr, ast.LShift, ast.RShift, ast.BitAnd, ast.MatMult)


@dataclass(frozen=True, slots=True)
class LiveCode:
    """The tree of what lives, and the spans of what does not: (line, column in bytes) from, and to but without.

    The spans are in their order, and none overlaps another.
    """

    tree: ast.Module
    dead: tuple[tuple[Position, Position], ...]

    def is_dead(self, position: Position) -> bool:
        """Whether a place of the source, (line, column in bytes), stands in dead code."""
        before = bisect_right(self.dead, (position, _BEHIND))
        return before > 0 and position < self.dead[before - 1][1]


def _merged(spans: list[tuple[Position, Position]]) -> tuple[tuple[Position, Position], ...]:
    merged: list[tuple[Position, Position]] = []
    for first, last in sorted(spans):
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


@lru_cache(maxsize=_KEPT)
@without_collecting
@however_deep
def live_code(tree: ast.Module, exported: frozenset[str] | None = frozenset()) -> LiveCode:
    """Leave out what is dead; `exported` are the names that others use from this module, None where they may use any.

    What was asked before is given again: the tree belongs to everybody, and nobody changes it.
    """
    if _looks_names_up(tree):
        exported = None
    dead: list[tuple[Position, Position]] = []
    before = reads = _Reads(tree)
    kept = copied(tree) if reads.has_idle_parts else copied(tree, _HOLD_BLOCKS)
    while True:
        pruner = _Pruner(reads, exported)
        kept = pruner.visit(kept)
        dead += pruner.dead
        if not pruner.dead:
            break
        reads = _Reads(kept)
    imports = _Imports(frozenset(name for name in before.places if name not in reads.places))
    kept = imports.visit(kept)
    if not (dead or imports.dead or before.has_idle_parts):
        return LiveCode(tree, ())  # what was told of this tree holds for what is left of it
    return LiveCode(kept, _merged(dead + imports.dead))


def _looks_names_up(tree: ast.Module) -> bool:
    compared = {
        id(side) for node in nodes_of(tree) if isinstance(node, ast.Compare) for side in (node.left, *node.comparators)
    }
    for node in nodes_of(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _BY_TEXT:
            return True
        if isinstance(node, ast.Name) and node.id == "__name__" and id(node) not in compared:
            return True
    return False


class _Reads:
    """Where each name of a tree is read, or spelled in a string; and whether an expression has a part that is never taken."""

    def __init__(self, tree: ast.AST) -> None:
        self.places: dict[str, list[Position]] = {}
        self._in_order: dict[str, list[Position]] = {}
        self.has_idle_parts = False
        for node in walked(tree):
            if type(node) not in _TELLS_OF_READING:
                continue
            if isinstance(node, ast.Name):
                if not isinstance(node.ctx, ast.Store):
                    self._note(node, (node.id,))
            elif isinstance(node, ast.Constant):
                if isinstance(node.value, str):
                    self._note(node, _spelled(node.value))
            elif isinstance(node, ast.BoolOp):
                self.has_idle_parts |= isinstance(node.values[0], ast.Constant)
            elif isinstance(node, ast.IfExp):
                self.has_idle_parts |= _constant(node.test) is not None

    def of(self, name: str) -> int:
        """How often a name is read."""
        return len(self.places.get(name, ()))

    def within(self, name: str, node: ast.stmt) -> int:
        """How often a name is read in a statement."""
        places = self._in_order.get(name)
        if places is None:
            places = self._in_order[name] = sorted(self.places.get(name, ()))
        return bisect_left(places, _end(node)) - bisect_left(places, (node.lineno, node.col_offset))

    def _note(self, node: ast.expr, names: Iterable[str]) -> None:
        for name in names:
            self.places.setdefault(name, []).append((node.lineno, node.col_offset))


def _spelled(text: str) -> Iterator[str]:
    if _SPELLED.fullmatch(text):
        yield from re.split(r"[.:]", text)
    if "@" in text:
        yield from _QUOTED_IN_QUERY.findall(text)


class _Pruner(ast.NodeTransformer):
    """One pass over a tree; `dead` are the spans of what it left out."""

    def __init__(self, reads: _Reads, exported: frozenset[str] | None) -> None:
        self.dead: list[tuple[Position, Position]] = []
        self._reads = reads
        self._exported = exported
        self._scopes: list[ast.AST] = []

    def visit(self, node: ast.AST) -> Any:
        may_change = self._reads.has_idle_parts or isinstance(node, _HOLD_BLOCKS)
        return super().visit(node) if may_change else node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        scope = isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if scope:
            self._scopes.append(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, self._block(block) or _filling(node, field))
        super().generic_visit(node)
        for field in ("body", "orelse"):  # a splice may have brought a terminator to the middle
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                setattr(node, field, self._reachable(block))
        if scope:
            self._scopes.pop()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        first = node.values[0]
        if isinstance(first, ast.Constant) and bool(first.value) is isinstance(node.op, ast.Or):
            return first
        return self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        taken = _constant(node.test)
        if taken is None:
            return self.generic_visit(node)
        return self.visit(node.body if taken else node.orelse)  # type: ignore[no-any-return]

    def _block(self, block: list[ast.stmt]) -> list[ast.stmt]:
        kept: list[ast.stmt] = []
        for statement in self._reachable(block):
            kept += self._lives(statement) if isinstance(statement, ast.stmt) else [statement]
        return kept

    def _reachable(self, block: list[ast.stmt]) -> list[ast.stmt]:
        for place, statement in enumerate(block[:-1]):
            if _ends(statement):
                self._drop(_start(block[place + 1]), _end(block[-1]))
                return block[: place + 1]
        return block

    def _lives(self, node: ast.stmt) -> list[ast.stmt]:
        """What is left of a statement: itself, nothing, or the branch that is taken."""
        if isinstance(node, ast.If | ast.While) and (taken := _constant(node.test)) is not None:
            if isinstance(node, ast.While) and taken:
                return [node]
            return self._branch(node, node.body if taken else node.orelse)
        dead = (
            (isinstance(node, ast.For) and _is_empty(node.iter))
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and self._is_unnamed(node))
            or self._is_unread(node)
        )
        if dead:
            self._drop(_start(node), _end(node))
            return []
        return [node]

    def _branch(self, node: ast.If | ast.While, taken: list[ast.stmt]) -> list[ast.stmt]:
        if not taken:
            self._drop(_start(node), _end(node))
            return []
        self._drop(_start(node), _start(taken[0]))
        if _end(taken[-1]) < _end(node):
            self._drop(_end(taken[-1]), _end(node))
        return self._block(taken)

    def _is_unnamed(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
        if node.decorator_list or isinstance(self._scopes[-1], ast.ClassDef) or self._is_exported(node.name):
            return False
        if isinstance(node, ast.ClassDef) and (node.keywords or not all(_is_built_in(base) for base in node.bases)):
            return False
        return self._reads.of(node.name) <= self._reads.within(node.name, node)

    def _is_unread(self, node: ast.stmt) -> bool:
        if isinstance(self._scopes[-1], ast.ClassDef):
            return False
        if isinstance(node, ast.Assign):
            targets: list[ast.expr] = [
                part
                for target in node.targets
                for part in (target.elts if isinstance(target, ast.Tuple | ast.List) else [target])
            ]
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        else:
            return False
        if node.value is not None and not _does_nothing(node.value):
            return False
        return all(
            isinstance(target, ast.Name)
            and not self._reads.of(target.id)
            and not self._is_exported(target.id)
            and not target.id.startswith("__")
            for target in targets
        )

    def _is_exported(self, name: str) -> bool:
        at_top = len(self._scopes) == 1
        return at_top and (self._exported is None or name in self._exported)

    def _drop(self, first: Position, last: Position) -> None:
        self.dead.append((first, last))


class _Imports(ast.NodeTransformer):
    """Leaves out imports of names that only dead code read."""

    def __init__(self, unread: frozenset[str]) -> None:
        self.dead: list[tuple[Position, Position]] = []
        self._unread = unread

    def visit(self, node: ast.AST) -> Any:
        return super().visit(node) if isinstance(node, _HOLD_BLOCKS) else node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.stmt | ast.ExceptHandler) and getattr(node, "body", None) == []:
            node.body = _filling(node, "body")  # type: ignore[union-attr]
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST | None:
        return self._kept(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        return self._kept(node)

    def _kept(self, node: ast.Import | ast.ImportFrom) -> ast.AST | None:
        names = [a for a in node.names if (a.asname or a.name.partition(".")[0]) not in self._unread]
        if not names:
            self.dead.append((_start(node), _end(node)))
            return None
        node.names = names
        return node


def _filling(node: ast.AST, field: str) -> list[ast.stmt]:
    """What stands in a block of which nothing is left, so that the tree is still a program."""
    needed = field == "body" and isinstance(node, ast.stmt | ast.ExceptHandler)
    return [ast.copy_location(ast.Pass(), node)] if needed else []


def _constant(test: ast.expr) -> bool | None:
    """Whether a condition that is a constant holds; None for any other."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _constant(test.operand)
        return None if inner is None else not inner
    return None


def _ends(node: ast.stmt) -> bool:
    if isinstance(node, ast.If):
        return bool(node.orelse) and _ends(node.body[-1]) and _ends(node.orelse[-1])
    return isinstance(node, _TERMINATORS)


def _does_nothing(value: ast.AST) -> bool:
    if isinstance(value, ast.Lambda):
        return True  # what is never called
    if isinstance(value, _IMPURE) or (isinstance(value, ast.BinOp) and isinstance(value.op, _OVERLOADED_FOR_EFFECT)):
        return False
    if isinstance(value, ast.Call) and not (isinstance(value.func, ast.Name) and value.func.id in _WITHOUT_EFFECT):
        return False
    return all(_does_nothing(child) for child in children(value))


def _is_empty(iterated: ast.expr) -> bool:
    return (isinstance(iterated, ast.Tuple | ast.List) and not iterated.elts) or _is_range_of_none(iterated)


def _is_range_of_none(iterated: ast.expr) -> bool:
    """Whether an expression is `range(0)`."""
    if not (isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name) and iterated.func.id == "range"):
        return False
    given = [one.value for one in iterated.args if isinstance(one, ast.Constant)]
    return len(iterated.args) == 1 and given == [0] and not iterated.keywords


def _is_built_in(base: ast.expr) -> bool:
    return isinstance(base, ast.Name) and hasattr(builtins, base.id)


def _start(node: ast.stmt) -> Position:
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
    return (first, node.col_offset)


def _end(node: ast.stmt) -> Position:
    return (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
