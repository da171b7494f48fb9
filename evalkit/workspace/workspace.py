"""The workspace as evalkit uses it, and the ways to load one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from evalkit.documents import BadInput, Place, Problem, files_below
from evalkit.model import Adapter, GivenRating, Implementation, Rubric, Task
from evalkit.model.task import GIVEN
from evalkit.probes.dsl import OWN_KINDS
from evalkit.probes.dsls import load_kinds
from evalkit.workspace.implementation_rules import implementation_problems
from evalkit.workspace.ratings import read_ratings
from evalkit.workspace.read_workspace import DATA, Survey, documents, survey
from evalkit.workspace.references import Known
from evalkit.workspace.rubrics import read_rubric
from evalkit.workspace.task_dependencies import modules_imported_by_tasks

_CONTRACT = (
    "whoever implements the task reads the contract there; write which files it reads, which it writes, in which form, and "
    "what counts"
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace without mistakes: adapters and tasks by name, all implementations and all ratings.

    `unpinned` are the tools that may be of any version: nobody measures these, and all others go on.
    """

    root: Path
    adapters: Mapping[str, Adapter]
    tasks: Mapping[str, Task]
    implementations: tuple[Implementation, ...]
    ratings: tuple[GivenRating, ...] = ()
    unpinned: Mapping[str, Problem] = field(default_factory=dict)

    def implementation(self, task: str, tool: str, level: str) -> Implementation | None:
        """Return an implementation, which may be a level that the tool cannot do, or None if there is none."""
        wanted = (task, tool, level)
        return next(
            (written for written in self.implementations if (written.task, written.tool, written.level) == wanted), None
        )

    def tools_of(self, task: str) -> tuple[str, ...]:
        """Return the tools with any implementation of a task, or a reason why they cannot do it, by name."""
        return tuple(sorted({written.tool for written in self.implementations if written.task == task}))

    def ratings_of(self, task: str, tool: str, rubric: Rubric) -> tuple[GivenRating, ...]:
        """Return the ratings of a tool in a task that used the rubric's present descriptions, by rater."""
        return tuple(
            rating
            for rating in self.ratings
            if (rating.task, rating.tool) == (task, tool)
            and rating.criterion in rubric.criteria
            and rubric.criteria[rating.criterion].rating == rating.anchors
        )

    @property
    def locks(self) -> Path:
        """`adapters/locks`."""
        return self.root / "adapters" / "locks"

    def task_folder(self, task: str) -> Path:
        """`tasks/<task>`."""
        return self.root / "tasks" / task

    def shared_files(self, task: str) -> tuple[Path, ...]:
        """Return the files that inputs and verdicts depend on.

        They are the task's inputs.py, checker.py, driver.py, look.py and given code, the modules of tasks/ that these
        import, and the data. A task that needs no conversation has no driver, and few look at pages by themselves.
        """
        tasks, folder = self.root / "tasks", self.task_folder(task)
        own = [folder / "inputs.py", folder / "checker.py"]
        own += [file for file in (folder / "driver.py", folder / "look.py") if file.is_file()]
        data = files_below(tasks / DATA, self.root, []) if (tasks / DATA).is_dir() else []
        given = [folder / GIVEN / name for name in self.tasks[task].given] if task in self.tasks else []
        return (*own, *given, *modules_imported_by_tasks(tasks, own), *(file for file in data if file.suffix != ".py"))

    def fault_files(self, task: str) -> tuple[Path, ...]:
        """Return the files that the faults of a task depend on: its faults.py, if it has one, and what that imports."""
        file = self.task_folder(task) / "faults.py"
        return (file, *modules_imported_by_tasks(self.root / "tasks", [file])) if file.is_file() else ()


def load_workspace(root: Path) -> Workspace:
    """Return the workspace at `root`; raises BadInput with all mistakes in its files."""
    root = Path(os.path.abspath(root))
    surveyed = survey(root)
    problems = list(surveyed.problems)
    ratings = read_ratings(root, surveyed.known, problems)
    if problems:
        raise BadInput(problems)
    return _workspace(root, surveyed, ratings)


def load_rubric(file: Path, workspace: Workspace) -> Rubric:
    """Return the rubric of a file, with what it extends; raises BadInput with all mistakes in these files."""
    problems: list[Problem] = []
    rubric = read_rubric(file, workspace.root, _known(workspace), problems)
    if problems or rubric is None:
        raise BadInput(problems)
    return rubric


def load(root: Path, rubric: Path) -> tuple[Workspace, Rubric]:
    """Return a workspace and one of its rubrics; raises BadInput with the mistakes of both."""
    root = Path(os.path.abspath(root))
    surveyed = survey(root)
    problems = list(surveyed.problems)
    read = read_rubric(rubric, root, surveyed.known, problems)
    ratings = read_ratings(root, surveyed.known, problems)
    if problems or read is None:
        raise BadInput(problems)
    return _workspace(root, surveyed, ratings), read


def broken_rules(workspace: Workspace) -> tuple[Problem, ...]:
    """Return every convention that implementations of the workspace break, by file and line.

    The first line links documentation; Python parses; below the hand-over mark stands at most 30 % of a file's tokens,
    and no import, loop or call of the tool; a level with `edit:` has one line for it; what is unsupported has a source.
    """
    problems: set[Problem] = set()
    for implementation in workspace.implementations:
        adapter, task = workspace.adapters.get(implementation.tool), workspace.tasks.get(implementation.task)
        problems.update(implementation_problems(implementation, adapter, task, workspace.root))
    return tuple(sorted(problems))


def all_problems(root: Path) -> tuple[Problem, ...]:
    """Return everything wrong in a workspace: in documents, rubrics, ratings, dsls.yaml and conventions; empty if nothing is."""
    root = Path(os.path.abspath(root))
    surveyed = survey(root)
    problems = list(surveyed.problems)
    ratings = read_ratings(root, surveyed.known, problems)
    for file in documents(root, "rubrics", problems):
        read_rubric(file, root, surveyed.known, problems)
    if os.path.lexists(root / OWN_KINDS):
        try:
            load_kinds(root / OWN_KINDS)
        except BadInput as error:
            problems += error.problems
    problems += surveyed.unpinned.values()
    problems += broken_rules(_workspace(root, surveyed, ratings))
    problems += [
        Problem(Place(f"tasks/{task}/README.md"), f"is missing: {_CONTRACT}")
        for task in surveyed.tasks
        if not (root / "tasks" / task / "README.md").is_file()
    ]
    return tuple(sorted(set(problems)))


def _workspace(root: Path, surveyed: Survey, ratings: tuple[GivenRating, ...]) -> Workspace:
    adapters, tasks = MappingProxyType(surveyed.adapters), MappingProxyType(surveyed.tasks)
    return Workspace(root, adapters, tasks, surveyed.implementations, ratings, MappingProxyType(surveyed.unpinned))


def _known(workspace: Workspace) -> Known:
    levels = {name: task.level_names for name, task in workspace.tasks.items()}
    implemented = frozenset(
        (implementation.task, implementation.tool)
        for implementation in workspace.implementations
        if implementation.main
    )
    baselines = {name: task.baseline for name, task in workspace.tasks.items()}
    answered = frozenset((one.task, one.tool) for one in workspace.implementations)
    return Known(frozenset(workspace.adapters), levels, implemented, answered, baselines)
