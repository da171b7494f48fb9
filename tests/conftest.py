"""A small workspace whose tools all run in the interpreter that runs the tests: real processes, nothing to install."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from evalkit.commands import main
from evalkit.environments.standing_environments import StandingEnvironments
from tests.tasks.task_files import forget_made_inputs

TASK = """\
title: Count the rows
scales: [10, 20, 40]
baseline: plain
levels:
  hello: {asks: "Write the number of rows of inputs/rows.csv into outputs/count.json."}
  adapt: {asks: "The same."}
  stretch: {asks: "The same."}
"""
INPUTS = """\
def make(rows, seed, folder):
    (folder / "rows.csv").write_text("row\\n" + "".join(f"{row}\\n" for row in range(rows)))
    return {"rows": rows}
"""
CHECKER = """\
import json
from evalkit.model.verdict import Verdict

def check(outputs, truth, level, fault=None):
    try:
        right = json.loads((outputs / "count.json").read_text()) == truth["rows"]
    except (OSError, ValueError):
        return Verdict(False, 0.0, ("outputs/count.json cannot be read",))
    return Verdict(right, 1.0 if right else 0.0, () if right else ("the number of rows is wrong",))
"""
COUNT = """\
# https://docs.python.org/3/library/csv.html
import csv

with open("inputs/rows.csv", newline="") as file:
    reader = csv.reader(file, delimiter=",")
    next(reader)
    count = sum(1 for row in reader if row)

# evalkit: hand over
open("outputs/count.json", "w").write(str(count))
"""
RUBRIC = """\
title: A small rubric
tasks: {counting: 1}
measure: {scale: 20, blocks: 2, scaling_blocks: 1, timeout_seconds: 20, budget_minutes: 5}
criteria:
  friction:
    title: Friction
    metrics:
      - {metric: run.wall_seconds, relative_to: baseline, curve: log, good: 0.2, bad: 20, because: a test}
      - {metric: run.seconds_per_million_rows, curve: log1p, good: 0, bad: 100, because: a test}
      - {metric: run.startup_seconds, curve: log, good: 0.5, bad: 30, because: a test}
      - {metric: run.peak_memory_mb, curve: log, good: 1, bad: 4000, because: a test}
  ergonomics:
    title: Ergonomics
    metrics:
      - {metric: code.tokens, relative_to: baseline, curve: log, good: 0.25, bad: 4, because: a test}
  capability:
    title: Capability
    metrics:
      - {metric: capability.score, good: 1, bad: 0, because: a test}
"""

# Environments that stand already: the interpreter that runs the tests. Workers of a run import this file as a module.
DRIVER = """\
from evalkit.commands import main
from evalkit.environments.standing_environments import StandingEnvironments

if __name__ == "__main__":
    main(environments=StandingEnvironments)
"""

ONE_WORKER = ("--on", "local", "--workers", "1")
"""For a run in which their number is not under test: each loads all that a run needs, which takes seconds."""


def pytest_configure(config: pytest.Config) -> None:
    """Let Ctrl-C mean what it means on a terminal, also where a shell started the tests in the background.

    No property has a deadline: on a busy machine it would fail by chance. `--hypothesis-profile thorough` tries each
    that names no number of its own on many more examples.
    """
    keep_bytecode(config)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.register_profile("evalkit", deadline=None, max_examples=50)
    settings.register_profile("thorough", deadline=None, max_examples=1000)
    settings.load_profile("evalkit")


def keep_bytecode(config: pytest.Config) -> None:
    """Keep compiled modules in pytest's own cache, where Python is told to write none beside the modules.

    Otherwise each of the hundreds of processes that tests start compiles all that it imports, for about a second. Without
    that cache they are kept until the tests end, as are modules that tests write.
    """
    if not sys.dont_write_bytecode:  # also in the processes of pytest-xdist, which find the variables as set here
        return
    cache = getattr(config, "cache", None)
    kept = str(cache.mkdir("bytecode")) if cache else tempfile.mkdtemp(prefix="evalkit-bytecode-")
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = kept
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    config.add_cleanup(partial(shutil.rmtree, kept + tempfile.gettempdir() if cache else kept, ignore_errors=True))


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of evalkit's in a folder, in this process: what it says and its exit code."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(StandingEnvironments, arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


class SmallWorkspace:
    """A workspace in a folder of its own, and evalkit run on it as a process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environ: dict[str, str] = {}
        (root / "adapters").mkdir()
        self.write("tasks/counting/task.yaml", TASK)
        self.write("tasks/counting/inputs.py", INPUTS)
        self.write("tasks/counting/checker.py", CHECKER)
        self.write("tasks/counting/README.md", "outputs/count.json holds the number of rows of inputs/rows.csv.\n")
        self.write("rubrics/small.yaml", RUBRIC)
        self.write("driver.py", DRIVER)
        self.add("plain")
        self.add("other", COUNT.replace("sum(1 for row in reader if row)", "len(list(reader))"))

    def write(self, name: str, text: str) -> Path:
        """Write a file of the workspace."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def add(self, tool: str, script: str = COUNT, levels: Sequence[str] = ("hello", "adapt", "stretch")) -> None:
        """Add a tool as a newcomer would: one YAML file, one script per level."""
        self.write(
            f"adapters/{tool}.yaml",
            f'name: {tool}\nhomepage: https://example.org/{tool}\npython: "3.11"\nrequires: [{tool}==1.0]\npackages: [json]\n',
        )
        for level in levels:
            self.write(f"tasks/counting/{tool}/{level}.py", script)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start evalkit in the workspace."""
        here = Path(__file__).parents[1]
        environ = {**os.environ, "PYTHONPATH": str(here), "PYTHONWARNINGS": "default", "TERM": "dumb", **self.environ}
        return subprocess.Popen(
            [sys.executable, "driver.py", *arguments],
            cwd=self.root,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def evalkit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run evalkit in the workspace to its end, in a process of its own: two seconds to import what a run needs."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of evalkit's in the workspace to its end, in this process."""
        return command(self.root, *arguments)


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Inputs of tasks, which many tests copy, are kept until the last test has ended."""
    yield
    forget_made_inputs()


@pytest.fixture
def small(tmp_path: Path) -> SmallWorkspace:
    """A workspace with one task and two tools."""
    return SmallWorkspace(tmp_path)


@pytest.fixture
def count_script() -> Callable[[str], str]:
    """The right script with something put before its work."""
    return lambda before: COUNT.replace("\nwith", f"\n{before}\nwith", 1)
