"""Finding implementations: `tasks/<task>/<tool>/<level>.py`, a folder `<level>/` with main.py, or why there is none.

A level with stages is always a folder, which has one script for each stage instead of main.py. Modules that levels
share (`_<name>.py`) belong to those that use them.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evalkit.documents import Place, Problem, closest, did_you_mean, entries, files_below, is_file, is_inside, shown
from evalkit.model.task import GIVEN, LEVELS, Implementation, LevelName
from evalkit.source.local_modules import shared_modules

UNSUPPORTED = ".unsupported.md"
_FREE_TEXT = ("README.md",)


@dataclass(frozen=True, slots=True)
class Scripts:
    """What a level's implementations consist of: a script for each of the `stages`, one of which given code cuts off.

    Without stages there is one script.
    """

    stages: tuple[str, ...] = ()
    cut: str | None = None


def find_implementations(
    task: str, levels: Mapping[str, Scripts], adapters: frozenset[str], root: Path, problems: list[Problem]
) -> list[Implementation]:
    """Return the implementations in a task's folder, by tool and level; anything else there becomes a problem.

    `levels` are the task's levels, `adapters` the tools that exist.
    """
    implementations: list[Implementation] = []
    for folder in entries(root / "tasks" / task, root, problems):
        if not folder.is_dir() or folder.name == GIVEN:
            continue
        tool = folder.name
        if tool in adapters:
            implementations += _of_tool(task, tool, levels, root, problems)
        else:
            hint = did_you_mean(tool, adapters)
            begin = (
                "" if closest(tool, adapters) else f", or begin its adapter with `evalkit new tool {shlex.quote(tool)}`"
            )
            message = f"the folder is not named after an adapter{hint}{begin}"
            problems.append(Problem(Place(shown(folder, root)), message))
    return implementations


def _of_tool(
    task: str, tool: str, levels: Mapping[str, Scripts], root: Path, problems: list[Problem]
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
            message = _not_a_level(path, level, tuple(levels), is_form=is_form)
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
        and (implementation := _implementation(task, tool, level, levels[level], forms[level], helpers, root, problems))
    ]


def _implementation(
    task: str,
    tool: str,
    level: LevelName,
    scripts: Scripts,
    form: Path,
    helpers: list[Path],
    root: Path,
    problems: list[Problem],
) -> Implementation | None:
    if not form.is_dir() and not is_file(form, root, problems):
        return None
    if form.name.endswith(UNSUPPORTED):
        return Implementation(task, tool, level, None, unsupported=form)
    if scripts.stages and not form.is_dir():
        needed = ", ".join(f"{level}/{stage}.py" for stage in scripts.stages)
        problems.append(Problem(Place(shown(form, root)), f"this task runs in stages; write {needed} instead"))
        return None
    scripts_of = _scripts(form, scripts.stages, root, problems)
    if not scripts_of:
        return None
    others = [path for path in files_below(form, root, problems) if path not in scripts_of] if form.is_dir() else []
    files = (*scripts_of, *others)
    used = shared_modules(files, helpers)
    unused = tuple(helper for helper in helpers if helper not in used)
    cut = form / f"{scripts.cut}.py" if scripts.cut else None
    stages = scripts_of if scripts.stages else ()
    return Implementation(task, tool, level, scripts_of[0], (*files, *used), stages=stages, cut=cut, beside=unused)


def _level(path: Path) -> tuple[str, bool]:
    """Return the level of an entry in a tool's folder, and whether it has one of the three forms."""
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


def _scripts(form: Path, stages: tuple[str, ...], root: Path, problems: list[Problem]) -> tuple[Path, ...]:
    """The scripts of a level, in the order in which they run; empty if one is missing, which becomes a problem."""
    if not form.is_dir():
        return (form,)
    scripts = tuple(form / f"{stage}.py" for stage in stages or ("main",))
    missing = [script for script in scripts if not script.is_file()]
    for script in missing:
        message = (
            "is missing; the task runs this stage"
            if stages
            else "is missing; a level that is a folder starts with main.py"
        )
        problems.append(Problem(Place(shown(script, root)), message))
    return () if missing else scripts
