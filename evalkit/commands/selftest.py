"""`evalkit selftest`: measures what is known, and says how far off it was."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.arguments import WrongArguments
from evalkit.commands.asked_file import check_asked, write_asked
from evalkit.commands.screen import screen
from evalkit.commands.terminal import TextConsole, plain, tell, tell_json_document
from evalkit.exit_codes import FOUND_WRONG

if TYPE_CHECKING:
    from evalkit.selftest import SelfTest

_ENDINGS = (".html", ".md", ".json")
"""The endings of `evalkit.report.formats.self_test.FORMS`, repeated here so that a wrong one is refused at once."""

_EPILOG = """
It measures processes of known length, trees of processes with known memory, one tool under two names, and a tool that is a
tenth slower. It uses the same launcher, blocks and tests as a run. Each line says what is known, what was measured, the
error, the limit, and whether it is within. End other programs first: their load shows here as it would in a run.

Examples:

- `evalkit selftest --quick` — less of everything and nothing longer than a second, in under a minute
- `evalkit selftest --out selftest.html` — all of it, some minutes, and a page of the results
- `evalkit selftest --quick --json | jq .within` — for a program

Exit codes: 0 everything is within its limit · 1 something is not · 2 the input is wrong · 130 interrupted
"""


@app.command("selftest", epilog=_EPILOG)
def selftest(
    quick: Annotated[bool, typer.Option("--quick", help="Measure less, in under a minute.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write the results as a page: a file.html, .md or .json.", metavar="FILE"),
    ] = None,
) -> None:
    """Measure things whose true value is known, to see how far evalkit can be trusted on this machine."""
    check_asked("--out", out, "selftest.html")
    if out is not None and out.suffix not in _ENDINGS:
        from evalkit.documents import one_of

        raise WrongArguments(f"--out must end in {one_of(_ENDINGS)}, not {str(out)!r}")
    from evalkit.selftest import FULL, QUICK, examine

    with screen() as shown:
        test = examine(shown.progress, shown.say, QUICK if quick else FULL)
    tell_results(test, as_json=as_json, out=out)


def tell_results(test: SelfTest, *, as_json: bool, out: Path | None) -> None:
    """Print and write the results of a self-test; the exit code says whether everything is within its limit."""
    from evalkit.report.formats.self_test import FORMS

    if out is not None:
        write_asked(out, FORMS[out.suffix](test))
    if as_json:
        tell_json_document(FORMS[".json"](test))
    else:
        _show(test)
        if out is not None:
            tell(f"page: {out}")
    if not test.is_within:
        raise typer.Exit(FOUND_WRONG)


def _show(test: SelfTest) -> None:
    """Print a line for each check: what is known, what was measured, the error, the limit."""
    from evalkit.report.words.self_tests import circumstances, headline, rows_by_part

    console = TextConsole()
    for part, rows in rows_by_part(test).items():
        console.print(plain(part, "bold"))
        for row in rows:
            mark, style = ("✓", "green") if row.is_within else ("✗", "red")
            console.print(plain(f"{mark} {row.what}", style), soft_wrap=True)
            said = f"known {row.known}, {f'measured {row.measured}, error {row.error}' if row.error else row.measured}"
            console.print(plain(f"    {said}; limit {row.limit}: {row.verdict}"), soft_wrap=True)
    console.print(plain(headline(test), "bold"))
    for line in circumstances(test):
        console.print(plain(line), soft_wrap=True)
