"""`evalkit probe`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.terminal import TextConsole, plain, tell, tell_json

if TYPE_CHECKING:
    from evalkit.commands.probing import Seen

_EPILOG = """
Examples:

- `evalkit probe code tasks/skew/pandas/adapt.py` — what the code probe sees in one script
- `evalkit probe dsl my_script.py` — embedded languages, with file and line
- `evalkit probe code a.py b.py` — two tasks of one tool, so that boilerplate shows
- `evalkit probe ladder tasks/skew/pandas` — the learning curve over levels
- `evalkit probe docs .venv/lib/python3.11/site-packages/sklearn` — the public API of a package
- `evalkit probe dsl my_corpus --labelled` — recall and precision on files that you labelled
- `evalkit probe code my_script.py --python .venv/bin/python --json`
"""
_SHOWN = 60
"""Pieces of evidence shown of each finding; --json has all."""


@app.command("probe", epilog=_EPILOG)
def probe(
    name: Annotated[str, typer.Argument(help="A static probe: code, dsl, docs or ladder.", metavar="NAME")],
    path: Annotated[list[Path], typer.Argument(help="Files or folders, each one implementation.", metavar="PATH…")],
    python: Annotated[
        Path | None, typer.Option(help="An interpreter that has what the files import.", metavar="INTERPRETER")
    ] = None,
    labelled: Annotated[
        bool, typer.Option("--labelled", help="For dsl: how well it finds what people labelled in these folders.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON, with all evidence.")] = False,
) -> None:
    """Ask one static probe about any code, and see its findings with their evidence; nothing is run."""
    from evalkit.commands.probing import how_well_found, look  # noqa: PLC0415

    if labelled:
        if name != "dsl":
            raise typer.BadParameter("only dsl can be held against labels", param_hint="--labelled")
        tell(how_well_found(path))
        return
    seen = look(name, path, python, Path.cwd())
    if as_json:
        tell_json([one.to_json() for one in seen])
        return
    console = TextConsole(soft_wrap=True)
    last = ""
    for one in seen:
        if one.path != last:
            console.print(plain(one.path, "bold"))
            last = one.path
        _show(console, one)


def _show(console: TextConsole, one: Seen) -> None:
    from evalkit.model import Status  # noqa: PLC0415
    from evalkit.probes import METRICS  # noqa: PLC0415

    found, metric = one.finding, METRICS[one.finding.metric]
    if found.value is None:
        said = "" if found.status is Status.PROBE_ERROR else f"{found.status.value}: "
        console.print(plain(f"  {metric.name}: not measured: {said}{found.reason}", "yellow"))
        return
    console.print(plain(f"  {metric.name} {metric.direction.arrow} {found.value:g} {metric.unit}"))
    for item in found.evidence[:_SHOWN]:
        place = f"{item.file}:{item.lines[0]}" if item.file and item.lines else item.file or ""
        said = (item.text or "").replace("\n", "\n      ")
        console.print(plain("    " + "  ".join(part for part in (place, said) if part), "dim"))
    if len(found.evidence) > _SHOWN:
        console.print(plain(f"    … and {len(found.evidence) - _SHOWN} more; --json has all", "dim"))
