"""The entry point: registers the commands, and turns every error that people can make into one message and exit code 2."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from evalkit import __version__
from evalkit.commands import check, compare, doctor, list_, lock, probe, report, run, schema
from evalkit.commands.app import app
from evalkit.commands.errors import complaint
from evalkit.commands.terminal import tell

COMMANDS = (run, report, compare, list_, check, probe, lock, schema, doctor)
"""One module per command, in the order in which `evalkit --help` shows them; importing one registers it."""


def _version(wanted: bool) -> None:
    if wanted:
        tell(f"evalkit {__version__}")
        raise typer.Exit


@app.callback()
def _evalkit(
    version: Annotated[
        bool, typer.Option("--version", help="Show evalkit's version and leave.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Weigh MLOps tools against each other with evidence."""


def main() -> None:
    """Run the command line and leave with its exit code; typer itself tells what is wrong with options."""
    try:
        app()
    except Exception as error:
        sys.exit(_told(error))


def _told(error: Exception) -> int:
    message = complaint(error)
    if message is not None:
        tell(message, err=True)
        return 2
    if os.environ.get("EVALKIT_DEBUG"):
        raise error
    tell(
        f"evalkit: this is a bug in evalkit, not in what you wrote: {type(error).__name__}: {error}\n"
        "set EVALKIT_DEBUG=1 and run it again to see where; what was measured so far is kept",
        err=True,
    )
    return 70
