"""Write the first files of a tool, a task or a rubric, whose comments say what to fill in.

Nothing is ever overwritten.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from evalkit.environments import is_pinned
from evalkit.model import EDIT_MARK, HAND_OVER_MARK, LevelName, Rubric, Task
from evalkit.model.document import NAME
from evalkit.workspace.founding import WHOLE_RUBRIC, CannotBegin, Choice, narrowed_adapter, narrowed_rubric, stacks_of
from evalkit.workspace.workspace import Workspace, load_rubric

_TASK = Path(__file__).with_name("first_files") / "task"
_HELPERS = ("outputs.py", "spoiling.py")
"""Modules of tasks/ that the first files of a task import."""
PLAIN = "python"
"""The baseline of a new task, unless another one is named: Python and its standard library."""
_WIDTH = 118


@dataclass(frozen=True, slots=True)
class Begun:
    """The files that were written, as paths relative to the workspace, and what is `left` to do before they work."""

    files: tuple[str, ...]
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTool:
    """What is known of a tool that somebody adds.

    `requirement` is what to install; `is_pinned` says whether it names one version exactly.
    """

    tool: str
    requirement: str
    python: str
    homepage: str | None = None
    title: str | None = None

    @property
    def is_pinned(self) -> bool:
        """Whether the requirement names one version exactly."""
        return is_pinned(Requirement(self.requirement))

    def check(self) -> None:
        """Raise CannotBegin where an adapter with these values would be refused."""
        _check_name(self.tool)
        if not re.fullmatch(r"3\.[0-9]{1,2}", self.python):
            raise CannotBegin(f"{self.python!r} is no minor version of Python; write one such as 3.11")
        if self.homepage is not None and not self.homepage.startswith(("https://", "http://")):
            raise CannotBegin(f"{self.homepage!r} is no web address; write one that begins with https://")
        try:
            Requirement(self.requirement)
        except InvalidRequirement:
            raise CannotBegin(f"{self.requirement!r} is not a requirement; write it like 'name==1.2.3'") from None


def begin_tool(workspace: Workspace, new: NewTool, tasks: Sequence[str], levels: Sequence[LevelName] = ()) -> Begun:
    """Write the adapter of a tool, unless there is one, and a script for each task: at its lowest level, or at `levels`.

    Raises:
        CannotBegin: the tool cannot be named so, a task does not exist or lacks a level, or a file is there already.
    """
    new.check()
    texts: dict[str, str] = {}
    left: list[str] = []
    adapter = f"adapters/{new.tool}.yaml"
    if new.tool not in workspace.adapters:
        texts[adapter] = _adapter(new)
        if not new.is_pinned:
            left.append(
                f"{adapter}: pin the version, such as {new.requirement}==1.2.3; until then evalkit leaves it out"
            )
        if new.homepage is None:
            left.append(f"{adapter}: write the tool's own page as `homepage`")
    known = workspace.adapters.get(new.tool)
    homepage = known.homepage if known else new.homepage or _page_of(new.tool)
    module = known.packages[0] if known else _module_of(new)
    for task in tasks:
        for script, text in _scripts(workspace, new.tool, task, levels, (homepage, module)):
            texts[script] = text
            left.append(f"{script}: write what a good user of the tool would write")
    if not texts:
        raise CannotBegin(f"there is nothing to write: {adapter} is there already; name a task with --task")
    return Begun(_write(workspace.root, texts), tuple(left))


def begin_task(root: Path, task: str, baseline: str, starter: Path) -> Begun:
    """Write a task that runs, as an example to change, with `baseline` as ordinary Python, and what it needs to run.

    Helpers that the workspace lacks, and the adapter of Python itself, are copied from the `starter`.

    Raises:
        CannotBegin: the name is none, the baseline has no adapter, or a file is there already.
    """
    _check_name(task)
    texts: dict[str, str] = {}
    for file in sorted(path for path in _TASK.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        name = file.relative_to(_TASK).as_posix().replace("baseline/", f"{baseline}/")
        text = file.read_text(encoding="utf-8")
        texts[f"tasks/{task}/{name}"] = _with_baseline(text, baseline) if name == "task.yaml" else text
    for name in _HELPERS:
        if not (root / "tasks" / name).exists():
            texts[f"tasks/{name}"] = (starter / "tasks" / name).read_text(encoding="utf-8")
    if not (root / "adapters" / f"{baseline}.yaml").is_file():
        if baseline != PLAIN:
            raise CannotBegin(f"there is no adapter {baseline!r}; write it with `evalkit new tool {baseline}`")
        adapter = (starter / "adapters" / f"{PLAIN}.yaml").read_text(encoding="utf-8")
        texts[f"adapters/{PLAIN}.yaml"] = narrowed_adapter(adapter, _tasks_in(root), _tasks_in(starter))
        for lock in sorted((starter / "adapters" / "locks").glob(f"{PLAIN}.*.txt")):
            texts[f"adapters/locks/{lock.name}"] = lock.read_text(encoding="utf-8")
    left = f"tasks/{task}/: this is an example that runs; put your own question into README.md, and then into the rest"
    return Begun(_write(root, texts), (left,))


def _tasks_in(root: Path) -> set[str]:
    return {file.parent.name for file in root.glob("tasks/*/task.yaml")}


def begin_rubric(workspace: Workspace, rubric: str, base: str | None, tasks: Sequence[str], starter: Path) -> Begun:
    """Write a rubric over the rubric `base`, or over the workspace's default one, for some tasks or for those of the base.

    In a workspace without any rubric it is a whole one.

    Raises:
        CannotBegin: the name is none, a task or the base does not exist, or a file is there already.
    """
    _check_name(rubric)
    there = sorted(path.name for path in (workspace.root / "rubrics").glob("*.yaml"))
    for task in tasks:
        _task(workspace, task)
    base = base or (WHOLE_RUBRIC if WHOLE_RUBRIC in there else there[0] if there else None)
    if base is not None and base not in there:
        raise CannotBegin(f"there is no rubric {base!r} to extend; there are: {', '.join(there) or 'none yet'}")
    if base is None:
        chosen = _choice(workspace, tasks or tuple(workspace.tasks))
        whole = (starter / "rubrics" / WHOLE_RUBRIC).read_text(encoding="utf-8")
        known = {path.parent.name for path in (starter / "tasks").glob("*/task.yaml")}
        text = narrowed_rubric(whole, chosen, known, _titles(workspace))
    else:
        text = _rubric(workspace, rubric, base, load_rubric(workspace.root / "rubrics" / base, workspace), tasks)
    return Begun(_write(workspace.root, {f"rubrics/{rubric}.yaml": text}))


def _check_name(name: str) -> None:
    if name.endswith((".yaml", ".yml", ".py")):
        raise CannotBegin(f"{name!r} names a file; leave the ending out: {name.rpartition('.')[0]}")
    if not re.fullmatch(NAME, name):
        raise CannotBegin(f"{name!r} is not a name; write lower-case letters, digits, '-', '_', '.' or '+'")


def _write(root: Path, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Write files, all or none; raises CannotBegin if one is there already."""
    there = [name for name in texts if (root / name).exists()]
    if there:
        raise CannotBegin(
            f"{there[0]} is there already, and nothing is overwritten; choose another name, or edit that file"
        )
    for name, text in texts.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    return tuple(texts)


def _module_of(new: NewTool) -> str:
    """Return the name that the tool is probably imported by."""
    return re.sub(r"[^A-Za-z0-9_]", "_", Requirement(new.requirement).name)


def _page_of(tool: str) -> str:
    return f"https://example.org/{tool}"


def _adapter(new: NewTool) -> str:
    unpinned = "" if new.is_pinned else " LEFT TO DO: pin it, as in name==1.2.3"
    page = new.homepage or _page_of(new.tool)
    return "\n".join(
        [
            "# What evalkit must know to install and run the tool. `evalkit check` reads it; docs/add-a-tool.md explains it.",
            f"name: {_scalar(new.title or new.tool)}",
            f"homepage: {page}" + ("" if new.homepage else " # LEFT TO DO: the tool's own page"),
            f'python: "{new.python}" # exactly this minor version, in quotes',
            f"requires: [{_scalar(new.requirement)}] # the tool first, pinned; the lock pins all that it depends on{unpinned}",
            f"packages: [{_module_of(new)}] # the names that follow `import`, whose API is the tool's own",
            "",
            "# Write these where they are needed, without the '#'.",
            "# companions: {TASK: [pandas==3.1.1]} # what a script of that task imports beside the tool",
            '# environ: {NAME: "value"} # variables of every run',
            '# telemetry_off: {DO_NOT_TRACK: "1"} # the variables that switch its telemetry off',
            "# why_not_newest: the reason for an older version",
            "",
        ]
    )


def _scalar(text: str) -> str:
    """Return a text as YAML, in quotes where it would mean something else without."""
    return text if re.fullmatch(r"[A-Za-z][\w.+=-]*(?: [\w.+=-]+)*", text) else json.dumps(text, ensure_ascii=False)


def _scripts(
    workspace: Workspace, tool: str, name: str, levels: Sequence[LevelName], known: tuple[str, str]
) -> Iterator[tuple[str, str]]:
    task = _task(workspace, name)
    for level in levels or task.level_names[:1]:
        if level not in task.levels:
            raise CannotBegin(f"{name} has no level {level}; it has {', '.join(task.level_names)}")
        if workspace.implementation(name, tool, level) is not None:
            raise CannotBegin(
                f"tasks/{name}/{tool}/ has level {level} already, and nothing is overwritten; name another with --level"
            )
        folder = f"tasks/{name}/{tool}"
        stages = task.stages_of(level)
        for stage in stages or (level,):
            file = f"{folder}/{level}/{stage}.py" if stages else f"{folder}/{level}.py"
            is_last = not stages or stage == stages[-1]
            yield file, _script(tool, task, level, file, known, needs_edit=is_last)


def _script(tool: str, task: Task, level: LevelName, file: str, known: tuple[str, str], *, needs_edit: bool) -> str:
    """Return a script's text; `known` are the tool's page and the name that it is imported by."""
    homepage, module = known
    what = task.levels[level]
    plain = file.replace(f"/{tool}/", f"/{task.baseline}/")
    lines = [
        f"# {homepage}",
        *_comment("The first line links the page of the tool's documentation that this follows."),
        "#",
        *_comment(f"What level {level} asks (tasks/{task.task}/README.md says it in full):"),
        *_comment(what.asks, indent="  "),
        "#",
        *_comment(f"{plain} shows how ordinary Python does it. Write what a good user of the tool would write."),
        f"import {module}",
        "",
    ]
    if what.edit is not None and needs_edit:
        lines += [
            *_comment(
                f"The value that somebody would change; evalkit puts {what.edit!r} there and runs the script again."
            ),
            f"value = {what.edit!r}  {EDIT_MARK}",
            "",
        ]
    lines += [
        f'raise SystemExit("{file} is not written yet")  # LEFT TO DO: read inputs/, use the tool, and remove this line',
        "",
        HAND_OVER_MARK,
        *_comment(
            "Below this mark the result becomes the files that are asked for, in outputs/: no import, no loop, no call of the "
            "tool, at most 30 % of the file. Remove the mark where nothing of that kind is needed."
        ),
    ]
    return "\n".join(lines) + "\n"


def _comment(text: str, indent: str = "") -> list[str]:
    return [f"# {indent}{line}" for line in textwrap.wrap(text, _WIDTH - len(indent), break_long_words=False)]


def _with_baseline(text: str, baseline: str) -> str:
    return re.sub(r"^baseline: \S+", f"baseline: {baseline}", text, count=1, flags=re.MULTILINE)


def _task(workspace: Workspace, name: str) -> Task:
    if name not in workspace.tasks:
        there = ", ".join(sorted(workspace.tasks)) or "none yet"
        raise CannotBegin(f"there is no task {name!r}; there are: {there}")
    return workspace.tasks[name]


def _titles(workspace: Workspace) -> dict[str, str]:
    return {tool: adapter.name for tool, adapter in workspace.adapters.items()}


def _choice(workspace: Workspace, tasks: Iterable[str]) -> Choice:
    return Choice(
        {
            task: tuple(sorted({one.tool for one in workspace.implementations if one.task == task and one.main}))
            for task in tasks
        },
        {task: workspace.tasks[task].baseline for task in tasks},
    )


def _rubric(workspace: Workspace, rubric: str, base_file: str, base: Rubric, tasks: Sequence[str]) -> str:
    """Return the text of a rubric that extends another one, with the weights of that one to change."""
    chosen = tuple(tasks) or tuple(base.tasks)
    gone = [task for task in base.tasks if task not in chosen]
    weights = [f"{task}: {base.tasks.get(task, 1):g}" for task in chosen] + [f"{task}: null" for task in gone]
    some = ", ".join(f"{task}: {workspace.tasks[task].baseline}" for task in chosen)
    return "\n".join(
        [
            "# What you ask of tools, and how much each answer counts. `evalkit check` reads it, and",
            f"# `evalkit run rubrics/{rubric}.yaml` measures by it into reports/{rubric}/. docs/rubrics.md explains every key.",
            "",
            f"extends: {base_file} # what is not written here stands there; null takes a key of it away",
            f"title: {rubric}",
            "",
            "# How critical each part of the workflow is. Any numbers; only their ratio counts.",
            f"tasks: {{{', '.join(weights)}}}",
            "",
            f"# What each criterion weighs; its metrics and their anchors stand in {base_file}. 0 switches one off.",
            "criteria:",
            *(f"  {name}: {{weight: {criterion.weight:g}}}" for name, criterion in base.criteria.items()),
            *_removals(base, gone),
            *_own_stacks(workspace, base, chosen),
            "",
            "# Write these where they are needed, without the '#'.",
            "# adapters: [pandas, polars]                  # only these tools; left out: those of the rubric above",
            "# measure: {blocks: 12, budget_minutes: 60}   # more blocks make the times more certain",
            "# profiles:",
            "#   ours: {title: Our team, weights: {ergonomics: 3}, requires: [works-offline]}",
            "# stacks:",
            f"#   ours: {{title: What we have now, tools: {{{some}}}}}",
            "",
        ]
    )


def _removals(base: Rubric, gone: Sequence[str]) -> Iterator[str]:
    """Yield what takes away the profiles' weights of, and the claims about, tasks that are gone."""
    profiles = {name: [task for task in gone if task in profile.tasks] for name, profile in base.profiles.items()}
    if any(profiles.values()):
        yield from ("", "# Their weights of tasks that are not compared here.", "profiles:")
        for name, tasks in profiles.items():
            if tasks:
                yield f"  {name}: {{tasks: {{{', '.join(f'{task}: null' for task in tasks)}}}}}"
    claims = [name for name, claim in base.claims.items() if not claim.tasks.isdisjoint(gone)]
    if claims:
        yield from ("", "# These are about tasks that are not compared here.", "claims:")
        yield from (f"  {name}: null" for name in claims)


def _own_stacks(workspace: Workspace, base: Rubric, chosen: Sequence[str]) -> Iterator[str]:
    """Yield stacks in place of the base's, where those have no tool for a task."""
    if set(chosen) <= set(base.tasks):
        return
    own = list(stacks_of(_choice(workspace, chosen), _titles(workspace)))
    named = {line.split(":")[0].strip() for line in own}
    yield from ("", "# One tool for each task. The stacks above have none for the new tasks.", "stacks:")
    yield from (f"  {name}: null" for name in base.stacks if name not in named)
    yield from (line.rstrip("\n") for line in own)
