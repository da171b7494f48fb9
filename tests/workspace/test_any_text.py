"""Whatever stands in a file, loading answers with a model or with BadInput, never with another exception."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.workspace import BadInput, all_problems, load_rubric, load_workspace
from evalkit.workspace.workspace import Workspace

_KNOWN = """
title tasks rows criteria friction metrics metric good bad because weight code.lines run.wall_seconds curve
log profiles stacks claims left right is tool tools task pandas extends self.yaml levels
hello asks edit scales python requires name packages companions environ baseline level requires adapters
relative_to measure 3.10 no
"""
_WORDS = st.sampled_from(_KNOWN.split())
_SCALARS = st.one_of(
    _WORDS, st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates(), st.binary(max_size=3)
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS | _SCALARS, inner, max_size=5),
    max_leaves=25,
)
_DUMPED = st.dictionaries(_WORDS, _VALUES, max_size=8).map(lambda value: yaml.dump(value, allow_unicode=True))
_PIECES = st.lists(
    st.one_of(
        _WORDS, st.sampled_from([*list("\n\n  :-{}[]&*!|>'\"#%@`,?\t<~"), ": ", "- ", "&a ", "*a", "<<: *a", "!!int "])
    ),
    max_size=40,
).map("".join)
_TEXTS = st.one_of(_DUMPED, _PIECES, st.text(max_size=60))


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {
            "adapters/pandas.yaml": 'name: p\nhomepage: https://x\npython: "3.11"\nrequires: [p==1]\npackages: [p]\n',
            "tasks/rows/task.yaml": "title: t\nscales: [1]\nbaseline: pandas\nlevels: {hello: {asks: x}}\n",
            "tasks/rows/inputs.py": "",
            "tasks/rows/checker.py": "",
            "tasks/rows/pandas/hello.py": "# https://x\n",
        }.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (Path(folder) / "rubrics").mkdir()
        yield Path(folder)


@pytest.fixture(scope="module")
def workspace(root: Path) -> Workspace:
    return load_workspace(root)


@given(_TEXTS)
@settings(deadline=None)
def test_any_rubric(workspace: Workspace, text: str) -> None:
    file = workspace.root / "rubrics/self.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load_rubric(file, workspace)
    except BadInput as error:
        _is_presentable(error)
    finally:
        file.unlink()


@given(_TEXTS, st.sampled_from(["adapters/pandas.yaml", "tasks/rows/task.yaml"]))
@settings(deadline=None)
def test_any_adapter_and_task(root: Path, text: str, name: str) -> None:
    file = root / name
    before = file.read_bytes()
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load_workspace(root)
    except BadInput as error:
        _is_presentable(error)
    finally:
        file.write_bytes(before)


@given(st.one_of(_PIECES, st.text(max_size=60)))
@settings(deadline=None)
def test_any_script(root: Path, text: str) -> None:
    file = root / "tasks/rows/pandas/hello.py"
    before = file.read_bytes()
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        for problem in all_problems(root):
            assert problem.place.line >= 1
    finally:
        file.write_bytes(before)


def _is_presentable(error: BadInput) -> None:
    assert error.problems
    for problem in error.problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert str(problem).count("\n") <= 1
        str(problem).encode()
