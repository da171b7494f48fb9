"""Make a workspace of somebody's own from the starter: all of it, or some tasks and tools and what these need."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from evalkit.documents import closest, parse, without
from evalkit.documents.removal import Path as KeyPath
from evalkit.workspace.locating import FOLDERS, whole_above
from evalkit.workspace.read_workspace import DATA
from evalkit.workspace.workspace import Workspace, load_rubric

GUIDES = (
    *("add-a-tool.md", "write-a-task.md", "your-own-data.md", "read-a-report.md"),
    *("tasks.md", "rubrics.md", "metrics.md", "requirements.md", "ratings.md"),
)
"""The pages of docs/ that a workspace carries."""
FIRST_RUBRIC, WHOLE_RUBRIC = "quick.yaml", "default.yaml"
"""The rubrics of a small workspace: one for a first look, and the one that it extends."""
_FIRST_FILES = Path(__file__).with_name("first_files")
_NEVER = ("__pycache__", ".*")


class CannotBegin(Exception):
    """What somebody asked to be made cannot be; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Founded:
    """A new workspace: its folder, and the names of its tasks, tools and rubrics."""

    root: Path
    tasks: tuple[str, ...]
    tools: tuple[str, ...]
    rubrics: tuple[str, ...]


def found_whole(folder: Path, starter: Workspace) -> Founded:
    """Copy the whole starter workspace into `folder`, which must be new or empty.

    Raises:
        CannotBegin: the folder holds something, or lies in a workspace.
    """
    with _built(folder) as new:
        for name in FOLDERS:
            shutil.copytree(starter.root / name, new / name, ignore=shutil.ignore_patterns(*_NEVER))
        rubrics = tuple(sorted(path.name for path in (new / "rubrics").glob("*.yaml")))
        tasks, tools = tuple(sorted(starter.tasks)), tuple(sorted(starter.adapters))
        _write_pages(new, starter.root)
    return Founded(folder, tasks, tools, rubrics)


def found(folder: Path, starter: Workspace, tasks: Sequence[str] = (), tools: Sequence[str] = ()) -> Founded:
    """Make a workspace in `folder`, which must be new or empty, with some of the starter's tasks and tools.

    Baselines come along. Without tools, those of the quick rubric come; without tasks, the quick rubric's, or those
    that the tools do.

    Raises:
        CannotBegin: the folder holds something or lies in a workspace, or the starter lacks a task or a tool, or a tool does none of the
            tasks.
    """
    chosen = Choice.of(starter, tasks, tools)
    with _built(folder) as new:
        _copy_tasks(new, starter, chosen)
        _copy_adapters(new, starter, chosen)
        (new / "rubrics").mkdir()
        titles = {tool: adapter.name for tool, adapter in starter.adapters.items()}
        for name in (WHOLE_RUBRIC, FIRST_RUBRIC):
            text = (starter.root / "rubrics" / name).read_text(encoding="utf-8")
            (new / "rubrics" / name).write_text(narrowed_rubric(text, chosen, starter.tasks, titles), encoding="utf-8")
        _write_pages(new, starter.root)
    return Founded(folder, chosen.tasks, chosen.tools, (FIRST_RUBRIC, WHOLE_RUBRIC))


@dataclass(frozen=True, slots=True)
class Choice:
    """Tasks of a workspace, and for each the tools that do it, its baseline among them."""

    tools_of: Mapping[str, tuple[str, ...]]
    baselines: Mapping[str, str]

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks, in the order in which somebody named them."""
        return tuple(self.tools_of)

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools, by name."""
        return tuple(sorted({tool for tools in self.tools_of.values() for tool in tools}))

    @classmethod
    def of(cls, starter: Workspace, tasks: Sequence[str] = (), tools: Sequence[str] = ()) -> Self:
        """Choose among what a starter has; raises CannotBegin where it lacks a task or a tool, or a tool does no task."""
        _must_exist("task", tasks, starter.tasks)
        _must_exist("tool", tools, starter.adapters)
        quick = load_rubric(starter.root / "rubrics" / FIRST_RUBRIC, starter)
        doing = {
            task: {one.tool for one in starter.implementations if one.task == task and one.main}
            for task in starter.tasks
        }
        if not tasks:
            able = tuple(task for task in doing if doing[task] & set(tools))
            tasks = able if tools else tuple(quick.tasks)
        for tool in tools:
            if not any(tool in doing[task] for task in tasks):
                does = ", ".join(task for task in doing if tool in doing[task])
                remedy = f"it does {does}" if does else "it does none"
                raise CannotBegin(f"{tool} has no implementation of {' or '.join(tasks)}; {remedy}")
        baselines = {task: starter.tasks[task].baseline for task in tasks}
        competing = {
            task: {tool for tool in doing[task] if (tool in tools if tools else quick.takes_part(tool, task))}
            for task in dict.fromkeys(tasks)
        }
        return cls(
            {task: tuple(sorted(able | {baselines[task]})) for task, able in competing.items()},
            baselines,
        )


def _must_exist(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        if name not in known:
            best = closest(name, known)
            hint = f"did you mean {best!r}?" if best else f"there are: {', '.join(sorted(known))}"
            raise CannotBegin(f"evalkit brings no {kind} {name!r}; {hint}")


@contextmanager
def _built(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill; what is in it is moved to `folder` if that went well.

    It lies in `folder` if that is there, because the folder around it may be another's, or on another disk.
    """
    folder = Path(os.path.abspath(folder))
    _must_be_empty(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder if folder.is_dir() else folder.parent))
    try:
        yield new
        folder.mkdir(exist_ok=True)
        for made in sorted(new.iterdir()):
            made.rename(folder / made.name)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _must_be_empty(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CannotBegin(f"{folder} is there already, and no folder; name a new one")
    found = sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    if set(FOLDERS) <= set(found):
        raise CannotBegin(f"{folder} is a workspace already, and nothing is overwritten; name a new folder")
    if around := whole_above(folder.parent):
        raise CannotBegin(
            f"{folder} would lie in the workspace {around}; name a folder outside of it, such as {around.parent / folder.name}"
        )
    if found:
        some = ", ".join(found[:3]) + (" …" if len(found) > 3 else "")
        raise CannotBegin(f"{folder} is not empty ({some}), and nothing is overwritten; name a new folder")


def _copy_tasks(new: Path, starter: Workspace, chosen: Choice) -> None:
    at, to = starter.root / "tasks", new / "tasks"
    to.mkdir()
    for file in sorted(at.glob("*.py")):
        shutil.copyfile(file, to / file.name)
    if (at / DATA).is_dir():
        shutil.copytree(at / DATA, to / DATA, ignore=shutil.ignore_patterns(*_NEVER))
    for task, tools in chosen.tools_of.items():
        others = {path.name for path in (at / task).iterdir() if path.name in starter.adapters} - set(tools)
        shutil.copytree(at / task, to / task, ignore=shutil.ignore_patterns(*_NEVER, *others))


def _copy_adapters(new: Path, starter: Workspace, chosen: Choice) -> None:
    at, to = starter.root / "adapters", new / "adapters"
    (to / "locks").mkdir(parents=True)
    for tool in chosen.tools:
        text = (at / f"{tool}.yaml").read_text(encoding="utf-8")
        (to / f"{tool}.yaml").write_text(narrowed_adapter(text, chosen.tasks, starter.tasks), encoding="utf-8")
        for lock in sorted((at / "locks").glob("*.txt")):
            if lock.name.startswith((f"{tool}.", f"{tool}+")):
                shutil.copyfile(lock, to / "locks" / lock.name)


def narrowed_adapter(text: str, tasks: Iterable[str], known: Iterable[str]) -> str:
    """Return an adapter's text less what it says of tasks that are `known` and not among `tasks`."""
    gone = set(known) - set(tasks)
    written = parse(text, "adapter", [])
    notes = [note.text("about") or "" for note in (written.items("notes") if written else ())]
    about_gone = {at for at, about in enumerate(notes) if about.partition("/")[0] in gone}

    def is_unwanted(path: KeyPath) -> bool:
        section, name = path[0], path[1] if len(path) == 2 else None
        return (section == "companions" and name in gone) or (section == "notes" and name in about_gone)

    return without(text, is_unwanted)


def narrowed_rubric(text: str, chosen: Choice, known: Iterable[str], titles: Mapping[str, str]) -> str:
    """Return a rubric's text for a workspace with some tasks and tools: all its tools compete, each in a stack of its own.

    `known` are all tasks that the text may name, and `titles` the names of tools as their makers write them.
    """
    written = parse(text, "rubric", [])
    weighed = {name for name, _, _ in written.members("tasks")} if written else set()
    is_whole = written is not None and written.at("extends") is None
    anew = ("adapters", "stacks", "claims", *(("interop_with",) if is_whole else ()))
    listed = written.at("tasks") if written else None
    if (is_whole and not set(chosen.tasks) <= weighed) or (listed is not None and listed.is_list):
        anew = (*anew, "tasks")  # a list would name tasks that are not here
    gone = set(known) - set(chosen.tasks)

    def is_unwanted(path: KeyPath) -> bool:
        in_tasks = (path[0] == "tasks" and len(path) == 2) or (path[0] == "profiles" and path[2:3] == ("tasks",))
        return path in {(name,) for name in anew} or (in_tasks and path[-1] in gone)

    narrowed = without(text, is_unwanted).rstrip("\n") + "\n"
    if not is_whole:  # it inherits the rest
        return narrowed
    others = [titles[tool] for tool in chosen.tools if tool not in chosen.baselines.values()]
    title = f"{', '.join(others)} and ordinary Python" if others else "Ordinary Python"
    narrowed = re.sub(
        r"^title: .*$",
        lambda _: f"title: {json.dumps(title, ensure_ascii=False)}",
        narrowed,
        count=1,
        flags=re.MULTILINE,
    )
    if "tasks" in anew:
        weights = ", ".join(f"{task}: 1" for task in chosen.tasks)
        narrowed += f"\n# How critical each part of the workflow is.\ntasks: {{{weights}}}\n"
    return (
        f"{narrowed}\n# The tools that every tool is asked to share an environment with.\n"
        f"interop_with: [{', '.join(chosen.tools)}]\n"
        "\n# A stack is what a team would adopt: one tool for each task. Only stacks are ranked overall.\nstacks:\n"
    ) + "".join(stacks_of(chosen, titles))


def stacks_of(chosen: Choice, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield a stack for ordinary Python, and one for each other tool: it wherever it can, ordinary Python for the rest."""
    yield _stack("ordinary-python", "Ordinary Python", chosen.baselines)
    for tool in chosen.tools:
        tools = {task: tool if tool in able else chosen.baselines[task] for task, able in chosen.tools_of.items()}
        if tools != dict(chosen.baselines):
            yield _stack(tool, titles[tool], tools)


def _stack(name: str, title: str, tools: Mapping[str, str]) -> str:
    """Return a stack as it is written below `stacks:`."""
    chosen = ", ".join(f"{task}: {tool}" for task, tool in tools.items())
    rest = "" if len(set(tools.values())) == 1 or name == "ordinary-python" else ", and ordinary Python for the rest"
    return f"  {name}:\n    title: {json.dumps(title + rest, ensure_ascii=False)}\n    tools: {{{chosen}}}\n"


def _write_pages(new: Path, starter: Path) -> None:
    shutil.copyfile(_FIRST_FILES / "README.md", new / "README.md")
    for name in GUIDES:
        if (guide := starter / "docs" / name).is_file():
            (new / "docs").mkdir(exist_ok=True)
            shutil.copyfile(guide, new / "docs" / name)
