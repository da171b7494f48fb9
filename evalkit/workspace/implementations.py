"""Finding implementations: `tasks/<task>/<tool>/<level>.py`, a folder `<level>/` with main.py, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evalkit.documents import Place, Problem, did_you_mean, entries, files_below, is_file, is_inside, shown
from evalkit.model.task import LEVELS, Implementation, LevelName

UNSUPPORTED = ".unsupported.md"
_FREE_TEXT = ("README.md",)


def find_implementations(
    task: str, levels: Iterable[str], adapters: frozenset[str], root: Path, problems: list[Problem]
) -> list[Implementation]:
    """The implementations in a task's folder, by tool and level; what has no place there becomes a problem.

    `levels` are those the task has, `adapters` the tools there are.
    """
    implementations: list[Implementation] = []
    for folder in entries(root / "tasks" / task, root, problems):
        if not folder.is_dir():
            continue
        tool = folder.name
        if tool in adapters:
            implementations += _of_tool(task, tool, tuple(levels), root, problems)
        else:
            message = f"the folder is not named after an adapter{did_you_mean(tool, adapters)}"
            problems.append(Problem(Place(shown(folder, root)), message))
    return implementations


def _of_tool(
    task: str, tool: str, levels: tuple[str, ...], root: Path, problems: list[Problem]
) -> list[Implementation]:
    helpers: list[Path] = []
    forms: dict[str, Path] = {}
    for path in entries(root / "tasks" / task / tool, root, problems):
        if path.name in _FREE_TEXT or not is_inside(path, root, problems):
            continue
        if path.name.startswith("_") and path.suffix == ".py" and not path.is_dir():
            helpers += [path] if is_file(path, root, problems) else []
            continue
        level, is_form = _level(path)
        if not is_form or level not in levels:
            message = _not_a_level(path, level, levels, is_form=is_form)
            problems.append(Problem(Place(shown(path, root)), message))
        elif level in forms:
            message = f"{level} is written twice, here and as {forms[level].name}; remove one"
            problems.append(Problem(Place(shown(path, root)), message))
        else:
            forms[level] = path
    return [
        implementation
        for level in LEVELS
        if level in forms
        and (implementation := _implementation(task, tool, level, forms[level], helpers, root, problems))
    ]


def _implementation(
    task: str, tool: str, level: LevelName, form: Path, helpers: list[Path], root: Path, problems: list[Problem]
) -> Implementation | None:
    if not form.is_dir() and not is_file(form, root, problems):
        return None
    if form.name.endswith(UNSUPPORTED):
        return Implementation(task, tool, level, None, unsupported=form)
    files = _files(form, root, problems)
    return Implementation(task, tool, level, files[0], (*files, *helpers)) if files else None


def _level(path: Path) -> tuple[str, bool]:
    """The level that an entry of a tool's folder is for, and whether it has one of the three forms."""
    if path.is_dir():
        return path.name, True
    if path.name.endswith(UNSUPPORTED):
        return path.name.removesuffix(UNSUPPORTED), True
    return path.stem, path.suffix == ".py"


def _not_a_level(path: Path, level: str, levels: tuple[str, ...], *, is_form: bool) -> str:
    if not is_form:
        return "belongs to no implementation; put it into a folder named after its level, beside main.py"
    if level in LEVELS:
        return f"task.yaml has no level {level!r}; add it there, or remove this"
    hint = did_you_mean(level, levels)
    if path.suffix == ".py" and not hint.startswith("; did"):
        hint += f", or _{path.name} for a module that the levels share"
    return f"{level!r} is not a level{hint}"


def _files(form: Path, root: Path, problems: list[Problem]) -> list[Path]:
    """What the author wrote for one implementation, the script first; empty if there is no script."""
    if not form.is_dir():
        return [form]
    main = form / "main.py"
    if not main.is_file():
        problems.append(Problem(Place(shown(main, root)), "is missing; a level that is a folder starts with main.py"))
        return []
    return [main, *(path for path in files_below(form, root, problems) if path != main)]
