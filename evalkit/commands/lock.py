"""`evalkit lock`: renews the locks of adapters."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands import completing
from evalkit.commands.app import app, environments_of
from evalkit.commands.screen import screen
from evalkit.commands.terminal import tell
from evalkit.commands.which_workspace import workspace_of_ones_own

if TYPE_CHECKING:
    from evalkit.environments import Provisioner
    from evalkit.plan import Screen

_EPILOG = """
Examples:

- `evalkit lock` — renew the locks of all adapters, for this platform
- `evalkit lock pandera evidently` — renew the locks of these two
"""


@app.command("lock", epilog=_EPILOG)
def lock(
    context: typer.Context,
    tool: Annotated[
        list[str] | None,
        typer.Argument(help="Adapters to lock; all by default.", metavar="[TOOL]…", autocompletion=completing.tools),
    ] = None,
) -> None:
    """Renew the locks of adapters: every distribution with its version and hash, for this platform."""
    from evalkit.environments import Unavailable

    with screen() as shown:
        written, lacking = renew_locks(Path.cwd(), tuple(tool or ()), shown, environments_of(context))
    for file in written:
        tell(file)
    if lacking:
        raise Unavailable("\n".join(lacking))


def renew_locks(
    folder: Path, tools: tuple[str, ...], screen: Screen, environments_for: Callable[..., Provisioner]
) -> tuple[list[str], list[str]]:
    """Renew the locks of the named adapters, or of all if none is named.

    Returns the files that were written, and a sentence for each tool whose lock cannot be made: the others are renewed.

    Raises:
        NoWorkspace: the folder lies in no workspace of the user's own.
        BadRequest: there is no such adapter.
        BadInput: there are mistakes in files, or a named tool is not pinned.
    """
    from evalkit.environments import Unavailable
    from evalkit.plan import Left
    from evalkit.plan.loading import must_exist
    from evalkit.workspace import BadInput, load_workspace

    workspace = load_workspace(workspace_of_ones_own(folder))
    must_exist("adapter", tools, sorted(workspace.adapters))
    environments = environments_for(locks=workspace.locks)
    if refused := [workspace.unpinned[tool] for tool in tools if tool in workspace.unpinned]:
        raise BadInput(refused)
    written: list[str] = []
    lacking: list[str] = []
    chosen = tools or tuple(sorted(workspace.adapters.keys() - workspace.unpinned.keys()))
    for problem in workspace.unpinned.values() if not tools else ():
        screen.say(f"{problem}; left out")
    for place, tool in enumerate(chosen):
        screen.progress(Left(place, len(chosen), 0.0), f"locking {tool}")
        try:
            files = environments.renew(workspace.adapters[tool], sorted(workspace.tasks))
        except Unavailable as why:
            lacking.append(f"{tool}: {why.reason}" if len(chosen) > 1 else why.reason)
            continue
        written.extend(file.relative_to(workspace.root).as_posix() for file in files)
    return written, lacking
