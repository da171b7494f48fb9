"""`evalkit new`: writes the first files of a tool, a task, a rubric or data, whose comments say what to fill in."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands import completing
from evalkit.commands.app import app, environments_of
from evalkit.commands.arguments import Application
from evalkit.commands.closing_lines import tell_next
from evalkit.commands.help_order import heading_of
from evalkit.commands.terminal import tell
from evalkit.commands.which_workspace import workspace_of_ones_own

if TYPE_CHECKING:
    from evalkit.environments import Provisioner
    from evalkit.workspace import Begun, NewTool

new = Application(no_args_is_help=True, rich_markup_mode="markdown")
app.add_typer(
    new,
    name="new",
    rich_help_panel=heading_of("new"),
    help="Write the first files of a tool, a task, a rubric or your own data; their comments say what to fill in.",
    epilog="Example: `evalkit new tool polars --task skew`\n\nNothing is ever overwritten.",
)

_OF_TOOL = """
Examples:

- `evalkit new tool polars --task skew` — adapters/polars.yaml with the newest version, and tasks/skew/polars/hello.py
- `evalkit new tool polars --task skew --level adapt` — the script of another level
- `evalkit new tool polars --requires polars==2.1.0 --homepage https://docs.pola.rs --python 3.12` — all of it by hand
"""
_OF_TASK = """
Examples:

- `evalkit new task latency` — an example that runs, to put your own question into
- `evalkit new task latency --baseline pandas` — with pandas as the baseline
"""
_OF_RUBRIC = """
Examples:

- `evalkit new rubric ours` — what rubrics/default.yaml asks, with weights to change
- `evalkit new rubric ours --task skew` — for one task
"""

_OF_DATA = """
Examples:

- `evalkit new data people.csv` — data.yaml beside it, which says what its columns are
- `evalkit run rubrics/quick.yaml --data people.csv` — then this runs on its rows
"""


@new.command("tool", epilog=_OF_TOOL)
def tool(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The tool's name in files, such as polars.", metavar="NAME")],
    task: Annotated[
        list[str] | None,
        typer.Option(
            help="A task to write a script for; may be given again.  [default: the only task]",
            autocompletion=completing.tasks,
        ),
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option(
            help="A level to write it for; may be given again.  [default: the lowest]", autocompletion=completing.levels
        ),
    ] = None,
    requires: Annotated[
        str | None,
        typer.Option(help="What to install.  [default: NAME in its newest version]", metavar="NAME==VERSION"),
    ] = None,
    python: Annotated[
        str | None, typer.Option(help="Its minor version of Python.  [default: that of the task's baseline]")
    ] = None,
    homepage: Annotated[str | None, typer.Option(help="The tool's own page.", metavar="URL")] = None,
    title: Annotated[str | None, typer.Option(help="The tool's name as its makers write it.")] = None,
) -> None:
    """Write an adapter and a script for a tool of yours."""
    from evalkit.workspace import CannotBegin, NewTool, begin_tool, load_workspace

    root = workspace_of_ones_own(Path.cwd())
    workspace = load_workspace(root)
    tasks = tuple(task or (workspace.tasks if len(workspace.tasks) == 1 else ()))
    if not tasks and name in workspace.adapters:
        raise CannotBegin(
            f"adapters/{name}.yaml is there already; name a task with --task: {', '.join(workspace.tasks)}"
        )
    baselines = [workspace.tasks[each].baseline for each in tasks if each in workspace.tasks]
    version = python or (workspace.adapters[baselines[0]].python if baselines else "3.11")
    made = NewTool(name, requires or name, version, homepage, title)
    made.check()
    if name not in workspace.adapters:
        made = replace(made, requirement=_pinned(made, environments_of(context), workspace.locks))
    begun = begin_tool(workspace, made, tasks, tuple(level or ()))  # type: ignore[arg-type]  # begin_tool names the levels there are
    _tell(begun)
    commands = [
        ("evalkit check", "says what is wrong in files"),
        (f"evalkit check {name}", "installs it, runs its scripts"),
    ]
    if not tasks and workspace.tasks:
        some = next(iter(workspace.tasks))
        commands.insert(
            0, (f"evalkit new tool {name} --task {some}", f"a script for a task: {', '.join(workspace.tasks)}")
        )
    tell_next(commands)


@new.command("task", epilog=_OF_TASK)
def task(
    name: Annotated[str, typer.Argument(help="The task's name in files, such as latency.", metavar="NAME")],
    baseline: Annotated[
        str,
        typer.Option(
            help="The tool of the baseline, which all others are compared with.", autocompletion=completing.tools
        ),
    ] = "python",
) -> None:
    """Write a task that runs: a contract, inputs, a checker, faults and a baseline, to put your own question into."""
    from evalkit.workspace import begin_task, starter

    root = workspace_of_ones_own(Path.cwd())
    _tell(begin_task(root, name, baseline, starter()))
    tell_next(
        [
            (f"evalkit check --task {name}", "proves that inputs, checker, faults and baseline fit together"),
            (f"evalkit inputs {name} FOLDER", "writes its inputs, to try things on"),
            (f"evalkit new rubric {name}-first --task {name}", "a rubric about this task"),
        ]
    )


@new.command("rubric", epilog=_OF_RUBRIC)
def rubric(
    name: Annotated[str, typer.Argument(help="The rubric's name, such as ours.", metavar="NAME")],
    task: Annotated[
        list[str] | None,
        typer.Option(
            help="A task that it is about; may be given again.  [default: those of the base]",
            autocompletion=completing.tasks,
        ),
    ] = None,
    extends: Annotated[
        str | None,
        typer.Option(
            help="The rubric that it changes.  [default: default.yaml]",
            metavar="FILE",
            autocompletion=completing.rubric_names,
        ),
    ] = None,
) -> None:
    """Write a rubric that says what counts for you, on top of an existing one."""
    from evalkit.workspace import begin_rubric, load_workspace, starter

    root = workspace_of_ones_own(Path.cwd())
    _tell(begin_rubric(load_workspace(root), name, extends, tuple(task or ()), starter()))
    tell_next(
        [("evalkit check", "says what is wrong in files"), (f"evalkit run rubrics/{name}.yaml", "measures by it")]
    )


@new.command("data", epilog=_OF_DATA)
def data(
    file: Annotated[Path, typer.Argument(help="A table of your own, CSV or Parquet.", metavar="FILE")],
) -> None:
    """Write data.yaml beside a table of yours: which of its columns are label, groups, numbers and texts."""
    from evalkit.workspace import begin_data

    tell(f"wrote {begin_data(file)}; read it, and change what it has got wrong")
    named = shlex.quote(str(file))
    tell_next(
        [
            (f"evalkit inputs skew FOLDER --data {named}", "shows how a task's scripts will see the rows"),
            (f"evalkit run rubrics/quick.yaml --data {named}", "runs on them"),
        ]
    )


def _tell(begun: Begun) -> None:
    for file in begun.files:
        tell(f"wrote {file}")
    if begun.left:
        tell("left to do:")
    for left in begun.left:
        tell(f"  {left}")


def _pinned(new: NewTool, environments_for: Callable[..., Provisioner], locks: Path) -> str:
    """Return a tool's requirement with a version: as it was written, or the newest that can be installed, if that is known."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    from evalkit.environments import Unavailable
    from evalkit.model import Adapter

    requirement = Requirement(new.requirement)
    if requirement.specifier:
        return new.requirement
    adapter = Adapter(
        tool=new.tool,
        name=new.tool,
        homepage="https://example.org",
        python=new.python,
        requires=(new.requirement,),
        packages=("unknown",),
    )
    try:
        found = environments_for(locks=locks).lock(adapter).distributions
    except Unavailable as why:
        tell(
            f"the newest version of {new.requirement} is not known: {why.reason}; pin it in adapters/{new.tool}.yaml, as in "
            f"{new.requirement}==1.2.3; `pip index versions {requirement.name}` lists the versions",
            err=True,
        )
        return new.requirement
    version: str | None = found.get(canonicalize_name(requirement.name))
    return f"{new.requirement}=={version}" if version else new.requirement
