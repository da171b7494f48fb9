"""`evalkit report`: makes the report of a run again, in any of its forms."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.arguments import WrongArguments
from evalkit.commands.asked_file import check_asked, write_asked
from evalkit.commands.closing_lines import tell_left_out_of
from evalkit.commands.terminal import tell, tell_document, tell_json_document

_EPILOG = """
Examples:

- `evalkit report reports/default` — make scorecard.json and report.html in the run's folder again
- `evalkit report reports/default --format md >> $GITHUB_STEP_SUMMARY` — for a pull request, the answer first
- `evalkit report reports/default --format csv --out figures.csv` — one row for every figure
- `evalkit report reports/default --badge` — badge.svg in the run's folder, for a README
- `evalkit report reports/default --url https://example.org/report.html` — links to the page there show its picture
- `evalkit report reports/default --check-newest` — say on the page how far the tools have moved on since the run
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
            "--out",
            "-o",
            help="Where to write it, - for the screen.  [default: the run's folder for html, else the screen]",
            metavar="FILE|-",
        ),
    ] = None,
    badge: Annotated[
        bool,
        typer.Option("--badge", help="The answer as a small picture (SVG), badge.svg in the run's folder or --out."),
    ] = False,
    url: Annotated[
        str,
        typer.Option(help="Where the page will be, so that links to it show its picture.", metavar="ADDRESS"),
    ] = "",
    check_newest: Annotated[
        bool,
        typer.Option(
            "--check-newest",
            help="Ask your package indexes how far the tools have moved on since, and keep the answer in the run's folder.",
        ),
    ] = False,
) -> None:
    """Make the report of a run again, from its journal and its manifest: as a page, Markdown, a table or data."""
    from evalkit.report.publishing import badge_of, report_as, republish  # noqa: PLC0415
    from evalkit.store import write_whole  # noqa: PLC0415
    from evalkit.store.run_folder import RunFolder  # noqa: PLC0415

    if badge and form is not Form.HTML:
        raise WrongArguments("--badge has a form of its own; leave --format out")
    if url and (badge or form is not Form.HTML or out is not None):
        raise WrongArguments(
            "--url is for the page in the run's folder, beside its picture; leave --badge, --format and --out out"
        )
    if url and not _is_address(url):
        raise WrongArguments(f"--url must be an address like https://example.org/runs/report.html, not {url!r}")

    check_asked("--out", out, "badge.svg" if badge else f"report.{form.value}")

    if check_newest:
        _check_newest(run)
    if form is Form.HTML and out is None and not badge:
        tell(f"report: {republish(run, url)}")
        tell_left_out_of(run)
        return
    text = badge_of(run) if badge else report_as(run, form.value)
    if badge and out is None:
        out = RunFolder(run).badge
        write_whole(out, text)  # follows no link that lies there, for somebody else may have made the folder
        tell(f"badge: {out}")
    elif out is None or str(out) == "-":
        (tell_json_document if form is Form.JSON else tell_document)(text)
    else:
        write_asked(out, text)
        tell(f"{'badge' if badge else 'report'}: {out}")
    tell_left_out_of(run)


def _is_address(url: str) -> bool:
    from urllib.parse import urlsplit  # noqa: PLC0415

    try:
        return bool(urlsplit(url).hostname) and url.startswith(("https://", "http://"))
    except ValueError:  # half of an IPv6 address
        return False


def _check_newest(run: Path) -> None:
    """Ask how far the tools of a run have moved on; where nobody answers, what was known before stays."""
    from evalkit.environments.newer_releases import check_newest  # noqa: PLC0415
    from evalkit.report.opened_run import opened_run  # noqa: PLC0415
    from evalkit.store.newest_check import write_check  # noqa: PLC0415

    manifest = opened_run(run).manifest
    measured = {
        tool: state.version for tool, state in manifest.tools.items() if state.state == "ready" and state.version
    }
    check = check_newest(manifest.adapters, measured)
    if not check.tools:
        why = next(iter(check.unknown.values()), "no tool was measured")
        tell(f"newest versions: nothing could be learnt, because {why}; the report keeps what it knew", err=True)
        return
    write_check(run, check)
    moved = sum(one.releases > 0 for one in check.tools.values())
    unknown = f"; of {len(check.unknown)} nothing could be learnt" if check.unknown else ""
    tell(f"newest versions: {moved} of {len(check.tools)} tools have moved on since{unknown}", err=True)
