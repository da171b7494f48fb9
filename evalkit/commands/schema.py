"""`evalkit schema`: prints the JSON Schema of a file that people write, or tells editors about all of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.terminal import tell, tell_json
from evalkit.commands.which_workspace import workspace_of_ones_own
from evalkit.exit_codes import FOUND_WRONG


class WrittenFile(StrEnum):
    """The files that people write."""

    ADAPTER = "adapter"
    TASK = "task"
    RUBRIC = "rubric"
    RATINGS = "ratings"
    DATA = "data"


_EPILOG = """
Examples:

- `evalkit schema` — tell VS Code and PyCharm which schema belongs to which file of this workspace
- `evalkit schema rubric > rubric.schema.json` — print one, for another editor
"""


@app.command("schema", epilog=_EPILOG)
def schema(
    kind: Annotated[
        WrittenFile | None,
        typer.Argument(help="Print the schema of this file: adapter, task, rubric, ratings or data.", metavar="[KIND]"),
    ] = None,
) -> None:
    """Let editors complete, explain and check the YAML that people write: wire VS Code and PyCharm, or print one JSON Schema."""
    from evalkit.workspace import schema_of, wire  # noqa: PLC0415

    if kind is not None:
        tell_json(schema_of(kind.value))
        return
    wired = wire(workspace_of_ones_own(Path.cwd()))
    for file in wired.files:
        tell(f"wrote {file}")
    for sentence in wired.left:
        tell(sentence, err=True)
    tell(
        "PyCharm reads this at once; VS Code with the extension redhat.vscode-yaml. Run it again after an update of evalkit"
    )
    if wired.left:
        raise typer.Exit(FOUND_WRONG)
