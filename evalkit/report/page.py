"""The page: everything put together into one HTML file that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.model import METRICS, Status
from evalkit.report import answer, charts, embedding, quantities, standing, tables
from evalkit.report.evidence import anchors, evidence
from evalkit.report.links import link
from evalkit.report.plain_text import visible
from evalkit.report.subject import ReportInput
from evalkit.report.weighing import weighing

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
_SCRIPTS = ("weighing.js", "sentences.js", "evidence.js", "report.js")


def render(report: ReportInput) -> str:
    """The whole page as HTML; the same report gives the same text."""
    script = "\n".join((_HERE / "static" / name).read_text("utf-8") for name in _SCRIPTS)
    return (
        _templates()
        .get_template("page.html")
        .render(
            **_answered(report),
            **_explained(report),
            report=report,
            card=report.scorecard,
            facts=report.facts,
            views=[tables.task_view(report, table) for table in report.scorecard.tasks],
            policy=embedding.content_policy(script),
            script=_trusted(script),
            style=_trusted((_HERE / "static" / "report.css").read_text("utf-8")),
            weighing=_trusted(embedding.as_json(weighing(report))),
            evidence=_trusted(embedding.as_json(evidence(report))),
        )
    )


def _answered(report: ReportInput) -> dict[str, Any]:
    card = report.scorecard
    weights = standing.weights_of(card)
    stacks = standing.of_stacks(card, weights)
    titles = {("criteria", name): criterion.title for name, criterion in report.rubric.criteria.items()}
    titles |= {("tasks", name): task.title for name, task in report.tasks.items()}

    def stack(name: str) -> answer.Named:
        return answer.Named(report.rubric.stacks[name].title, link("stack", name))

    def would_lead(change: standing.Change) -> answer.Sentence:
        shown = answer.Named(titles[change.kind, change.weighed], link("weight", change.kind, change.weighed))
        return answer.would_lead(change, stack, lambda _: shown)

    return {
        "said": answer.lead(stacks, "stack", stack) if card.stacks else (),
        "changes": [would_lead(change) for change in standing.changes(card)],
        "coverage": answer.coverage_of(card),
        "unasked": answer.unasked(report),
        "slider_end": standing.slider_end(weights),
    }


def _explained(report: ReportInput) -> dict[str, Any]:
    return {
        "tools": tables.by_family(report),
        "metrics": METRICS,
        "statuses": list(Status),
        "waiting": [(tool, f) for tool, f in report.facts.tools.items() if f.state != "ready"],
    }


def _trusted(text: str) -> Any:
    """Our own text, or JSON that cannot end its element: not escaped again."""
    from markupsafe import Markup  # noqa: PLC0415

    return Markup(text)  # noqa: S704


def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only a report needs it
    from markupsafe import Markup  # noqa: PLC0415

    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    made.filters.update(
        points=quantities.points,
        places=quantities.places,
        quantity=quantities.quantity,
        number=quantities.number,
        times=quantities.times,
        moment=quantities.moment,
        weight=quantities.weight,
        anchors=anchors,
        drawing=_trusted,
    )
    made.globals.update(link=link, most_rows=charts.MOST_ROWS)
    return made
