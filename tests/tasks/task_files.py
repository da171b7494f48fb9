"""A task's own modules, which lie in a folder whose name no import statement can hold, and the inputs they make."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import runpy
import shutil
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from evalkit.model.verdict import Truth


def load(folder: Path, name: str) -> ModuleType:
    """`<folder>/<name>.py` as a module."""
    spec = importlib.util.spec_from_file_location(f"{folder.name.replace('-', '_')}_{name}", folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def declared(task: Path) -> dict[str, Any]:
    """What stands in a task's task.yaml; nobody changes it."""
    text = (task / "task.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found


def run_here(script: Path) -> None:
    """Run an implementation in its folder and in this process: a process of its own would load pandas again."""
    with contextlib.chdir(script.parent), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of a tool are no failure of a task
        runpy.run_path(script.name, run_name="__main__")


class MadeInputs:
    """One set of inputs in a folder of its own, and what was planted in it, as a checker gets it.

    Inputs of the same rows and seed are made once, which takes half a second, and copied.
    """

    def __init__(self, inputs: ModuleType, rows: int, seed: int, folder: Path) -> None:
        self.rows = rows
        self.folder = folder
        key = Path(str(inputs.__file__)).parent.name, rows, seed
        if key not in _MADE:
            into = Path(tempfile.mkdtemp(prefix="evalkit-inputs-"))
            _MADE[key] = into, json.dumps(inputs.make(rows, seed, into))
        made, truth = _MADE[key]
        shutil.copytree(made, folder, dirs_exist_ok=True)
        self.truth: Truth = json.loads(truth)

    def digest(self) -> str:
        """SHA-256 over the names and bytes of the files."""
        files = sorted(self.folder.iterdir())
        return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()


_MADE: dict[tuple[str, int, int], tuple[Path, str]] = {}
"""The folder of the inputs of a task, of so many rows and by a seed, and the truth as JSON."""


def forget_made_inputs() -> None:
    """Remove all inputs that were made; they are made again if somebody needs them."""
    for folder, _ in _MADE.values():
        shutil.rmtree(folder)
    _MADE.clear()
