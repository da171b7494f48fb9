"""A workspace with one task that can be edited and changed, and a way to ask a probe about an implementation of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from evalkit.bench import Bench, Launcher, Limits
from evalkit.environments import Environment, Environments, Lock
from evalkit.model import Adapter, Implementation, Level, Task, Usage
from evalkit.probes.finding import Finding
from evalkit.probes.probe import Facilities, Probe, Question

INPUTS = """
def make(rows, seed, folder):
    return written(folder, list(range(rows)), {"factor": 1})
def written(folder, rows, truth):
    (folder / "rows.csv").write_text("row\\n" + "".join(f"{row}\\n" for row in rows))
    return {**truth, "sum": sum(rows)}
def edited(folder, truth, level, value):
    assert level == "adapt"
    return {**truth, "factor": value}
def changed(folder, truth, seed):
    rows = [int(line) for line in (folder / "rows.csv").read_text().split()[1:]]
    return written(folder, [rows[0] + seed, *rows[1:]], truth)
"""
CHECKER = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    said = (outputs / "answer.txt").read_text().strip()
    right = said == str(truth["factor"] * truth["sum"])
    return Verdict(right, float(right), () if right else (f"the answer is not {said!r}",))
"""
ASKED_CHECKER = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    said = truth["conversation"]
    right = said == str(truth["factor"] * truth["sum"])
    return Verdict(right, float(right), () if right else (f"the answer is not {said!r}",))
"""
HONEST = """\
# https://docs.python.org/3/library/csv.html
from pathlib import Path

factor = 1  # evalkit: edit

rows = [int(line) for line in Path("inputs/rows.csv").read_text().split()[1:]]

answer = factor * sum(rows)
Path("outputs/answer.txt").write_text(str(answer))
"""

Ask = Callable[..., dict[str, Finding]]


class Own:
    """An `Environments` whose sibling is the interpreter that runs the tests."""

    def __init__(self, sibling: Environment) -> None:
        self._sibling = sibling

    def provision_sibling(self, *_: object) -> Environment:
        return self._sibling


@contextmanager
def asking(root: Path, probe: Probe, environments: Environments | None = None, turns: int = 3) -> Iterator[Ask]:
    """Yield a function that asks `probe` about an implementation: a script's text, or the texts of several files.

    The first so many files are its `stages`. Where there is a `driver`, it is a service, judged by what the driver saw.
    """
    task_folder = root / "tasks" / "adding"
    task_folder.mkdir(parents=True)
    (root / "scratch").mkdir()
    (task_folder / "checker.py").write_text(CHECKER)
    task = Task(task="adding", title="Add", scales=(10,), baseline="tool", levels={"adapt": Level(asks="Add.", edit=3)})
    lock = Lock(root / "lock", "tool", "here", "3.11", "", date(2026, 1, 1), 0.0, {}, {}, {})
    python = Path(sys.executable)
    environment = Environment("tool", "adding", python, python.parent.parent, lock, "3.11.0")

    with Launcher() as launcher, Bench(root, launcher) as bench:

        def ask(
            source: str | dict[str, str] = HONEST,
            *,
            inputs: str = INPUTS,
            edit: int | None = 3,
            stages: int = 0,
            driver: str = "",
            **adapter: Any,
        ) -> dict[str, Finding]:
            (task_folder / "inputs.py").write_text(inputs)
            if driver:
                (task_folder / "driver.py").write_text(driver)
                (task_folder / "checker.py").write_text(ASKED_CHECKER)
            files = []
            for name, text in (source if isinstance(source, dict) else {"adapt.py": source}).items():
                file = task_folder / "tool" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
                files.append(file)
            fields = {"tool": "tool", "name": "Tool", "homepage": "https://example.org", "python": "3.11"}
            tool = Adapter.model_validate({**fields, "requires": ("tool",), "packages": ("tool",), **adapter})
            facilities = Facilities(
                bench,
                launcher,
                environments or Own(environment),  # type: ignore[arg-type]
                Limits(60, 2000),
                4,
                10,
                root / "scratch",
                task_folder,
                lambda _: None,
                turns=turns,
            )
            one = Implementation("adding", "tool", "adapt", files[0], tuple(files), stages=tuple(files[:stages]))
            question = Question(
                root,
                (replace(one, driver="http") if driver else one,),
                lambda _: Usage(recorded=False, uses=()),
                adapter=tool,
                task=_with_edit(task, edit),
                environment=environment,
                facilities=facilities,
            )
            return {finding.metric: finding for finding in probe.ask(question)}

        yield ask


def _with_edit(task: Task, edit: int | None) -> Task:
    """The task with another value to edit, or none."""
    return task.model_copy(update={"levels": {"adapt": Level(asks="Add.", edit=edit)}})
