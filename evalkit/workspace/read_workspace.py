"""Read a whole workspace except its rubrics: adapters, tasks, implementations, and all mistakes in them."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from evalkit.documents import (
    AnyDocument,
    BadInput,
    Form,
    Place,
    Problem,
    Written,
    did_you_mean,
    entries,
    files_below,
    is_file,
    is_inside,
    quoted,
    read_document,
    read_text,
    shown,
    validate,
)
from evalkit.environments import is_pinned, not_pinned
from evalkit.model import Adapter, Implementation, Task
from evalkit.model.document import NAME
from evalkit.model.task import DRIVER, GIVEN, LEVELS, Level, LevelName
from evalkit.probes import METRICS
from evalkit.workspace.implementation_rules import read_python
from evalkit.workspace.implementations import Scripts, find_implementations
from evalkit.workspace.references import Known, unknown_metric

DATA = "data"
"""The folder in tasks/ with the data that the inputs of all tasks are drawn from."""

_ADAPTER = Form(Adapter, "tool")
_TASK = Form(Task, "task")
_OF_EVERY_TASK = {
    "inputs.py": "write `make(rows, seed, folder)` in it",
    "checker.py": "write `check(outputs, truth, level, fault=None)` in it",
}
_OF_A_TASK = (*_OF_EVERY_TASK, "faults.py", DRIVER, "tasks.yaml", "task.yaml.txt")
"""Files that show that somebody has begun a task."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything readable in a workspace, and all `problems`; those of `unpinned` concern one tool each, by its name."""

    adapters: dict[str, Adapter]
    tasks: dict[str, Task]
    implementations: tuple[Implementation, ...]
    known: Known
    problems: tuple[Problem, ...]
    unpinned: dict[str, Problem]


_UNKNOWN = Level(asks="?")


def survey(root: Path) -> Survey:
    """Read adapters, tasks and implementations; mistakes of people never raise."""
    problems: list[Problem] = []
    adapter_files = {path.stem: path for path in documents(root, "adapters", problems)}
    task_files = {path.parent.name: path for path in _task_files(root, problems)}
    adapters, adapter_texts = _read(_ADAPTER, adapter_files, root, problems)
    tasks, task_texts = _read(_TASK, task_files, root, problems)

    tools = frozenset(adapter_files)
    levels = {name: _levels(tasks.get(name), task_texts.get(name)) for name in task_files}
    implementations = [
        replace(
            implementation,
            shows=tuple(_level(tasks.get(name), implementation.level).shows),
            driver=tasks[name].driver if name in tasks else None,
            pages=_level(tasks.get(name), implementation.level).pages,
            pictures=_level(tasks.get(name), implementation.level).pictures,
        )
        for name in task_files
        for implementation in find_implementations(
            name, _scripts(levels[name], tasks.get(name), task_texts.get(name)), tools, root, problems
        )
    ]
    implemented = frozenset(
        (implementation.task, implementation.tool) for implementation in implementations if implementation.main
    )
    answered = frozenset((implementation.task, implementation.tool) for implementation in implementations)
    baselines = {name: text for name, document in task_texts.items() if (text := document.text("baseline"))}
    known = Known(tools, levels, implemented, answered, baselines)
    for document in adapter_texts.values():
        problems += _adapter_references(document, known)
    for name, document in task_texts.items():
        problems += _task_references(name, document, known)
    for name in task_files:
        problems += _missing_files(root / "tasks" / name, root)
        if name in tasks:
            problems += _given_modules(root / "tasks" / name, tasks[name].given, root)
            problems += _driver(root / "tasks" / name / DRIVER, tasks[name], root)
        if name in task_texts:
            problems += _fault_functions(root / "tasks" / name / "faults.py", task_texts[name], root)
    unpinned = {tool: problem for tool, document in adapter_texts.items() if (problem := _unpinned(document))}
    return Survey(adapters, tasks, tuple(implementations), known, tuple(problems), unpinned)


def _read(
    form: Form[AnyDocument], files: dict[str, Path], root: Path, problems: list[Problem]
) -> tuple[dict[str, AnyDocument], dict[str, Written]]:
    """Return the valid documents by name, and the contents of every file that is YAML."""
    models: dict[str, AnyDocument] = {}
    texts: dict[str, Written] = {}
    for name, path in files.items():
        if written := read_document(path, root, problems):
            texts[name] = written
            if model := validate(form, name, written, Place(shown(path, root)), problems):
                models[name] = model
    return models, texts


def documents(root: Path, folder: str, problems: list[Problem]) -> list[Path]:
    """Return the YAML files of a folder of the workspace, by name."""
    paths = entries(root / folder, root, problems)
    problems += [
        Problem(Place(shown(path, root)), f"is not read; name it {path.stem}.yaml")
        for path in paths
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml"
    ]
    problems += [
        Problem(Place(shown(path, root)), f"is not read; name it {Path(path.stem).stem}.yaml")
        for path in paths
        if path.name.lower().endswith((".yaml.txt", ".yml.txt"))  # as an editor names it that hides endings
    ]
    return [path for path in paths if path.suffix == ".yaml"]


def _task_files(root: Path, problems: list[Problem]) -> list[Path]:
    """Return the task.yaml of every task; a folder without one, such as tasks/data, is not a task."""
    files = []
    for folder in entries(root / "tasks", root, problems):
        if not folder.is_dir():
            is_file(folder, root, problems)  # a module that inputs and checkers share
        elif folder.name == DATA:
            files_below(folder, root, problems)
        else:
            names = {path.name: path for path in entries(folder, root, problems)}
            if "task.yaml" in names:
                files.append(names["task.yaml"])
            elif "task.yml" in names:
                problems.append(Problem(Place(shown(names["task.yml"], root)), "is not read; name it task.yaml"))
            elif begun := [name for name in _OF_A_TASK if name in names]:
                message = (
                    f"is missing: {begun[0]} lies there as in a task; write title, scales, baseline and levels into it"
                )
                problems.append(Problem(Place(shown(folder / "task.yaml", root)), message))
    return files


def _levels(task: Task | None, document: Written | None) -> tuple[str, ...]:
    """Return the levels of a task; if its file is unusable, the levels it names, or all if these are wrong."""
    if task:
        return task.level_names
    names = {key for key, _, _ in document.members("levels")} if document else set()
    return tuple(level for level in LEVELS if level in names) if names and names <= set(LEVELS) else LEVELS


def _level(task: Task | None, level: LevelName) -> Level:
    """Return a level as its task describes it; one that asks nothing where the task cannot be read."""
    return task.levels[level] if task and level in task.levels else _UNKNOWN


def _task_references(task: str, document: Written, known: Known) -> list[Problem]:
    problems = []
    baseline = document.at("baseline")
    if baseline and isinstance(baseline.value, str):
        tool = baseline.value
        if tool not in known.adapters:
            hint = did_you_mean(tool, known.tools_of(task) or known.adapters)
            problems.append(Problem(baseline.place, f"unknown adapter {quoted(tool)}{hint}"))
        elif (task, tool) not in known.implemented:
            message = f"the baseline {tool!r} has no implementation here; write tasks/{task}/{tool}/hello.py"
            problems.append(Problem(baseline.place, message))
    problems += [
        problem
        for item in document.items("not_applicable")
        if isinstance(item.value, str)
        for problem in unknown_metric(item.value, item.place)
    ]
    return problems


def _requirements(document: Written) -> Iterator[Problem]:
    """Yield every requirement of an adapter that is none."""
    companions = (item for _, _, each in document.members("companions") for item in each.items())
    for item in (*document.items("requires"), *companions):
        if isinstance(item.value, str) and _read_requirement(item) is None:  # another type is said already
            yield Problem(item.place, f"{quoted(item.value)} is not a requirement; write it like 'name==1.2.3'")


def _read_requirement(item: Written) -> Requirement | None:
    try:
        return Requirement(str(item.value))
    except InvalidRequirement:
        return None


def _unpinned(document: Written) -> Problem | None:
    """Return a problem if the tool itself, an adapter's first requirement, is one in any version."""
    first = next(iter(document.items("requires")), None)
    requirement = _read_requirement(first) if first and isinstance(first.value, str) else None
    if first is None or requirement is None or is_pinned(requirement):
        return None
    return Problem(first.place, not_pinned(requirement))


def _adapter_references(document: Written, known: Known) -> list[Problem]:
    problems = list(_requirements(document))
    problems += [
        Problem(place, f"unknown task {quoted(task)}{did_you_mean(task, known.tasks)}")
        for task, place, _ in document.members("companions")
        if task not in known.tasks
    ]
    for note in document.items("notes"):
        about = note.at("about")
        if about and isinstance(about.value, str):
            problems += _unknown_subject(about.value, about.place, known)
    return problems


def _unknown_subject(about: str, place: Place, known: Known) -> list[Problem]:
    """Return a problem if a note is about nothing that exists: a task, 'task/level' or a metric."""
    task, slash, level = about.partition("/")
    levels = known.levels_of(task)
    if task in known.tasks:
        if not slash or level in levels:
            return []
        return [Problem(place, f"unknown level {quoted(level)} of {task}{did_you_mean(level, levels)}")]
    if about in METRICS:
        return []
    options = {*known.tasks, *METRICS}
    return [
        Problem(
            place, f"a note is about a task, 'task/level' or a metric, not {quoted(about)}{did_you_mean(task, options)}"
        )
    ]


def _scripts(levels: Iterable[str], task: Task | None, document: Written | None) -> dict[str, Scripts]:
    """Return which scripts each level consists of; if the task's file is unusable, by the stages it names."""
    if task:
        return {level: Scripts(task.stages_of(level), task.levels[level].cut) for level in task.level_names}
    named = {level: _named(document, "levels", level, "stages") for level in levels}
    return {level: Scripts(stages or _named(document, "stages")) for level, stages in named.items()}


def _named(document: Written | None, *path: str) -> tuple[str, ...]:
    names = [item.value for item in document.items(*path)] if document else []
    return tuple(name for name in names if isinstance(name, str) and re.fullmatch(NAME, name))


def _given_modules(folder: Path, given: Iterable[str], root: Path) -> list[Problem]:
    """Return what is wrong with the folder of given code: a module is missing or no Python, or a file is not named."""
    problems: list[Problem] = []
    at = folder / GIVEN
    found = {path.name: path for path in entries(at, root, problems)} if at.is_dir() else {}
    for name in given:
        if name not in found:
            message = "is missing: task.yaml names it in `given`; write the module, or remove the name"
            problems.append(Problem(Place(shown(at / name, root)), message))
        elif is_file(found[name], root, problems):
            try:
                read_python(found[name], read_text(found[name], root), root)
            except BadInput as error:
                problems += error.problems
    for name in found.keys() - set(given):
        message = f"reaches no implementation; write `given: [{name}]` in task.yaml, or remove it"
        problems.append(Problem(Place(shown(found[name], root)), message))
    return problems


def _driver(path: Path, task: Task, root: Path) -> list[Problem]:
    """Return a problem if there is a driver that nobody calls, or none where task.yaml says how it talks."""
    problems: list[Problem] = []
    if is_inside(path, root, problems) and path.is_file() != bool(task.driver):
        message = (
            "is missing: task.yaml has `driver`; write `drive(folder, address, level, truth)` in it"
            if task.driver
            else "is never called; write `driver: http` or `driver: browser` in task.yaml, or remove it"
        )
        problems.append(Problem(Place(shown(path, root)), message))
    return problems


def _missing_files(folder: Path, root: Path) -> list[Problem]:
    problems: list[Problem] = []
    for name, remedy in _OF_EVERY_TASK.items():
        path = folder / name
        if is_inside(path, root, problems) and not path.is_file():
            problems.append(Problem(Place(shown(path, root)), f"is missing: every task needs it; {remedy}"))
    return problems


def _fault_functions(path: Path, task: Written, root: Path) -> list[Problem]:
    """Return a problem for each fault in task.yaml without a function in faults.py."""
    named = tuple(task.members("faults"))
    if not named:
        return []
    if not os.path.lexists(path):
        function = named[0][0].replace("-", "_")
        more = "" if len(named) == 1 else ", and one for each other fault,"
        message = f"is missing: task.yaml has `faults`; write `def {function}(folder, truth)`{more} in it"
        return [Problem(Place(shown(path, root)), message)]
    try:
        tree = read_python(path, read_text(path, root), root).source.tree
    except BadInput as error:
        return list(error.problems)
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return [
        Problem(place, f"the fault {quoted(fault)} has no function; write `def {function}(folder, truth)` in faults.py")
        for fault, place, _ in named
        if (function := fault.replace("-", "_")) not in defined
    ]
