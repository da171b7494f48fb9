"""A task's faults, injected one at a time into a copy of made inputs as evalkit does it."""

from __future__ import annotations

import csv
import inspect
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from evalkit.model.verdict import Truth
from tests.tasks.task_files import MadeInputs, declared


@dataclass(frozen=True)
class Altered:
    """Inputs with one fault in them, and what is right to say of them."""

    folder: Path
    truth: Truth


class Faults:
    """The faults of the task in a folder, and of its faults.py."""

    def __init__(self, task: Path, module: ModuleType) -> None:
        self.module = module
        self.listed: dict[str, dict[str, Any]] = declared(task)["faults"]

    def must(self, what: str) -> list[str]:
        """The faults that must be 'caught' or 'tolerated'."""
        return [name for name, fault in self.listed.items() if fault["must"] == what]

    def functions(self) -> set[str]:
        """The faults that faults.py has a function for."""
        own = inspect.getmembers(self.module, inspect.isfunction)
        return {
            name.replace("_", "-")
            for name, one in own
            if not name.startswith("_") and one.__module__ == self.module.__name__
        }

    def inject(self, name: str, made: MadeInputs, folder: Path) -> Altered:
        """Copy the inputs into a folder, which is not there yet, and change them."""
        shutil.copytree(made.folder, folder)
        told = getattr(self.module, name.replace("-", "_"))(folder, json.loads(json.dumps(made.truth)))
        return Altered(folder, made.truth if told is None else json.loads(json.dumps(told)))


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def rows(folder: Path) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """The rows of every CSV file, in whatever order, each as its fields by column in whatever order."""
    found = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            found[file.name] = sorted(tuple(sorted(row.items())) for row in csv.DictReader(text))
    return found
