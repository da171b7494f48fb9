"""`evalkit report`: makes the report of a run again, in any of its forms."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.closing_lines import tell_left_out_of
from evalkit.commands.terminal import tell, tell_document, tell_json_document

_EPILOG = """
Examples:

- `evalkit report reports/default` — make scorecard.json and report.html in the run's folder again
- `evalkit report reports/default --format md >> $GITHUB_STEP_SUMMARY` — for a pull request, the answer first
- `evalkit report reports/default --format csv --out figures.csv` — one row for every figure
- `evalkit report reports/default --format json | jq '.stacks[0].stack'` — the scorecard as data
"""


class Form(StrEnum):
    """The forms of `evalkit.report.FORMATS`, repeated here so that help does not load the report."""

    HTML = "html"
    MD = "md"
    CSV = "csv"
    JSON = "json"


@app.command("report", epilog=_EPILOG)
def report(
    run: Annotated[Path, typer.Argument(help="The folder of a run.", metavar="RUN")],
    form: Annotated[Form, typer.Option("--format", help="The page, Markdown, a table, or data.")] = Form.HTML,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where to write it, - for the screen.  [default: the run's folder for html, else the screen]",
            metavar="FILE|-",
        ),
    ] = None,
) -> None:
    """Make the report of a run again, from its journal and its manifest: as a page, Markdown, a table or data."""
    from evalkit.report.publishing import report_as, republish  # noqa: PLC0415
    from evalkit.store import naming  # noqa: PLC0415

    if form is Form.HTML and out is None:
        tell(f"report: {republish(run)}")
        tell_left_out_of(run)
        return
    text = report_as(run, form.value)
    if out is None or str(out) == "-":
        (tell_json_document if form is Form.JSON else tell_document)(text)
    else:
        with naming(out):
            out.write_text(text, encoding="utf-8", errors="replace")
        tell(f"report: {out}")
    tell_left_out_of(run)
