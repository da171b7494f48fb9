"""The page of a comparison: one HTML file without a script, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evalkit.report.compared_runs import ComparisonInput
from evalkit.report.json_lines import by_lines
from evalkit.report.page.templating import templates, trusted
from evalkit.report.words.comparison import changed, headline, not_told, sections, standing_rows

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""The content-security policy: no scripts, and nothing from elsewhere."""

FORMAT = 1
"""The version of the data's shape; it increases when a field changes its meaning or disappears."""

STYLE = Path(__file__).parent / "static" / "report.css"


def render_comparison(compared: ComparisonInput) -> str:
    """Return the whole page as HTML, always the same for the same comparison. It shows all changes, certain or not."""
    found = sections(compared.comparison, everything=True)
    rows = list(standing_rows(compared.comparison, everything=True))
    moved = set(standing_rows(compared.comparison))
    return (
        templates()
        .get_template("comparison.html")
        .render(
            compared=compared,
            comparison=compared.comparison,
            policy=POLICY,
            style=trusted(STYLE.read_text("utf-8")),
            headline=headline(compared.comparison),
            unknown=not_told(compared.comparison),
            real=[section for section in found if section.kind.is_real],
            rest=[section for section in found if not section.kind.is_real],
            moved=[row for row in rows if row in moved],
            still=[row for row in rows if row not in moved],
            versions=changed(compared.comparison.versions),
            claims=changed(compared.comparison.claims),
        )
    )


def comparison_as_json(
    compared: ComparisonInput,
    objections: Sequence[str] = (),
    undecided: Sequence[str] = (),
    *,
    everything: bool = False,
) -> str:
    """Return the comparison as data: one object for each dataclass, with all its fields by name.

    Changes that are not real are left out unless `everything` is True; `counts` counts all. `objections` and
    `undecided` are those that the caller found.

    Raises:
        ValueError: a number is not finite.
    """
    whole = compared.comparison
    shown = whole if everything else replace(whole, figures=tuple(one for one in whole.figures if one.kind.is_real))
    parts = {
        "format": FORMAT,
        "before": compared.before,
        "after": compared.after,
        "counts": whole.counts,
        "objections": tuple(objections),
        "undecided": tuple(undecided),
        "notes": shown.notes,
        "versions": {tool: {"before": was, "after": now} for tool, (was, now) in shown.versions.items()},
        "claims": {claim: {"before": was, "after": now} for claim, (was, now) in shown.claims.items()},
        "only": shown.only,
        "outcomes": shown.outcomes,
        "figures": shown.figures,
        "standings": shown.standings,
        "tested": shown.tested,
    }
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {by_lines(part)}" for name, part in parts.items()) + "\n}\n"
