"""The entry point: registers the commands, and turns every user error into one message and exit code 2."""

# ruff: noqa: PLC0415 (slow imports happen only when there is an error to explain)

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit import __version__
from evalkit.commands import (
    check,
    compare,
    doctor,
    export,
    history,
    init,
    inputs,
    list_,
    lock,
    new,
    probe,
    report,
    run,
    schema,
    selftest,
)
from evalkit.commands.app import app
from evalkit.commands.arguments import WrongArguments
from evalkit.commands.system_errors import of_system, settle
from evalkit.commands.terminal import tell
from evalkit.exit_codes import BUG, INCOMPLETE, INTERRUPTED, WRONG_INPUT
from evalkit.interruption import stoppable

if TYPE_CHECKING:
    from evalkit.environments import Provisioner

COMMANDS = (
    init,
    new,
    run,
    report,
    compare,
    history,
    export,
    list_,
    check,
    inputs,
    probe,
    lock,
    schema,
    doctor,
    selftest,
)
"""One module for each command; importing a module registers its command."""

_MOST_MISTAKES = 100
"""Of one command that are shown; a file that is no such file at all may have a mistake in each line."""


def _version(wanted: bool) -> None:
    if wanted:
        tell(f"evalkit {__version__}")
        raise typer.Exit


@app.callback()
def _evalkit(
    version: Annotated[
        bool, typer.Option("--version", help="Show evalkit's version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Compare MLOps tools with evidence."""


def main(environments: Callable[..., Provisioner] | None = None, arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its exit code.

    `environments` makes a workspace's environments from the folder of its locks; if it is None, uv does. `arguments`
    are those of this process, unless they are given.
    """
    with stoppable() as told:
        try:
            if said := settle():
                tell(f"evalkit: {said}", err=True)
            try:
                app(arguments, obj=environments, prog_name="evalkit")
            finally:
                sys.stdout.flush()  # a full disk is told now; when Python ends, nobody could
        except Exception as error:
            sys.exit(_report(error))
        except SystemExit:
            if told.to_stop:  # typer has taken the interruption, and has a code of its own for it
                sys.exit(INTERRUPTED)
            raise
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)


def _report(error: Exception) -> int:
    """Print the message for an error, and return the exit code that belongs to it.

    It is 3 where a run has nothing to be reported yet: nobody made a mistake, and running it goes on.

    The code tells what happened also where nothing can be printed.
    """
    message, code = _message(error), _code(error)
    if message is None:
        if os.environ.get("EVALKIT_DEBUG"):
            raise error
        code = BUG
        message = (
            f"evalkit: this is a bug in evalkit, not in what you wrote: {type(error).__name__}: {error}\n"
            "to see where, set EVALKIT_DEBUG=1 and run it again; everything measured so far is kept"
        )
    with contextlib.suppress(OSError):
        tell(message, err=True)
    return code


def _code(error: Exception) -> int:
    if isinstance(error, WrongArguments):
        return WRONG_INPUT
    from evalkit.store import NothingMeasured

    return INCOMPLETE if isinstance(error, NothingMeasured) else WRONG_INPUT


def _message(error: Exception) -> str | None:
    """Return the message for a known kind of error, or None for a bug in evalkit."""
    if isinstance(error, WrongArguments):  # answered at once: nothing slow is imported for it
        return f"evalkit: {error}"
    from evalkit.bench import LauncherDied
    from evalkit.environments import Unavailable
    from evalkit.plan.loading import BadRequest
    from evalkit.store import BadManifest, FolderBusy, NotARun, NothingMeasured, OtherFormat
    from evalkit.workers.workers import NoCluster
    from evalkit.workspace import BadInput, CannotBegin, NoWorkspace

    if isinstance(error, BadInput):
        problems = error.problems
        lines = [str(problem) for problem in problems[:_MOST_MISTAKES]]
        shown = "" if len(lines) == len(problems) else f", of which the first {_MOST_MISTAKES} are shown"
        count = (
            f"\n{len(problems):,} mistakes{shown}; evalkit ran nothing and lost nothing" if len(problems) > 1 else ""
        )
        return "\n".join(lines) + count
    if isinstance(error, BadManifest | NothingMeasured | OtherFormat):
        return f"evalkit: {error}"
    if isinstance(error, BadRequest | CannotBegin | FolderBusy | LauncherDied | NoCluster | NoWorkspace):
        return f"evalkit: {error}"
    if isinstance(error, NotARun):
        return f"evalkit: this is not a run: {error}"
    if isinstance(error, Unavailable):
        return f"evalkit: {error.reason}"
    if isinstance(error, MemoryError):
        return "evalkit: there is too little memory: end other programs, or raise the limit of this shell (ulimit -v)"
    return of_system(error) if isinstance(error, OSError) else None
