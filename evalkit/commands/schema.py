"""`evalkit schema`: prints the JSON Schema of a file that people write."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.terminal import tell_json


class WrittenFile(StrEnum):
    """The files that people write."""

    ADAPTER = "adapter"
    TASK = "task"
    RUBRIC = "rubric"
    RATINGS = "ratings"


@app.command("schema", epilog="Example: `evalkit schema rubric > rubric.schema.json`")
def schema(
    kind: Annotated[WrittenFile, typer.Argument(help="Which file: adapter, task, rubric or ratings.", metavar="KIND")],
) -> None:
    """Print the JSON Schema of a file that people write, for editors that complete and check it."""
    from evalkit.workspace import schema_of  # noqa: PLC0415

    tell_json(schema_of(kind.value))
