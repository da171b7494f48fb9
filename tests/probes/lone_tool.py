"""A question about one tool with one tiny task, for probes that install it from an index of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.bench import Bench, Launcher
from evalkit.environments import Environment, Environments
from evalkit.model import Adapter, Implementation, LevelName
from evalkit.probes.probe import Facilities, Question
from tests.bench.riddle import CHECKER, INPUTS, LIMITS

ANSWER = "import tinytool\nopen('outputs/answer.txt', 'w').write('7')\n"


@dataclass
class LoneTool:
    """A workspace at `root` whose tasks are all the same riddle; `said` is what probes told."""

    root: Path
    bench: Bench
    launcher: Launcher
    environments: Environments
    said: list[str] = field(default_factory=list)
    written: list[Implementation] = field(default_factory=list)

    @property
    def scratch(self) -> Path:
        """The folder that probes may fill."""
        return self.root.parent / "scratch"

    def write(
        self, task: str, source: str | None = ANSWER, level: LevelName = "hello", **others: str
    ) -> Implementation:
        """Write an implementation of a task; without a source, a note that the tool cannot do this level."""
        folder = self.root / "tasks" / task
        tool = folder / "tinytool"
        tool.mkdir(parents=True, exist_ok=True)
        (folder / "inputs.py").write_text(INPUTS)
        (folder / "checker.py").write_text(CHECKER)
        if source is None:
            note = tool / f"{level}.unsupported.md"
            note.write_text("no\n")
            one = Implementation(task, "tinytool", level, None, (), note)
        else:
            files = [tool / f"{level}.py", *(tool / name.replace("_", ".") for name in others)]
            for file, text in zip(files, [source, *others.values()], strict=True):
                file.write_text(text)
            one = Implementation(task, "tinytool", level, files[0], tuple(files))
        self.written.append(one)
        return one

    def question(self, adapter: Adapter, environment: Environment | None = None) -> Question:
        """A question about all that was written."""
        self.scratch.mkdir(exist_ok=True)
        facilities = Facilities(
            bench=self.bench,
            launcher=self.launcher,
            environments=self.environments,
            limits=LIMITS,
            seed=7,
            scale=5,
            scratch=self.scratch,
            task_folder=self.root,
            tell=self.said.append,
        )
        return Question(
            self.root, tuple(self.written), _no_usage, adapter=adapter, environment=environment, facilities=facilities
        )


@contextmanager
def lone_tool(folder: Path) -> Iterator[LoneTool]:
    """A workspace in `folder`, and all that runs things in it."""
    root = folder / "workspace"
    (root / "tasks").mkdir(parents=True)
    with Launcher() as launcher, Bench(root, launcher) as bench:
        yield LoneTool(root, bench, launcher, Environments(folder / "cache", folder / "locks"))


def _no_usage(one: Implementation) -> Any:
    raise AssertionError(f"nobody asked for the usage of {one.label}")
