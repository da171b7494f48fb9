"""Saved models, run in plain Python without the tools that saved them.

A file that this module can run is a file that programs in other languages can run: the formats are published, and
nothing of the tool is needed. It runs trees of XGBoost (JSON) and LightGBM (text), and dense networks in ONNX. Whatever
else a file holds, it ends with `Unrunnable`.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from operator import add, mul, sub, truediv
from pathlib import Path
from typing import Any

LARGEST = 5_000_000
"""Bytes of a file that is run."""
MOST_TREES = 5000
MOST_NODES = 100
"""Operations of a network."""
MOST_NUMBERS = 100_000
"""Numbers in one tensor, and products in one multiplication of two of them."""

Row = Mapping[str, float]


class Unrunnable(Exception):
    """A file that holds no model which can be run here; its text says why."""


def predictions(file: Path, columns: Sequence[str], rows: Sequence[Row]) -> list[float]:
    """The probability that the model in a file gives to each row, whose values are given by column.

    Raises `Unrunnable` for everything but a binary classifier of these columns in one of the formats.
    """
    run = _FORMS.get(file.suffix.lower())
    if run is None:
        raise Unrunnable(f"{file.name} is no {', '.join(_FORMS)} file")
    try:
        if not file.is_file() or file.is_symlink() or file.stat().st_size > LARGEST:
            raise Unrunnable(f"{file.name} is not a file of at most {LARGEST:,} bytes")
        found = run(file.read_bytes(), columns, rows)
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
        raise Unrunnable(f"{file.name} holds no model of its format: {type(error).__name__}") from None
    if len(found) != len(rows) or not all(math.isfinite(value) for value in found):
        raise Unrunnable(f"{file.name} gives no number for each row")
    return found


def _sigmoid(margin: float) -> float:
    if math.isnan(margin):
        raise ValueError("no number")
    return 1 / (1 + math.exp(-margin)) if margin > -700 else 0.0


# Trees


def _xgboost(data: bytes, columns: Sequence[str], rows: Sequence[Row]) -> list[float]:
    """XGBoost's JSON: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html."""
    learner = json.loads(data)["learner"]
    names, trees = learner["feature_names"], learner["gradient_booster"]["model"]["trees"]
    if learner["objective"]["name"] != "binary:logistic" or not set(names) <= set(columns):
        raise Unrunnable("the JSON file holds no binary classifier of these columns")
    if not trees or len(trees) > MOST_TREES:
        raise Unrunnable(f"the JSON file holds {len(trees)} trees")
    base = float(learner["learner_model_param"]["base_score"].strip("[]"))
    start = math.log(base / (1 - base))
    return [_sigmoid(start + sum(_xgboost_leaf(tree, names, row) for tree in trees)) for row in rows]


def _xgboost_leaf(tree: Any, names: Sequence[str], row: Row) -> float:
    at = 0
    while (left := tree["left_children"][at]) != -1:
        below = row[names[tree["split_indices"][at]]] < tree["split_conditions"][at]
        at = _further(at, left if below else tree["right_children"][at])
    return float(tree["split_conditions"][at])


def _lightgbm(data: bytes, columns: Sequence[str], rows: Sequence[Row]) -> list[float]:
    """LightGBM's text, as its Booster.save_model writes it."""
    head, *blocks = re.split(r"\nTree=\d+\n", data.decode().partition("\nend of trees")[0])
    about = _assigned(head)
    names = about["feature_names"].split()
    form = re.fullmatch(r"binary sigmoid:([\d.]+)", about["objective"])
    if not head.startswith("tree\n") or not form or not set(names) <= set(columns):
        raise Unrunnable("the text file holds no binary classifier of these columns")
    if not blocks or len(blocks) > MOST_TREES:
        raise Unrunnable(f"the text file holds {len(blocks)} trees")
    trees = [{key: [float(word) for word in value.split()] for key, value in _numbers_of(block)} for block in blocks]
    return [_sigmoid(float(form[1]) * sum(_lightgbm_leaf(tree, names, row) for tree in trees)) for row in rows]


def _numbers_of(block: str) -> list[tuple[str, str]]:
    wanted = ("split_feature", "threshold", "left_child", "right_child", "leaf_value")
    return [(key, value) for key, value in _assigned(block).items() if key in wanted]


def _assigned(text: str) -> dict[str, str]:
    return {key: value for key, equals, value in (line.partition("=") for line in text.splitlines()) if equals}


def _lightgbm_leaf(tree: Mapping[str, Sequence[float]], names: Sequence[str], row: Row) -> float:
    if not tree.get("left_child"):
        return tree["leaf_value"][0]
    at = 0
    while at >= 0:
        below = row[names[int(tree["split_feature"][at])]] <= tree["threshold"][at]
        child = int(tree["left_child" if below else "right_child"][at])
        at = child if child < 0 else _further(at, child)
    return tree["leaf_value"][-at - 1]


def _further(at: int, child: int) -> int:
    """A child, which stands behind its parent; raises Unrunnable for a tree that leads back."""
    if child <= at:
        raise Unrunnable("a tree leads back to where it came from")
    return child


# Networks

Tensor = list[Any]
"""A matrix as a list of rows, or a vector as a list of numbers."""


def _onnx(data: bytes, columns: Sequence[str], rows: Sequence[Row]) -> list[float]:
    """A network in ONNX with one input, a matrix of the columns in their order; the numbers of fields are onnx.proto's."""
    [graph] = _fields(data)[7]
    parts = _fields(graph)
    values: dict[str, Any] = {}
    for initializer in parts.get(5, ()):
        name, tensor = _tensor(initializer)
        values[name] = tensor
    names = [_fields(each)[1][0].decode() for each in parts[11]]
    [given] = [name for name in names if name not in values]
    values[given] = [[float(row[column]) for column in columns] for row in rows]
    nodes = parts[1]
    if len(nodes) > MOST_NODES:
        raise Unrunnable(f"the network has {len(nodes)} operations")
    for node in nodes:
        about = _fields(node)
        operation = about[4][0].decode()
        if operation not in _OPERATIONS:
            raise Unrunnable(f"the network has the operation {operation[:40]}, which the checker cannot run")
        inputs = [values[name.decode()] for name in about.get(1, ()) if name]
        values[about[2][0].decode()] = _OPERATIONS[operation](inputs, dict(map(_attribute, about.get(5, ()))))
    [answer] = [_fields(each)[1][0].decode() for each in parts[12]]
    found = values[answer]
    return [float(one[0]) if isinstance(one, list) and len(one) == 1 else float(one) for one in found]


def _fields(data: bytes) -> dict[int, list[Any]]:
    """The fields of a protocol buffer by number, whole numbers as int, everything else as bytes."""
    found: dict[int, list[Any]] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
            found.setdefault(key >> 3, []).append(value)
            continue
        size, at = _varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        if at + size > len(data):
            raise ValueError("past the end")
        found.setdefault(key >> 3, []).append(data[at : at + size])
        at += size
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for step in range(10):
        number |= (data[at] & 127) << 7 * step
        at += 1
        if data[at - 1] < 128:
            return number, at
    raise ValueError("a number without an end")


def _tensor(data: bytes) -> tuple[str, Any]:
    """The name of an initializer, and its numbers; single precision and whole numbers of 64 bits are known."""
    about = _fields(data)
    sizes = [size for each in about.get(1, ()) for size in ([each] if isinstance(each, int) else _packed(each))]
    code, wide, own = {1: ("f", 4, 4), 7: ("q", 8, 7)}[about[2][0]]
    if 9 in about:
        raw = about[9][0]
    else:
        told = about.get(own, [])
        raw = b"".join(each if isinstance(each, bytes) else each.to_bytes(8, "little") for each in told)
        if own == 7 and any(isinstance(each, bytes) for each in told):
            raw = b"".join(each.to_bytes(8, "little") for part in told for each in _packed(part))
    if len(raw) != wide * math.prod(sizes) or len(raw) > wide * MOST_NUMBERS:
        raise ValueError("another number of numbers than its sizes say")
    numbers = list(struct.unpack(f"<{len(raw) // wide}{code}", raw))
    return about[8][0].decode(), _shaped(numbers, sizes)


def _packed(data: bytes) -> list[int]:
    found, at = [], 0
    while at < len(data):
        number, at = _varint(data, at)
        found.append(number)
    return found


def _shaped(numbers: list[float], sizes: Sequence[int]) -> Any:
    if not sizes:
        return numbers[0]
    if len(sizes) == 1:
        return numbers
    rows, wide = sizes
    return [numbers[row * wide : (row + 1) * wide] for row in range(rows)]


def _attribute(data: bytes) -> tuple[str, Any]:
    """An attribute's name and its number, single precision or whole."""
    about = _fields(data)
    value = about[3][0] if 3 in about else struct.unpack("<f", about[2][0])[0] if 2 in about else None
    return about[1][0].decode(), value


def _gemm(inputs: list[Any], said: Mapping[str, Any]) -> Tensor:
    if said.get("transA", 0) or any(said.get(factor, 1) != 1 for factor in ("alpha", "beta")):
        raise Unrunnable("the network has a Gemm that the checker cannot run")
    matrix = [list(column) for column in zip(*inputs[1], strict=True)] if said.get("transB", 0) else inputs[1]
    product = _matmul([inputs[0], matrix], {})
    return _each(add)([product, inputs[2]], {}) if len(inputs) > 2 else product


def _matmul(inputs: list[Any], _: Mapping[str, Any]) -> Tensor:
    left, right = inputs
    if len(left) * len(right) * len(right[0]) > 10 * MOST_NUMBERS:
        raise Unrunnable("the network is too wide for the checker to run")
    turned = list(zip(*right, strict=True))
    return [[sum(map(mul, row, column)) for column in turned if len(column) == len(row)] for row in left]


def _each(operation: Callable[[float, float], float]) -> Callable[[list[Any], Mapping[str, Any]], Any]:
    """An operation of two numbers on two tensors; a vector, or a single row or number, is repeated."""

    def run(inputs: list[Any], _: Mapping[str, Any]) -> Any:
        left, right = inputs
        sizes = [
            (len(side), len(side[0])) if _depth(side) == 2 else (1, len(side) if _depth(side) else 1) for side in inputs
        ]
        if math.prod(max(pair) for pair in zip(*sizes, strict=True)) > MOST_NUMBERS:
            raise Unrunnable("the network is too wide for the checker to run")
        return _paired(operation, left, right)

    return run


def _paired(operation: Callable[[float, float], float], left: Any, right: Any) -> Any:
    deep = [_depth(side) for side in (left, right)]
    if deep == [0, 0]:
        return operation(left, right)
    if deep[0] < deep[1]:
        left = [left] * len(right)
    elif deep[1] < deep[0]:
        right = [right] * len(left)
    size = max(len(left), len(right))
    left, right = (side * size if len(side) == 1 else side for side in (left, right))
    return [_paired(operation, one, other) for one, other in zip(left, right, strict=True)]


def _depth(value: Any) -> int:
    return 1 + _depth(value[0]) if isinstance(value, list) else 0


def _single(operation: Callable[[float], float]) -> Callable[[list[Any], Mapping[str, Any]], Any]:
    def run(inputs: list[Any], _: Mapping[str, Any]) -> Any:
        return _applied(operation, inputs[0])

    return run


def _applied(operation: Callable[[float], float], value: Any) -> Any:
    return [_applied(operation, each) for each in value] if isinstance(value, list) else operation(value)


def _flat(inputs: list[Any], _: Mapping[str, Any]) -> Tensor:
    """A column as a vector: what Squeeze, Reshape and Flatten do at the end of a network with one output."""
    if any(len(row) != 1 for row in inputs[0]):
        raise Unrunnable("the network changes a shape in a way that the checker cannot run")
    return [row[0] for row in inputs[0]]


_OPERATIONS: dict[str, Callable[[list[Any], Mapping[str, Any]], Any]] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Add": _each(add),
    "Sub": _each(sub),
    "Mul": _each(mul),
    "Div": _each(truediv),
    "Max": _each(max),
    "Sqrt": _single(math.sqrt),
    "Relu": _single(lambda value: max(value, 0.0)),
    "Tanh": _single(math.tanh),
    "Sigmoid": _single(_sigmoid),
    "Identity": _single(lambda value: value),
    "Squeeze": _flat,
    "Reshape": _flat,
    "Flatten": _flat,
}
_FORMS: dict[str, Callable[[bytes, Sequence[str], Sequence[Row]], list[float]]] = {
    ".json": _xgboost,
    ".txt": _lightgbm,
    ".onnx": _onnx,
}
