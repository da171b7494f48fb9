"""`evalkit lock`: renews the locks of adapters."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.screen import screen
from evalkit.commands.terminal import tell

if TYPE_CHECKING:
    from evalkit.plan.request import Screen

_EPILOG = """
Examples:

- `evalkit lock` — renew the locks of all adapters, for this platform
- `evalkit lock pandera evidently` — renew the locks of these two
"""


@app.command("lock", epilog=_EPILOG)
def lock(
    tool: Annotated[
        list[str] | None, typer.Argument(help="Adapters to lock; all by default.", metavar="[TOOL]…")
    ] = None,
) -> None:
    """Renew the locks of adapters: every distribution with its version and hash, for this platform."""
    with screen() as shown:
        written = renew_locks(Path.cwd(), tuple(tool or ()), shown)
    for file in written:
        tell(file)


def renew_locks(folder: Path, tools: tuple[str, ...], screen: Screen) -> list[str]:
    """Renew the locks of the named adapters, or of all if none is named; return the files that were written."""
    from evalkit.environments import Environments
    from evalkit.plan.loading import BadRequest
    from evalkit.plan.request import Left
    from evalkit.workspace import load_workspace, workspace_for

    workspace = load_workspace(workspace_for(folder))
    unknown = [tool for tool in tools if tool not in workspace.adapters]
    if unknown:
        raise BadRequest(f"there is no adapter {unknown[0]!r}; there are: {', '.join(sorted(workspace.adapters))}")
    environments = Environments(locks=workspace.locks)
    written: list[str] = []
    chosen = tools or tuple(sorted(workspace.adapters))
    for place, tool in enumerate(chosen):
        screen.progress(Left(place, len(chosen), 0.0), f"locking {tool}")
        files = environments.renew(workspace.adapters[tool], sorted(workspace.tasks))
        written.extend(file.relative_to(workspace.root).as_posix() for file in files)
    return written
