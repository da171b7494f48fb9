"""Rewrites a source's syntax tree so that every use of a library is looked at, and nothing else changes.

`f(a, k=b)` becomes `out(p, fn(p, f)(arg(p, a), k=arg(p, b)))`: functions that return what they are given, so that the
user's own frame still makes the call, at the same line and column. `p` is the number of the place. Above and below a
decorator stand two more that hand on what they are given, so that it is seen what the decorator made of it. Python 3.9
and later, standard library only: this runs in the tool's environment.
"""

from __future__ import annotations

import ast
import builtins
import io
import tokenize
from collections.abc import Callable, Iterator
from typing import Any, Optional, cast

HAND_OVER_MARK = "# evalkit: hand over"

OPERATORS = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.MatMult: "matmul", ast.Div: "truediv", ast.Mod: "mod",
    ast.FloorDiv: "floordiv", ast.Pow: "pow", ast.LShift: "lshift", ast.RShift: "rshift", ast.BitOr: "or",
    ast.BitXor: "xor", ast.BitAnd: "and", ast.Invert: "invert", ast.UAdd: "pos", ast.USub: "neg", ast.Eq: "eq",
    ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.In: "contains",
    ast.NotIn: "contains",
}  # fmt: skip

MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}
"""What the right operand is asked for where the left one does not know; of all others it is the name with an r."""

NewSite = Callable[..., int]
"""Called with kind, node, name, and perhaps keywords and config_keys; returns the number of the place."""


def rewrite(source: bytes, filename: str, new_site: NewSite, *, restores_main: bool = False) -> ast.Module:
    """Parse and rewrite one file; raises SyntaxError or ValueError as compile() would.

    `restores_main` puts a call before the first statement, which gives a script the globals of a plain run.
    """
    tree = ast.parse(source, filename)
    rewriter = _Rewriter(tree, hand_over_line(source), new_site)
    rewritten = cast("ast.Module", rewriter.visit(tree))
    if restores_main:
        at = 0
        while at < len(rewritten.body) and _must_be_first(rewritten.body[at], at):
            at += 1
        call = ast.Expr(ast.Call(ast.Name("_evalkit_main_", ast.Load()), [], []))
        place = ast.Constant(None, lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
        rewritten.body.insert(at, ast.copy_location(call, rewritten.body[at - 1] if at else place))
    return ast.fix_missing_locations(rewritten)


def hand_over_line(source: bytes) -> Optional[int]:  # noqa: UP045 - Python 3.9
    """The line of the hand-over mark, or None."""
    try:
        for token in tokenize.tokenize(io.BytesIO(source).readline):
            if token.type == tokenize.COMMENT and token.string.strip() == HAND_OVER_MARK:
                return token.start[0]
    except (tokenize.TokenError, SyntaxError):
        pass
    return None


def words(tree: ast.AST) -> Iterator[str]:
    """Every string and keyword that is written in a source: what may have been passed on by `**`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def effects(tree: ast.Module, last: float) -> Iterator[tuple[str, ast.stmt]]:
    """Modules that are imported down to line `last` and then never named: imported for their effect."""
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and node.lineno <= last:
            for alias in node.names:
                if (alias.asname or alias.name.partition(".")[0]) not in named:
                    yield alias.name, node


def _must_be_first(statement: ast.stmt, at: int) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    if at or not isinstance(statement, ast.Expr):
        return False
    return isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)


def _config_keys(node: ast.AST) -> Iterator[str]:
    """The string keys of dictionaries written out in an argument, down to calls, which have arguments of their own."""
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.Call):
        if not (isinstance(node.func, ast.Name) and node.func.id == "dict"):
            return
        yield from (keyword.arg for keyword in node.keywords if keyword.arg)
    if isinstance(node, ast.Dict):
        for key in node.keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value
    for child in ast.iter_child_nodes(node):
        yield from _config_keys(child)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, last: Optional[int], new_site: NewSite) -> None:  # noqa: UP045
        self._last = float("inf") if last is None else last
        self._new_site = new_site
        self._place: Optional[int] = None  # noqa: UP045 - of the decorator that was read last
        self._imported: dict[str, str] = {}
        bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module != "__future__":
                for alias in node.names:
                    self._imported[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                bound.add(node.name)
        shadowed = bound | set(self._imported)
        self._builtins = frozenset() if "*" in self._imported else frozenset(dir(builtins)) - shadowed

    def visit(self, node: ast.AST) -> Any:
        return node if getattr(node, "lineno", 0) > self._last else super().visit(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return self._call(node, "call")

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.ctx, ast.Del):
            node.value = self._base(node.value)
            return node
        place = self._new_site("attribute", node, node.attr)
        if isinstance(node.ctx, ast.Store):
            node.value = self._look("put", place, self._base(node.value))
            return node
        return self._read(node, place, "att")

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and node.id in self._imported:
            return self._look("name", self._new_site("attribute", node, self._imported[node.id]), node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant):
            return node
        place = self._new_site("operator", node, OPERATORS[type(node.op)])
        node.left = self._look("left", place, self.visit(node.left))
        node.right = self._look("right", place, self.visit(node.right))
        return self._look("out", place, node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.operand, ast.Constant) or type(node.op) not in OPERATORS:
            return cast("ast.expr", self.generic_visit(node))
        place = self._new_site("operator", node, OPERATORS[type(node.op)])
        node.operand = self._look("only", place, self.visit(node.operand))
        return self._look("out", place, node)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        operands = [self.visit(operand) for operand in (node.left, *node.comparators)]
        places = []
        for at, operator in enumerate(node.ops):
            if type(operator) in OPERATORS:
                places.append(self._new_site("operator", node, OPERATORS[type(operator)]))
                operands[at] = self._look("left", places[-1], operands[at])
                operands[at + 1] = self._look("right", places[-1], operands[at + 1])
        node.left, node.comparators = operands[0], operands[1:]
        return self._look("out", places[0], node) if len(node.ops) == 1 and places else node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        node.target, node.value = self.visit(node.target), self.visit(node.value)
        if not isinstance(node.target, ast.Name):
            return node
        place = self._new_site("operator", node, OPERATORS[type(node.op)])
        node.value = self._look("left", place, node.value)
        after = self._look("aug", place, ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target))
        return [node, ast.copy_location(ast.Expr(after), node)]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.target = self.visit(node.target)  # annotations stay as they are: frameworks read them back as text
        node.value = node.value and self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.decorator_list = self._decorators(node.decorator_list)
        node.bases = [self._named(base, "base") for base in node.bases]
        for keyword in node.keywords:
            keyword.value = self._named(keyword.value, "base")
        node.body = self._body(node.body)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node

    def visit_match_case(self, node: Any) -> Any:
        node.guard = node.guard and self.visit(node.guard)  # patterns are no expressions
        node.body = self._body(node.body)
        return node

    def visit_TypeAlias(self, node: Any) -> Any:
        return node

    def _function(self, node: Any) -> ast.AST:
        node.decorator_list = self._decorators(node.decorator_list)
        node.args = self.visit(node.args)
        node.body = self._body(node.body)
        return cast("ast.AST", node)

    def _decorators(self, decorators: list[ast.expr]) -> list[ast.expr]:
        """The decorators of one definition; each that may be a library's between two that look at what it is given and makes."""
        found: list[ast.expr] = []
        for each in decorators:
            self._place = None
            named = self._named(each, "decorator")
            if self._place is None:
                found.append(named)
            else:
                found += [self._looking("made", self._place, each), named, self._looking("given", self._place, each)]
        return found

    def _body(self, body: list[ast.stmt]) -> list[ast.stmt]:
        visited = [self.visit(statement) for statement in body]
        return [each for one in visited for each in (one if isinstance(one, list) else [one])]

    def _call(self, node: ast.Call, kind: str) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id in self._builtins:
            return cast("ast.expr", self.generic_visit(node))
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        keywords = [keyword.arg for keyword in node.keywords if keyword.arg]
        for keyword in node.keywords:
            if keyword.arg is None and isinstance(keyword.value, ast.Dict):
                keywords += [key.value for key in keyword.value.keys if isinstance(key, ast.Constant)]  # type: ignore[misc]
        keys = [key for value in values for key in _config_keys(value) if key not in keywords]
        place = self._new_site(kind, node, name, keywords, keys)
        if isinstance(node.func, ast.Attribute):
            node.func.value = self._look("obj", place, self._base(node.func.value))
        elif not isinstance(node.func, ast.Name):
            node.func = self.visit(node.func)
        node.func = self._look("fn", place, node.func)
        for at, value in enumerate(node.args):
            if isinstance(value, ast.Starred):
                value.value = self._look("star", place, self.visit(value.value))
            else:
                node.args[at] = self._look("arg", place, self.visit(value))
        for keyword in node.keywords:
            keyword.value = self._look("arg" if keyword.arg else "stars", place, self.visit(keyword.value))
        self._place = place
        return self._look("out", place, node)

    def _named(self, node: ast.expr, kind: str) -> ast.expr:
        """A decorator or a base class."""
        if isinstance(node, ast.Call):
            return self._call(node, kind)
        if isinstance(node, ast.Subscript) and kind == "base":
            node.value = self._named(node.value, kind)
            return node
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return cast("ast.expr", self.visit(node))
        place = self._new_site(kind, node, node.attr if isinstance(node, ast.Attribute) else node.id)
        if isinstance(node, ast.Attribute):
            node.value = self._look("obj", place, self._base(node.value))
        self._place = place
        return self._look("fn", place, node)

    def _base(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Attribute):
            return self._read(node, self._new_site("attribute", node, node.attr), "via")
        return node if isinstance(node, ast.Name) else cast("ast.expr", self.visit(node))

    def _read(self, node: ast.Attribute, place: int, how: str) -> ast.expr:
        node.value = self._look("obj", place, self._base(node.value))
        return self._look(how, place, node)

    def _looking(self, how: str, place: int, beside: ast.expr) -> ast.expr:
        """What makes a decorator that only looks."""
        call = ast.Call(ast.Name(f"_evalkit_{how}_", ast.Load()), [ast.Constant(place)], [])
        for node in ast.walk(call):
            ast.copy_location(node, beside)
        return call

    def _look(self, how: str, place: int, value: ast.expr) -> ast.expr:
        name, number = ast.Name(f"_evalkit_{how}_", ast.Load()), ast.Constant(place)
        call = ast.Call(name, [number, value], [])
        for node in (name, number, call):
            ast.copy_location(node, value)
        return call
