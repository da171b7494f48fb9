"""The application that commands register with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from evalkit.commands.arguments import Application
from evalkit.exit_codes import EXIT_CODES

if TYPE_CHECKING:
    from evalkit.environments import Provisioner

DATA = typer.Option(
    help="Your own table, CSV or Parquet, with a data.yaml beside it (`evalkit new data`).", metavar="FILE"
)
"""The option that names a reader's own data."""

app = Application(
    name="evalkit",
    help="Compare MLOps tools with evidence: run the same workflow in each, verify it, measure it, "
    "and read a report that leaves the weights to you.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def environments_of(context: typer.Context) -> Callable[..., Provisioner]:
    """Return what makes a workspace's environments from the folder of its locks: uv, or what `main` was given instead."""
    from evalkit.environments import Environments  # noqa: PLC0415

    handed_over: Callable[..., Provisioner] | None = context.obj
    return handed_over or Environments
