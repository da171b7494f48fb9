"""`evalkit doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.terminal import TextConsole, plain, tell_json


@app.command("doctor", epilog="Example: `evalkit doctor --json`")
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Say what this machine has, what it lacks, and how to get it."""
    from evalkit.commands.examining import examine  # noqa: PLC0415

    findings = examine(Path.cwd())
    if as_json:
        tell_json([finding.to_json() for finding in findings])
    else:
        console = TextConsole()
        for finding in findings:
            mark, style = ("✓", "green") if finding.good else ("✗", "red") if finding.needed else ("–", "yellow")
            console.print(plain(f"{mark} {finding.what}: {finding.found}", style), soft_wrap=True)
            if not finding.good:
                console.print(f"    {finding.remedy}", soft_wrap=True)
    if any(finding.needed and not finding.good for finding in findings):
        raise typer.Exit(1)
