"""Operators that are surely a library's, since what they give is used as no number or text is.

What a library gives may be a plain number, and then its operators are Python's. It is none where the result of one has
attributes, selects rows, or goes into another such operator.
"""

from __future__ import annotations

import ast
import sys
from types import UnionType
from typing import TypeGuard

from evalkit.probes.dsls.known_names import known
from evalkit.source.ownership import Owner, Owners
from evalkit.source.walking import nodes_of, walked

_Operator = ast.BinOp | ast.UnaryOp | ast.Compare
_SELECTS = ast.Compare | ast.BinOp | ast.UnaryOp
"""What selects rows: comparisons, and masks made of such."""
_OF_MASKS = ast.BitAnd | ast.BitOr | ast.BitXor
_TELLS_OF_ALL = frozenset(
    {"all", "any", "argmax", "argmin", "average", "count_nonzero", "nanmean", "nansum", "percentile"}
)
_WITH_EACH = frozenset({"abs", "absolute", "exp", "log", "log1p", "round", "sign", "sqrt", "square"})
_MOST_BINDINGS = 3
"""Bindings of a name that are looked at: what is bound again and again is no number that is told once."""
_MOST_STEPS = 8
"""Names and operators that a number is followed through."""
_OF_NUMBERS_AND_TEXTS = frozenset(name for kind in (int, float, complex, str, bytes) for name in dir(kind))


def operators_of_objects(tree: ast.Module, owners: Owners) -> frozenset[ast.AST]:
    """The operations whose results are objects, those among their operands, and those that they are operands of."""
    found: set[ast.AST] = set()
    types = _in_annotations(tree)
    nodes = [node for node in nodes_of(tree) if node not in types]
    rows = frozenset(row for node in nodes if (row := _row_of(node, owners)) is not None)
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr not in _OF_NUMBERS_AND_TEXTS:
            _note(node.value, owners, found)
        elif isinstance(node, ast.Subscript) and _may_select(node.value, owners):
            _note(node.slice, owners, found, _SELECTS)
        elif isinstance(node, ast.Assign) and any(_is_part_of_object(one, owners) for one in node.targets):
            _note(node.value, owners, found, _SELECTS)
        elif _is_of_objects(node, owners) and not _is_of_row(node, owners, rows):
            _note(node, owners, found)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.BinOp):
            if isinstance(node.value.op, ast.LShift | ast.RShift):
                _note(node.value, owners, found)  # no number is shifted for nothing: `load >> clean >> report`
        elif isinstance(node, ast.Call) and node.args and _sums_up(node, owners):
            _note(node.args[0], owners, found)
    for node in reversed(nodes):  # inner before outer
        if isinstance(node, _Operator) and not _is_plain(node, owners) and not found.isdisjoint(operands(node)):
            found.add(node)
    return frozenset(found)


def _may_select(node: ast.expr, owners: Owners) -> bool:
    """Whether something may give the rows for which a condition holds: no dictionary, and no type (`Optional[A | B]`)."""
    package = owners.origin(node)
    return owners.of(node).owner not in (Owner.BUILT_IN, Owner.OWN) and package not in sys.stdlib_module_names


def _in_annotations(tree: ast.Module) -> frozenset[ast.AST]:
    """What stands in annotations: `Sea | Ship` is a type there, wherever the classes come from."""
    told = [node.annotation for node in nodes_of(tree) if isinstance(node, ast.arg | ast.AnnAssign)]
    told += [node.returns for node in nodes_of(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return frozenset(part for each in told if each is not None for part in walked(each))


def _is_part_of_object(target: ast.expr, owners: Owners) -> bool:
    """Whether something is put into an object of a library by a name: a column of a table."""
    if not (isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)):
        return False
    return isinstance(target.slice.value, str) and owners.of(target.value).owner is Owner.LIBRARY


def _is_of_objects(node: ast.AST, owners: Owners) -> TypeGuard[ast.BinOp | ast.UnaryOp]:
    """Whether an operation makes a product of matrices, or a mask of comparisons or of what calls of a library gave."""
    if isinstance(node, ast.BinOp):
        each_is_given = all(isinstance(one, ast.Call) and _is_librarys(one, owners) for one in operands(node))
        is_compared = any(isinstance(one, ast.Compare) for one in operands(node))
        is_mask = isinstance(node.op, _OF_MASKS) and (is_compared or each_is_given)
        return is_mask or isinstance(node.op, ast.MatMult)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert) and isinstance(node.operand, ast.Compare)


def _row_of(node: ast.AST, owners: Owners) -> ast.arg | None:
    """The parameter that stands for one row after another: `row` of `table.apply(lambda row: ..., axis=1)`."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "apply"):
        return None
    by_row = any(
        one.arg == "axis" and isinstance(one.value, ast.Constant) and one.value.value in (1, "columns")
        for one in node.keywords
    )
    told: ast.AST | None = node.args[0] if by_row and node.args else None
    if isinstance(told, ast.Name) and (found := owners.scopes.bound(told)):
        told = found[1][0][0]
    given = told.args.args if isinstance(told, ast.Lambda | ast.FunctionDef) else []
    return given[0] if given else None


def _is_of_row(node: ast.AST, owners: Owners, rows: frozenset[ast.arg]) -> bool:
    """Whether all that is compared stands in a row that a function is handed: `(row["a"] > 3) & (row["b"] < 2)`."""
    if not rows or not isinstance(node, ast.BinOp):
        return False
    compared = [one.left for one in operands(node) if isinstance(one, ast.Compare)]
    names = [one.value for one in compared if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name)]
    bound = [found for one in names if (found := owners.scopes.bound(one))]
    return 0 < len(compared) == len(bound) and all(value in rows for _, every in bound for value, _ in every)


def _is_librarys(node: ast.Call, owners: Owners) -> bool:
    """Whether a call is of a library outside the standard one."""
    return owners.of(node).owner is Owner.LIBRARY and owners.origin(node) not in sys.stdlib_module_names


def _sums_up(node: ast.Call, owners: Owners) -> bool:
    """Whether a call makes one value of all that stand in an array: `np.mean(x)`."""
    package, _, name = (owners.symbol(node.func) or "").rpartition(".")
    is_named = name in known().data.sums_up or name in _TELLS_OF_ALL or name.startswith("reduce_")
    return is_named and package.partition(".")[0] in known().data.gives_arrays


def _each(node: ast.expr, owners: Owners) -> ast.expr:
    """What a function is told that does the same with each number of an array, or with one: `np.abs(x)`."""
    while isinstance(node, ast.Call) and node.args:
        name = node.func.id if isinstance(node.func, ast.Name) else (owners.symbol(node.func) or "").rpartition(".")[2]
        if name not in _WITH_EACH:
            break
        node = node.args[0]
    return node


def is_of_numbers(node: ast.expr, owners: Owners) -> bool:
    """Whether a function that does the same with each number of an array is told plain numbers alone: `np.sqrt(1 / 252)`."""
    if isinstance(node, ast.Name):
        bound = found[1] if (found := owners.scopes.bound(node)) else []
        return 0 < len(bound) <= _MOST_BINDINGS and all(
            how == "value" and isinstance(one, ast.Call | _Operator) and is_of_numbers(one, owners)
            for one, how in bound
        )
    if isinstance(node, _Operator):
        parts = [one for one in operands(node) if not _is_number(one, owners, _MOST_STEPS)]
        return bool(parts) and all(isinstance(one, ast.Call) and is_of_numbers(one, owners) for one in parts)
    if not (isinstance(node, ast.Call) and node.args):
        return False
    symbol = owners.symbol(node.func) or ""
    told = symbol.startswith("scipy.special.") or symbol.rpartition(".")[2] in _WITH_EACH
    return told and all(_is_number(each, owners, _MOST_STEPS) for each in node.args)


def is_operation(node: ast.AST) -> TypeGuard[ast.BinOp | ast.UnaryOp | ast.Compare]:
    """Whether a node is an operation that is an object where one of its operands is: all but `not`, `is` and `in`."""
    return isinstance(node, _Operator) and not _is_truth(node)


def operands(node: ast.BinOp | ast.UnaryOp | ast.Compare) -> list[ast.expr]:
    """What an operator is given."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    return [node.operand] if isinstance(node, ast.UnaryOp) else [node.left, *node.comparators]


def _note(node: ast.expr, owners: Owners, found: set[ast.AST], kinds: UnionType | None = None) -> None:
    """Note an operation, or those that a name is bound to, and the operations that it is made of."""
    node = _each(node, owners)
    waiting: list[ast.expr] = [node]
    if isinstance(node, ast.Name) and (bound := owners.scopes.bound(node)):
        waiting = [value for value, how in bound[1] if how == "value" and isinstance(value, _Operator)]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, kinds or _Operator) or each in found or _is_plain(each, owners):
            continue
        if kinds and not (isinstance(each, ast.Compare) or _is_mask(each)):
            continue
        found.add(each)
        if isinstance(each, _Operator):
            parts = operands(each)
            if isinstance(each, ast.Compare):  # what is compared with what a library gave may be a number: `x > 3 * y`
                parts = [one for one in parts if owners.of(_each(one, owners)).owner is Owner.LIBRARY] or parts
            waiting += parts
        kinds = None


def _is_mask(node: ast.AST) -> bool:
    """Whether an operation puts masks together, or turns one round."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, _OF_MASKS)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert)


def _is_truth(node: ast.expr) -> bool:
    """Whether an operation gives a truth value whatever its operands are."""
    is_not = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    identity = isinstance(node, ast.Compare) and all(
        isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in node.ops
    )
    return is_not or identity


def _is_plain(node: ast.expr, owners: Owners) -> bool:
    """Whether an operation gives a truth value whatever its operands are, or has nothing but numbers for operands."""
    return _is_truth(node) or (isinstance(node, _Operator) and _is_number(node, owners, _MOST_STEPS))


def _is_number(node: ast.AST, owners: Owners, steps: int) -> bool:
    """Whether a value is surely a plain number: written out, made of such, or what a column is summed up to."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float)
    if steps <= 0:
        return False
    if isinstance(node, _Operator):
        return all(_is_number(each, owners, steps - 1) for each in operands(node))
    if isinstance(node, ast.Name):
        found = owners.scopes.bound(node)
        bound = found[1] if found else []
        return 0 < len(bound) <= _MOST_BINDINGS and all(
            how == "value" and _is_number(one, owners, steps - 1) for one, how in bound
        )
    if isinstance(node, ast.Subscript):
        return _is_only_answer(node)
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    of_column = isinstance(node.func.value, ast.Subscript) and isinstance(node.func.value.slice, ast.Constant)
    is_told = all(isinstance(each, ast.Constant) for each in node.args) and not node.keywords
    return of_column and is_told and node.func.attr in known().data.sums_up


def _is_only_answer(node: ast.Subscript) -> bool:
    """Whether something is the first answer of a method that was asked about one thing: `model.predict([house])[0]`."""
    asked = node.value
    if not (isinstance(asked, ast.Call) and isinstance(asked.func, ast.Attribute) and len(asked.args) == 1):
        return False
    things = asked.args[0]
    is_first = isinstance(node.slice, ast.Constant) and node.slice.value == 0
    return is_first and isinstance(things, ast.List) and len(things.elts) == 1
