"""Saved models that are run without the tools that saved them: small ones, put together by hand."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.models import Unrunnable, predictions

COLUMNS = ("age", "tenure")
ROWS = [{"id": 1, "age": 20, "tenure": 3}, {"id": 2, "age": 60, "tenure": 3}, {"id": 3, "age": 60, "tenure": 9}]


def sigmoid(margin: float) -> float:
    return 1 / (1 + math.exp(-margin))


# --- trees: below 40 years -1; else, up to a tenure of 5, .5, above it 2

RIGHT = [sigmoid(-1.0), sigmoid(0.5), sigmoid(2.0)]


def xgboost(**changes: Any) -> dict[str, Any]:
    tree = {
        "left_children": [1, -1, 3, -1, -1],
        "right_children": [2, -1, 4, -1, -1],
        "split_indices": [0, 0, 1, 0, 0],
        "split_conditions": [40.0, -1.0, 5.5, 0.5, 2.0],
        "default_left": [0, 0, 0, 0, 0],
    }
    learner = {
        "feature_names": list(COLUMNS),
        "gradient_booster": {"name": "gbtree", "model": {"trees": [tree | changes]}},
        "learner_model_param": {"base_score": "[5E-1]"},
        "objective": {"name": "binary:logistic"},
    }
    return {"learner": learner, "version": [3, 4, 1]}


LIGHTGBM = """tree
version=v4
num_class=1
objective=binary sigmoid:1
feature_names=age tenure
tree_sizes=300

Tree=0
num_leaves=3
num_cat=0
split_feature=0 1
threshold=39.5 5.0000000000000009
decision_type=2 2
left_child=-1 -2
right_child=1 -3
leaf_value=-1 0.5 2
shrinkage=1


end of trees

feature_importances:
age=1
"""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_trees_of_xgboost_are_run(tmp_path: Path) -> None:
    file = write(tmp_path, "model.json", json.dumps(xgboost()))
    assert predictions(file, COLUMNS, ROWS) == pytest.approx(RIGHT)


def test_a_base_score_of_xgboost_is_a_probability(tmp_path: Path) -> None:
    model = xgboost()
    model["learner"]["learner_model_param"]["base_score"] = "3E-1"
    found = predictions(write(tmp_path, "model.json", json.dumps(model)), COLUMNS, ROWS)
    assert found[0] == pytest.approx(sigmoid(math.log(0.3 / 0.7) - 1))


def test_trees_of_lightgbm_are_run(tmp_path: Path) -> None:
    assert predictions(write(tmp_path, "model.txt", LIGHTGBM), COLUMNS, ROWS) == pytest.approx(RIGHT)


def test_a_tree_of_one_leaf_is_run(tmp_path: Path) -> None:
    single = (
        "Tree=1\nnum_leaves=1\nsplit_feature=\nthreshold=\nleft_child=\nright_child=\nleaf_value=1\n\n\nend of trees"
    )
    file = write(tmp_path, "model.txt", LIGHTGBM.replace("end of trees", single))
    assert predictions(file, COLUMNS, ROWS)[0] == pytest.approx(sigmoid(0.0))


# --- networks


def varint(number: int) -> bytes:
    parts = []
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def field(number: int, content: bytes | str | int) -> bytes:
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    data = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(name: str, sizes: list[int], numbers: list[float]) -> bytes:
    raw = struct.pack(f"<{len(numbers)}f", *numbers)
    return field(1, b"".join(map(varint, sizes))) + field(2, 1) + field(8, name) + field(9, raw)


def node(operation: str, inputs: list[str], output: str, **attributes: int) -> bytes:
    said = b"".join(field(5, field(1, key) + field(3, value)) for key, value in attributes.items())
    return b"".join(field(1, name) for name in inputs) + field(2, output) + field(4, operation) + said


def network(nodes: list[bytes], tensors: list[bytes], given: str = "rows", answer: str = "out") -> bytes:
    graph = b"".join(field(1, each) for each in nodes) + b"".join(field(5, each) for each in tensors)
    graph += field(11, field(1, given)) + field(12, field(1, answer))
    return field(1, 10) + field(7, graph) + field(8, field(2, 21))


TENSORS = [
    tensor("mean", [2], [40.0, 5.0]),
    tensor("std", [2], [10.0, 2.0]),
    tensor("w1", [3, 2], [1.0, 0.0, -1.0, 0.5, 0.0, 1.0]),
    tensor("b1", [3], [0.1, 0.2, 0.3]),
    tensor("w2", [3, 1], [1.0, -2.0, 0.5]),
    tensor("b2", [1], [-0.4]),
]
NODES = [
    node("Sub", ["rows", "mean"], "centred"),
    node("Div", ["centred", "std"], "scaled"),
    node("Gemm", ["scaled", "w1", "b1"], "one", transB=1),
    node("Relu", ["one"], "two"),
    node("MatMul", ["two", "w2"], "three"),
    node("Add", ["three", "b2"], "four"),
    node("Sigmoid", ["four"], "out"),
]


def by_hand(row: dict[str, int]) -> float:
    age, tenure = (row["age"] - 40) / 10, (row["tenure"] - 5) / 2
    hidden = [max(age + 0.1, 0), max(-age + 0.5 * tenure + 0.2, 0), max(tenure + 0.3, 0)]
    return sigmoid(hidden[0] - 2 * hidden[1] + 0.5 * hidden[2] - 0.4)


def test_a_dense_network_in_onnx_is_run(tmp_path: Path) -> None:
    found = predictions(write(tmp_path, "model.onnx", network(NODES, TENSORS)), COLUMNS, ROWS)
    assert found == pytest.approx([by_hand(row) for row in ROWS], abs=1e-6)


def test_a_network_may_end_in_a_vector(tmp_path: Path) -> None:
    nodes = [*NODES[:-1], node("Sigmoid", ["four"], "five"), node("Squeeze", ["five"], "out")]
    found = predictions(write(tmp_path, "model.onnx", network(nodes, TENSORS)), COLUMNS, ROWS)
    assert found == pytest.approx([by_hand(row) for row in ROWS], abs=1e-6)


def test_a_network_may_scale_by_the_root_of_a_variance_that_is_no_less_than_a_number(tmp_path: Path) -> None:
    root = [node("Sqrt", ["variance"], "root"), node("Max", ["root", "least"], "std")]
    for least, variance in ((1e-7, [100.0, 4.0]), (2.0, [100.0, 0.0])):
        numbers = [tensor("variance", [1, 2], variance), tensor("least", [], [least])]
        data = network([*root, *NODES], [each for each in TENSORS if each != TENSORS[1]] + numbers)
        found = predictions(write(tmp_path, "model.onnx", data), COLUMNS, ROWS)
        assert found == pytest.approx([by_hand(row) for row in ROWS], abs=1e-6)


# --- what is no model


def _without_trees() -> str:
    model = xgboost()
    model["learner"]["gradient_booster"]["model"]["trees"] = []
    return json.dumps(model)


def _of_other_columns() -> str:
    model = xgboost()
    model["learner"]["feature_names"] = ["age", "bought"]
    return json.dumps(model)


UNRUNNABLE: dict[str, tuple[str, Callable[[], str | bytes]]] = {
    "a pickle": ("model.pkl", lambda: b"\x80\x04."),
    "an empty file": ("model.json", lambda: ""),
    "JSON of something else": ("model.json", lambda: '{"weights": [1, 2]}'),
    "JSON nested deeply": ("model.json", lambda: "[" * 100_000),
    "no trees": ("model.json", _without_trees),
    "trees of other columns": ("model.json", _of_other_columns),
    "a tree that leads back": ("model.json", lambda: json.dumps(xgboost(right_children=[0, -1, 4, -1, -1]))),
    "a tree that leads out": ("model.json", lambda: json.dumps(xgboost(right_children=[99, -1, 4, -1, -1]))),
    "a leaf that is no number": (
        "model.json",
        lambda: json.dumps(xgboost(split_conditions=[40.0, math.nan, 5.5, 0.5, 2.0])),
    ),
    "text of something else": ("model.txt", lambda: "age,tenure\n1,2\n"),
    "text without trees": ("model.txt", lambda: LIGHTGBM.partition("\nTree=0")[0]),
    "a tree of text that leads back": ("model.txt", lambda: LIGHTGBM.replace("right_child=1 -3", "right_child=0 -3")),
    "a model for demand": ("model.txt", lambda: LIGHTGBM.replace("binary sigmoid:1", "regression")),
    "bytes": ("model.onnx", lambda: b"\xff" * 100),
    "a network without operations": ("model.onnx", lambda: network([], TENSORS)),
    "a network with another operation": (
        "model.onnx",
        lambda: network([*NODES[:-1], node("Loop", ["four"], "out")], TENSORS),
    ),
    "a network with the root of a negative number": (
        "model.onnx",
        lambda: network([*NODES[:-1], node("Sqrt", ["mean"], "root"), node("Sqrt", ["b2"], "out")], TENSORS),
    ),
    "a network without its weights": ("model.onnx", lambda: network(NODES, TENSORS[:-1])),
    "a network with weights of another size": (
        "model.onnx",
        lambda: network(NODES, [*TENSORS[:-1], tensor("b2", [3], [1.0])]),
    ),
    "a network that grows": (
        "model.onnx",
        lambda: network(
            [node("Add", ["row", "column"], "out")],
            [tensor("row", [1, 9000], [1.0] * 9000), tensor("column", [9000, 1], [1.0] * 9000)],
        ),
    ),
    "a network with two outputs": ("model.onnx", lambda: network(NODES[:4], TENSORS, answer="two")),
}


@pytest.mark.parametrize("name", UNRUNNABLE)
def test_what_is_no_model_is_said_to_be_none(name: str, tmp_path: Path) -> None:
    file, content = UNRUNNABLE[name]
    with pytest.raises(Unrunnable):
        predictions(write(tmp_path, file, content()), COLUMNS, ROWS)


def test_a_missing_file_a_link_and_a_folder_are_no_models(tmp_path: Path) -> None:
    file = write(tmp_path, "model.json", json.dumps(xgboost()))
    (tmp_path / "link.json").symlink_to(file)
    (tmp_path / "folder.json").mkdir()
    for name in ("missing.json", "link.json", "folder.json"):
        with pytest.raises(Unrunnable):
            predictions(tmp_path / name, COLUMNS, ROWS)


@given(st.binary(max_size=300), st.sampled_from([".json", ".txt", ".onnx"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_run_or_said_to_be_none(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str
) -> None:
    file = write(tmp_path_factory.mktemp("any"), f"model{ending}", data)
    with pytest.raises(Unrunnable):
        predictions(file, COLUMNS, ROWS)
