"""`evalkit init`: makes a workspace of one's own."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands import completing
from evalkit.commands.app import app
from evalkit.commands.arguments import WrongArguments
from evalkit.commands.closing_lines import tell_next
from evalkit.commands.terminal import tell

if TYPE_CHECKING:
    from evalkit.workspace import Founded

_EPILOG = """
Examples:

- `evalkit init compare` — a small workspace: three tasks and four light tools, those of rubrics/quick.yaml
- `evalkit init compare --task skew --tool evidently` — one task and one tool, beside ordinary Python
- `evalkit init compare --full` — every task, tool and rubric that evalkit brings

Nothing is ever overwritten: the folder must be new or empty.
"""


@app.command("init", epilog=_EPILOG)
def init(
    folder: Annotated[Path, typer.Argument(help="The new folder.", metavar="FOLDER")],
    task: Annotated[
        list[str] | None,
        typer.Option(help="Only this task; may be given again.", autocompletion=completing.shipped_tasks),
    ] = None,
    tool: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this tool, and the tasks' baselines; may be given again.",
            autocompletion=completing.shipped_tools,
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Every task, tool and rubric that evalkit brings.")] = False,
) -> None:
    """Make a workspace of your own, with adapters, tasks, rubrics and a README, and print what to do next."""
    from evalkit.workspace import found, found_whole, load_workspace, starter

    if full and (task or tool):
        raise WrongArguments("--full brings every task and tool; leave it out, or --task and --tool")
    shipped = load_workspace(starter())
    made = found_whole(folder, shipped) if full else found(folder, shipped, task or (), tool or ())
    tell(_told(made))
    tell_next(
        [
            (
                f"cd {shlex.quote(os.fspath(made.root))}",
                "all that it holds is yours to change; README.md says what it is",
            ),
            ("evalkit run rubrics/quick.yaml", "a first report in a minute or two"),
            (
                f"evalkit new tool mytool --task {made.tasks[0]}",
                "then a tool of your own; docs/add-a-tool.md shows how",
            ),
        ]
    )


def _told(made: Founded) -> str:
    """Return what was made."""
    tasks, tools, rubrics = (
        _counted(len(names), word)
        for names, word in ((made.tasks, "task"), (made.tools, "tool"), (made.rubrics, "rubric"))
    )
    few = made.tools if len(made.tools) <= 6 else (*made.tools[:6], "…")
    return f"made {made.root}: {tasks} ({', '.join(made.tasks)}), {tools} ({', '.join(few)}) and {rubrics}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
