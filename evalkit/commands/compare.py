"""`evalkit compare`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.comparison import show_comparison
from evalkit.commands.terminal import tell, tell_json_document

if TYPE_CHECKING:
    from evalkit.report import ComparisonInput

_EPILOG = """
Reasons to fail:

- `broken` — something that was ok is not any more
- `slower` — a time is really longer
- `bigger` — installed size, number of distributions or peak memory really grew
- `worse` — any metric is really worse, or something is broken
- `lost` — something measured before is not measured any more
- `rank` — a tool or a stack surely lost its place

Examples:

- `evalkit compare reports/main reports/branch` — what changed for certain, the worst first
- `evalkit compare reports/default` — what a new version changed, after the same run went on with it
- `evalkit compare reports/main reports/branch --all` — the rest too, with what cannot be told and why
- `evalkit compare reports/main reports/branch --html changes.html` — a page of it
- `evalkit compare reports/main reports/branch --fail-on broken --fail-on slower` — for a build

Exit codes: 0 done · 1 one of the reasons to fail was found · 2 the input is wrong
"""


class FailOn(StrEnum):
    """The kinds of `evalkit.scoring.OBJECTIONS`, known here without loading it."""

    BROKEN = "broken"
    SLOWER = "slower"
    BIGGER = "bigger"
    WORSE = "worse"
    LOST = "lost"
    RANK = "rank"


@app.command("compare", epilog=_EPILOG)
def compare(
    before: Annotated[Path, typer.Argument(help="The folder of the run before.", metavar="RUN")],
    after: Annotated[
        Path | None,
        typer.Argument(
            help="The folder of the run after; left out, what the first one measured again is compared with what it "
            "measured before.",
            metavar="[RUN]",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show what is no real change too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page of it.", metavar="FILE")] = None,
    fail_on: Annotated[
        list[FailOn] | None, typer.Option(help="Leave with exit code 1 when this happened; may be given again.")
    ] = None,
) -> None:
    """Say what changed between two runs or two versions of a tool, and what of it is more than chance."""
    from evalkit.commands.comparing import compare_history, compare_runs  # noqa: PLC0415
    from evalkit.report import comparison_as_json, render_comparison  # noqa: PLC0415
    from evalkit.scoring import objections  # noqa: PLC0415

    compared: ComparisonInput = compare_history(before) if after is None else compare_runs(before, after)
    found = objections(compared.comparison, [kind.value for kind in fail_on or ()])
    if html is not None:
        html.write_text(render_comparison(compared), encoding="utf-8", errors="replace")
    if as_json:
        tell_json_document(comparison_as_json(compared, found, everything=everything))
    else:
        show_comparison(compared, everything=everything)
        if html is not None:
            tell(f"page: {html}")
    for objection in found:
        tell(f"failed: {objection}", err=True)
    if found:
        raise typer.Exit(1)
