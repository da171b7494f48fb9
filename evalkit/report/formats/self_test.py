"""The page of a self-test: one HTML file without a script, the same as Markdown, and as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

from evalkit.report.formats.markdown_text import escaped, table
from evalkit.report.page.comparison_page import POLICY
from evalkit.report.page.templating import templates
from evalkit.report.words.self_tests import circumstances, headline, rows_by_part
from evalkit.selftest import SelfTest

FORMAT = 1
"""The version of the data's shape; it increases when a field changes its meaning or disappears."""


def as_html(test: SelfTest) -> str:
    """Return the whole page, always the same for the same self-test."""
    return (
        templates()
        .get_template("self_test.html")
        .render(
            policy=POLICY, headline=headline(test), circumstances=list(circumstances(test)), parts=rows_by_part(test)
        )
    )


def as_markdown(test: SelfTest) -> str:
    """Return the same as Markdown, with a line feed at the end."""
    parts = ["# evalkit measures itself", f"**{escaped(headline(test))}**"]
    for part, rows in rows_by_part(test).items():
        cells = [
            [
                escaped(cell)
                for cell in (row.what, row.known, row.measured, row.spread, row.error, row.limit, row.verdict)
            ]
            for row in rows
        ]
        headings = ("What", ">Known", ">Measured", ">From, to", ">Error", ">Limit", "Verdict")
        parts += [f"## {escaped(part)}", table(headings, cells)]
    parts += ["## Made", *(escaped(line) for line in circumstances(test))]
    return "\n\n".join(parts) + "\n"


def as_data(test: SelfTest) -> dict[str, object]:
    """Return it as plain data: every field of the self-test by name, and of each check what follows from its fields."""
    checks = [
        {**asdict(check), "error": check.error, "share": check.share, "within": check.is_within}
        for check in test.checks
    ]
    return {"format": FORMAT, "within": test.is_within, **asdict(test), "checks": checks}


def as_json(test: SelfTest) -> str:
    """Return the data as JSON, with a line feed at the end."""
    return json.dumps(as_data(test), indent=2, ensure_ascii=False) + "\n"


FORMS: Mapping[str, Callable[[SelfTest], str]] = {".html": as_html, ".md": as_markdown, ".json": as_json}
"""The forms of a file, by the ending of its name."""
