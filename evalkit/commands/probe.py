"""`evalkit probe`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from evalkit.commands.app import app

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
"""Facts shown of each finding; --json has all."""


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
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON, with all facts.")] = False,
) -> None:
    """Ask one static probe about any code, and see its findings with the facts behind them; nothing is run."""
    from evalkit.commands.probing import how_well_found, look  # noqa: PLC0415

    if labelled:
        if name != "dsl":
            raise typer.BadParameter("only dsl can be held against labels", param_hint="--labelled")
        typer.echo(how_well_found(path))
        return
    seen = look(name, path, python, Path.cwd())
    if as_json:
        typer.echo(json.dumps([one.to_json() for one in seen], indent=2, ensure_ascii=False))
        return
    console = Console(soft_wrap=True)
    last = ""
    for one in seen:
        if one.path != last:
            console.print(Text(one.path, style="bold"))
            last = one.path
        _show(console, one)


def _show(console: Console, one: Seen) -> None:
    from evalkit.model import Status  # noqa: PLC0415
    from evalkit.probes import METRICS  # noqa: PLC0415
    from evalkit.report.words.facts import shown  # noqa: PLC0415

    found, metric = one.finding, METRICS[one.finding.metric]
    if found.value is None:
        said = "" if found.status is Status.PROBE_ERROR else f"{found.status.value}: "
        console.print(Text(f"  {metric.name}: not measured: {said}{found.reason}", style="yellow"))
        return
    console.print(Text(f"  {metric.name} {metric.direction.arrow} {found.value:g} {metric.unit}"))
    for fact in found.facts[:_SHOWN]:
        seen = shown(fact)
        place = f"{seen.file}:{seen.lines[0]}" if seen.file and seen.lines else seen.file or ""
        said = seen.text.replace("\n", "\n      ")
        console.print(Text("    " + "  ".join(part for part in (place, said) if part), style="dim"))
    if len(found.facts) > _SHOWN:
        console.print(Text(f"    … and {len(found.facts) - _SHOWN} more; --json has all", style="dim"))
