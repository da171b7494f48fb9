"""The page: one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from evalkit.model import REQUIREMENTS, Status
from evalkit.model.plain_text import visible
from evalkit.probes import METRICS
from evalkit.report import reweighing
from evalkit.report.charts import charts
from evalkit.report.charts.library import library, licences
from evalkit.report.links import link
from evalkit.report.page import embedding, tables
from evalkit.report.page.card import HEIGHT, WIDTH
from evalkit.report.page.contacts import contact_table, most_rows
from evalkit.report.page.costs import COSTS
from evalkit.report.page.embedded_data import EmbeddedData, embedded_data
from evalkit.report.page.faults import MOST_TOOLS, fault_tables
from evalkit.report.page.heat_maps import MOST_BESIDE, WIDE, legend_of, stack_heat, tool_map
from evalkit.report.page.pictures import galleries
from evalkit.report.page.shown_facts import shown_tables
from evalkit.report.page.small_changes import iterated
from evalkit.report.page.templating import templates, trusted, unindented
from evalkit.report.report_input import ReportInput
from evalkit.report.words import answer, certainty, fragile, quantities, timings, unknown
from evalkit.report.words.advice import (
    advice_on_stacks,
    advice_on_tools,
    advised_tools,
    first_whichever,
    is_said_at_once,
)
from evalkit.report.words.age import OLD_DAYS, age, measured_at, since
from evalkit.report.words.claims import claim_views
from evalkit.report.words.for_whom import MOST_NAMED, profile_views, whom_sentences
from evalkit.report.words.least_known import least_known
from evalkit.report.words.notes import bears_on, numbered_notes, numbers_of, subject_of
from evalkit.report.words.own_data import own_data
from evalkit.report.words.ratings import ratings_view
from evalkit.report.words.requirements import answers_to_requirements
from evalkit.report.words.sentence import Named
from evalkit.report.words.stack_needs import ENVIRONMENTS, SHARES, needs_of
from evalkit.report.words.warnings import warning_views
from evalkit.report.words.ways_to_lead import title_of_weight, what_would_change
from evalkit.scoring import MOST_PERCENT, TIE_BAND, WHY_TIED, shares_by_name, ways_of_stacks
from evalkit.scoring.coverage import coverage_of

_HERE = Path(__file__).parent
_SCRIPTS = (
    "weighing.js",
    "acceptability.js",
    "sentences.js",
    "following.js",
    "ways_to_lead.js",
    "views.js",
    "map.js",
    "opening.js",
    "evidence.js",
    "exporting.js",
    "beyond.js",
    "charts.js",
    "listing.js",
    "pictures.js",
    "code.js",
    "claims.js",
    "profiles.js",
    "leaving.js",
    "sharing.js",
    "ranking.js",
    "costs_compared.js",
    "versus.js",
    "advice.js",
    "tool_filter.js",
    "cost.js",
    "report.js",
    "ageing.js",
)
_STYLES = ("report.css", "views.css", "heat_map.css", "charts.css", "code.css", "pictures.css")


def render(report: ReportInput, embedded: Callable[[], EmbeddedData] | None = None) -> str:
    """Return the whole page as HTML, always the same for the same report.

    `embedded` gives `embedded_data(report)` where it is made elsewhere; it is asked when all the rest is rendered.
    """
    faults = fault_tables(report)
    advised_stacks = advice_on_stacks(report)
    others = [view for view in advised_stacks if view.advice.rank != (1, 1)]
    alike = first_whichever(others)
    drawn = charts(report)
    judged = _judged(report)
    drawing = library()
    notes = numbered_notes(report)
    rated = ratings_view(report)
    overall = [chart for chart in drawn.run if not (judged["certainty"] and chart.id == link("places", "stacks"))]
    script = _without_comments("\n".join((_HERE / "static" / name).read_text("utf-8") for name in _SCRIPTS))
    return unindented(
        templates()
        .get_template("page.html")
        .render(
            **_answered(report),
            **judged,
            takes=[view for view in others if view.first and not (alike and view.whichever)],
            alike=alike,
            advice_stacks=advised_stacks,
            advised_tools=advised_tools(report),
            advice_tools=dict(advice_on_tools(report)) if is_said_at_once(report) else {},
            **_explained(report),
            **_pictured(report),
            card_size=(WIDTH, HEIGHT),
            report=report,
            card=report.scorecard,
            facts=report.facts,
            views=[tables.task_view(report, table, drawn, rated) for table in report.scorecard.tasks],
            needs_heads=(ENVIRONMENTS, SHARES),
            needs={row.stack: needs_of(row) for row in report.scorecard.stacks},
            charts=drawn,
            overall=overall,
            parts_of=_parts(report, sure=bool(judged["certainty"]), overall=bool(overall)),
            policy=embedding.content_policy(script, drawing),
            script=trusted(script),
            style=trusted("\n".join((_HERE / "static" / name).read_text("utf-8") for name in _STYLES)),
            fault_tables=faults,
            shown_tables=shown_tables(report),
            galleries=galleries(report),
            notes=notes,
            notes_of=numbers_of(notes),
            bears_on=bears_on,
            about_note=lambda note: visible(subject_of(report, note)),
            most_tools=MOST_TOOLS,
            most_tool_rows=most_rows(len(report.scorecard.tasks)),
            contacts=contact_table(report),
            rated=rated,
            iterated=iterated(report),
            embedded=embedded or (lambda: embedded_data(report)),
            charts_data=embedding.packed_json(drawn.to_json()),
            library=embedding.packed(drawing),
            library_licences=licences(),
        )
    )


def _without_comments(script: str) -> str:
    """Return a script without the lines that are comments; a large page has no room for them."""
    return "\n".join(line for line in script.split("\n") if not line.lstrip().startswith("//"))


def _answered(report: ReportInput) -> dict[str, Any]:
    card = report.scorecard
    weights = reweighing.weights_of(card)
    stacks = reweighing.of_stacks(card, weights)

    def stack(name: str) -> Named:
        return Named(report.rubric.stacks[name].title, link("stack", name))

    def made_of(name: str) -> Named:
        row = next(row for row in card.stacks if row.stack == name)
        title = report.rubric.stacks[name].title
        of = answer.made_of(row.tools.values(), lambda tool: report.facts.tools[tool].name, title)
        return Named(title, link("stack", name), of)

    def task(name: str) -> Named:
        return Named(report.tasks[name].title, link("task", name))

    def weighed(kind: str, name: str) -> Named:
        return Named(title_of_weight(report, kind, name), link("weight", kind, name))

    whom = profile_views(report, stack) if card.stacks else ()
    said = answer.lead(stacks, "stack", made_of, certainty.firsts(report)) if card.stacks else ()
    plainly = "".join(part if isinstance(part, str) else part.whole for part in said)
    return {
        "said": said,
        "described": plainly or answer.no_overall_ranking(card),
        "sure": answer.sure(stacks, certainty.firsts(report), stack),
        "no_ranking": answer.no_overall_ranking(card),
        "left_out": answer.left_out(card.warnings),
        "whom": whom,
        "whom_said": whom_sentences(whom, stack),
        "timings": timings.timings(card.tasks, task),
        "blocks_wanted": timings.blocks_wanted(card.tasks),
        "most_named": MOST_NAMED,
        "changes": what_would_change(stacks, ways_of_stacks(card), whom, stack, weighed),
        "fragile": fragile.fragile(report, stack),
        "most_fragile": fragile.MOST_AT_ONCE,
        "coverage": coverage_of(card),
        "unasked": unknown.unasked(report),
        "unmeasured": unknown.unmeasured(report),
        "unmeasured_count": unknown.unmeasured_count(card),
        "limits": unknown.limits(report),
        "warnings": warning_views(report),
        "least_known": least_known(report),
        "most_limits": unknown.MOST_AT_ONCE,
        "most_percent": MOST_PERCENT,
        "weight_shares": {
            "criteria": shares_by_name(weights.criteria),
            "tasks": shares_by_name(weights.tasks),
        },
    }


def _judged(report: ReportInput) -> dict[str, Any]:
    return {
        "certainty": certainty.certainty_views(report),
        "drawn": certainty.drawn(report),
        "varied": certainty.varied(report),
        "noise_known": certainty.is_noise_known(report.scorecard),
        "silent": [METRICS[metric].title.lower() for metric in unknown.silent(report.scorecard)],
        "claims": claim_views(report),
        "firsts": lambda task=None: certainty.firsts(report, task),
    }


def _explained(report: ReportInput) -> dict[str, Any]:
    return {
        "tools": tables.by_family(report),
        "metrics": METRICS,
        "weighed_metrics": list(
            dict.fromkeys(
                entry.metric for one in report.rubric.criteria.values() for entry in one.metrics if entry.weight > 0
            )
        ),
        "statuses": list(Status),
        "tie_band": TIE_BAND,
        "why_tied": WHY_TIED,
        "age": age(report),
        "since": since(report),
        "measured_at": measured_at(report),
        "old_days": OLD_DAYS,
        "costs": COSTS,
        "own_data": own_data(report.facts.data),
        "waiting": [(tool, f) for tool, f in report.facts.tools.items() if f.state != "ready"],
    }


def _pictured(report: ReportInput) -> dict[str, Any]:
    heat, rows = stack_heat(report), tool_map(report)
    ranges = [found for one in heat for found in (one.row.points, *one.criteria.values()) if found]
    return {
        "heat": heat,
        "heat_is_open": any(not quantities.whole_points(found).isdigit() for found in ranges),
        "map_rows": rows,
        "map_legend": legend_of(rows),
        "families": sorted({row.family for row in rows}),
        "requirements": [(name, REQUIREMENTS[name].title) for name in answers_to_requirements(report.scorecard)],
        "widest_map": WIDE,
        "most_beside": MOST_BESIDE,
    }


def _parts(report: ReportInput, *, sure: bool, overall: bool) -> dict[str, list[tuple[str, str]]]:
    """Return, for each view that has several parts, their places and titles in the order of the page."""
    card = report.scorecard
    parts: dict[str, list[tuple[str, str, bool]]] = {
        "stacks": [
            ("weights", "Weights", True),
            ("stacks", "Stacks", bool(card.stacks)),
            ("sure", "How sure", sure),
            ("overall", "Over all tasks", overall),
        ],
        "tools": [
            ("advice", "When to choose", True),
            ("versus", "Head to head", True),
            ("contacts", "Network", True),
            ("ratings", "Raters", bool(ratings_view(report).cells)),
            ("numbers", "Every number", True),
        ],
        "method": [
            ("method", "Method", True),
            ("unknown", "Not measured", True),
            ("notes", "Notes", bool(numbered_notes(report))),
            ("reproduce", "Reproduce it", True),
        ],
    }
    found = {view: [(place, title) for place, title, is_there in those if is_there] for view, those in parts.items()}
    tasks = [(link("task", table.task), report.tasks[table.task].title) for table in card.tasks]
    every = [("tasks", "All tasks")] if len(tasks) > 1 else []
    return {**found, "tasks": [*every, *tasks, ("iteration", "After a small change"), ("code", "Code, side by side")]}
