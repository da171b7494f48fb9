"""`evalkit inputs`: writes the inputs of a task, so that one can write a script against them."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands import completing
from evalkit.commands.app import DATA, app
from evalkit.commands.terminal import tell
from evalkit.commands.which_workspace import workspace_here

if TYPE_CHECKING:
    from evalkit.workspace import Workspace

_EPILOG = """
Examples:

- `evalkit inputs skew try` — try/inputs/ with the inputs of skew, and an empty try/outputs/
- `evalkit inputs skew try --rows 30000 --seed 1` — more rows, drawn anew
- `evalkit inputs skew try --data people.csv` — of your own rows, in the form that the task's scripts read
- `evalkit inputs skew try --truth` — also try/truth.json, which says what was planted
"""


@app.command("inputs", epilog=_EPILOG)
def inputs(
    task: Annotated[str, typer.Argument(help="The task.", metavar="TASK", autocompletion=completing.tasks)],
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="FOLDER")],
    rows: Annotated[
        int | None, typer.Option(min=1, help="Rows of the inputs.  [default: the task's smallest scale]")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the inputs; `evalkit run` uses 0.")] = 0,
    data: Annotated[Path | None, DATA] = None,
    truth: Annotated[bool, typer.Option("--truth", help="Write truth.json too: what the checker goes by.")] = False,
) -> None:
    """Write the inputs of a task into a folder, where a script finds them as it will in a run."""
    scale = write_inputs(workspace_here(Path.cwd()), task, folder, rows, seed, truth=truth, data=data)
    shown = shlex.quote(str(folder))
    tell(f"wrote the inputs of {task} at {scale:,} rows, seed {seed}, into {folder}/inputs/")
    tell(f"run a script there as evalkit does: cd {shown} && python YOUR_SCRIPT.py; it writes into outputs/")


def write_inputs(
    root: Path, task: str, folder: Path, rows: int | None, seed: int, *, truth: bool, data: Path | None = None
) -> int:
    """Write the inputs of a task, and an empty folder for outputs, into a new or empty folder; return the number of rows.

    They are made of the reader's own table in the file `data`, if it is given.

    Raises:
        BadInput: there are mistakes in files.
        BadRequest: there is no such task, it takes more rows, the folder is not empty, or the inputs cannot be made.
    """
    from evalkit.bench import Bench, Launcher, TaskBroken
    from evalkit.plan.loading import BadRequest, must_exist
    from evalkit.workspace import load_workspace

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadRequest(f"{folder} is not empty, and nothing is overwritten; name a new folder")
    with Launcher() as launcher:
        workspace = load_workspace(root)
        must_exist("task", [task], workspace.tasks)
        smallest = workspace.tasks[task].scales[0]
        scale = smallest if rows is None else rows
        if scale < smallest:  # a task may draw until it finds what it plants, which never ends with too few rows
            raise BadRequest(
                f"{task} is made for {smallest:,} rows or more (`scales` in tasks/{task}/task.yaml), and what it plants needs "
                f"them; write --rows {smallest} or more"
            )
        with _own_table(workspace, task, data) as own, Bench(workspace.root, launcher, own=own) as bench:
            try:
                made = bench.inputs(workspace.task_folder(task), scale, seed)
            except TaskBroken as broken:
                raise BadRequest(broken.reason) from None
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copytree(made.folder, folder / "inputs")
            (folder / "outputs").mkdir()
            if truth:
                text = json.dumps(made.truth, indent=2, ensure_ascii=False)
                (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return scale


@contextmanager
def _own_table(workspace: Workspace, task: str, data: Path | None) -> Iterator[Path | None]:
    """Yield the file of a reader's own table, coded, or None where there is none; raises BadRequest if the task takes none."""
    from evalkit.plan.loading import BadRequest
    from evalkit.plan.own_rows import lacking
    from evalkit.workspace import read_own_data

    if data is None:
        yield None
        return
    own = read_own_data(data)
    if why := lacking(workspace.tasks[task], own.roles):
        raise BadRequest(f"{task} {why}")
    with own.as_file() as file:
        yield file
