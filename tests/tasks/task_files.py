"""A task's own modules, which lie in a folder whose name no import statement can hold, and the inputs they make."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

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


class MadeInputs:
    """One set of inputs in a folder of its own, and what was planted in it, as a checker gets it."""

    def __init__(self, inputs: ModuleType, rows: int, seed: int, folder: Path) -> None:
        self.rows = rows
        self.folder = folder
        self.truth: Truth = json.loads(json.dumps(inputs.make(rows, seed, folder)))

    def digest(self) -> str:
        """SHA-256 over the names and bytes of the files."""
        files = sorted(self.folder.iterdir())
        return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()
