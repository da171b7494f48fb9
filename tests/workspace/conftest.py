"""A small workspace without mistakes, which each test spoils in its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.workspace import BadInput, load

ADAPTER = """\
name: {name}
homepage: https://example.org/{name}
python: "3.11"
requires: [{name}==1.0]
packages: [{name}]
"""
TASK = """\
title: Catch bad rows
scales: [1000, 30000]
baseline: pandas
levels:
  hello: {asks: "Report every bad row."}
  adapt: {asks: "Tolerate some.", edit: 0.02}
"""
SCRIPT = """\
# https://example.org/docs
share = 0.01  # evalkit: edit
print(share)
"""
RUBRIC = """\
title: Small
tasks: {rows: 1}
criteria:
  friction:
    title: Friction
    metrics:
      - {metric: run.wall_seconds, good: 0.2, bad: 20, curve: log, because: a guess}
"""
FILES: Mapping[str, str | None] = {
    "adapters/pandas.yaml": ADAPTER.format(name="pandas"),
    "adapters/pandera.yaml": ADAPTER.format(name="pandera"),
    "tasks/outputs.py": "",
    "tasks/data/census.csv": "age\n",
    "tasks/rows/task.yaml": TASK,
    "tasks/rows/inputs.py": "",
    "tasks/rows/checker.py": "",
    "tasks/rows/README.md": "The contract.\n",
    "tasks/rows/pandas/hello.py": SCRIPT,
    "tasks/rows/pandas/adapt.py": SCRIPT,
    "tasks/rows/pandera/hello.py": SCRIPT,
    "rubrics/small.yaml": RUBRIC,
}

Build = Callable[[Mapping[str, str | None]], Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Write the small workspace with some files replaced, added, or (None) left out; answers its root."""

    def write(changes: Mapping[str, str | None]) -> Path:
        root = tmp_path / "workspace"
        for name, text in {**FILES, **changes}.items():
            if text is not None:
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
        return root

    return write


@pytest.fixture
def told(build: Build) -> Callable[[Mapping[str, str | None]], list[str]]:
    """Answer what is told of the small workspace and its rubric after some changes; there must be something."""

    def tell(changes: Mapping[str, str | None]) -> list[str]:
        root = build(changes)
        with pytest.raises(BadInput) as caught:
            load(root, root / "rubrics/small.yaml")
        return [str(problem) for problem in caught.value.problems]

    return tell
