"""`evalkit lock`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.screen import screen
from evalkit.commands.terminal import tell

_EPILOG = """
Examples:

- `evalkit lock` — renew the locks of all adapters, for this platform
- `evalkit lock pandera evidently` — of these two
"""


@app.command("lock", epilog=_EPILOG)
def lock(
    tool: Annotated[
        list[str] | None, typer.Argument(help="Adapters to lock; all by default.", metavar="[TOOL]…")
    ] = None,
) -> None:
    """Renew the locks of adapters: every distribution with its version and hash, for this platform."""
    from evalkit.commands.checking import renew_locks  # noqa: PLC0415

    with screen() as shown:
        written = renew_locks(Path.cwd(), tuple(tool or ()), shown)
    for file in written:
        tell(file)
