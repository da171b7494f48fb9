"""`evalkit run`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from evalkit.commands.app import EXIT_CODES, app
from evalkit.commands.left_out import tell_left_out, tell_left_out_of
from evalkit.commands.outcome import show_cells
from evalkit.commands.screen import screen
from evalkit.commands.terminal import tell, tell_json

_EPILOG = f"""
Examples:

- `evalkit run rubrics/default.yaml` — the whole comparison; run again, it goes on where it stopped
- `evalkit run rubrics/quick.yaml` — a small one without TensorFlow
- `evalkit run rubrics/default.yaml --task skew --tool evidently` — one tool in one task, beside its baseline
- `evalkit run rubrics/default.yaml --blocks 20 --budget 60` — more blocks, an hour at most

{EXIT_CODES}
"""


@app.command("run", epilog=_EPILOG)
def run(
    rubric: Annotated[str, typer.Argument(help="The rubric's YAML file.", metavar="RUBRIC")],
    task: Annotated[list[str] | None, typer.Option(help="Only this task; may be given again.")] = None,
    tool: Annotated[list[str] | None, typer.Option(help="Only this tool and the baseline; may be given again.")] = None,
    level: Annotated[list[str] | None, typer.Option(help="Only this level; may be given again.")] = None,
    probes: Annotated[str | None, typer.Option(help="Only these probes, such as code,run.", metavar="NAME,…")] = None,
    blocks: Annotated[int | None, typer.Option(min=1, max=1000, help="Blocks to have in the end.")] = None,
    budget: Annotated[float | None, typer.Option(min=0.01, help="Minutes of measuring, installing left out.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the inputs and of the order within blocks.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder of the run.  [default: reports/<rubric>]")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start another run instead of going on.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome, or the dry run, as JSON.")] = False,
) -> None:
    """Run a rubric: install the tools, run and verify every implementation, measure, and write the report."""
    from evalkit.commands.loop import run as execute  # noqa: PLC0415
    from evalkit.plan.loading import load  # noqa: PLC0415
    from evalkit.plan.preview import preview  # noqa: PLC0415
    from evalkit.plan.request import Request  # noqa: PLC0415

    request = Request(
        rubric=rubric,
        tasks=tuple(task or ()),
        tools=tuple(tool or ()),
        levels=tuple(level or ()),  # type: ignore[arg-type]  # checked by load, which names the levels there are
        probes=tuple(part.strip() for part in (probes or "").split(",") if part.strip()),
        blocks=blocks,
        budget_minutes=budget,
        seed=seed,
        out=out,
        fresh=fresh,
        command="evalkit " + shlex.join(sys.argv[1:]),
    )
    if dry_run:
        loaded = load(request)
        steps = preview(request, loaded)
        if as_json:
            tell_json(steps.to_json())
        else:
            tell(steps.to_text())
        tell_left_out(loaded.rubric, loaded.selection.members)
        return
    with screen() as shown:
        result = execute(request, shown)
    if as_json:
        tell_json(result.to_json())
    else:
        show_cells(result.cells)
        tell(f"report: {result.report}")
    tell_left_out_of(result.report.parent)
    if result.interrupted:
        raise typer.Exit(130)
    if not result.all_ok:
        raise typer.Exit(1)
