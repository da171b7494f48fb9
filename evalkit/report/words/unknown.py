"""What the page does not know: figures without a value, questions that nobody asked, and the limits of the measurements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evalkit.model.plain_text import visible
from evalkit.probes import METRICS
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.brief import beginning
from evalkit.report.words.quantities import number
from evalkit.report.words.sentence import Named, Sentence, listed
from evalkit.scoring import Scorecard

MOST_AT_ONCE = 4
"""The number of limits that stand open in the answer; the others are folded."""

MOST_NAMED = 4
"""The number of old versions that the answer names; the table of versions has all."""


def unmeasured(report: ReportInput) -> tuple[str, ...]:
    """Return figures without a value in words: each metric and reason once, with the tools by task."""

    def lacking(task: str, tools: Iterable[str]) -> str:
        return f"{report.tasks[task].title}: {', '.join(report.facts.tools[tool].name for tool in tools)}"

    return tuple(
        f"{METRICS[one.metric].title}{f' at {one.level}' if one.level else ''} ({beginning(one.reason)}): "
        + "; ".join(lacking(task, tools) for task, tools in one.where)
        for one in report.scorecard.not_measured
    )


def unmeasured_count(card: Scorecard) -> int:
    """Return how many of the weighed figures have no value, including the baseline's."""
    return sum(one.count for one in card.not_measured)


FAMILIES = {
    "setup": "what it costs to install",
    "run": "what it costs to run",
    "code": "how much has to be written",
    "capability": "what it can do",
    "iteration": "how quickly an edit shows its effect",
    "dsl": "how many languages of its own it brings",
    "errors": "what it does when something is wrong",
    "interop": "how well it works with other tools",
    "docs": "how well it is documented",
    "ladder": "how steeply its difficulty rises",
    "network": "which hosts it contacts",
    "rating": "what its users say about it",
}
"""The families of metrics, and the question that each one answers."""


def unasked(report: ReportInput) -> tuple[str, ...]:
    """Return the questions that no metric of the rubric answers, so that nobody has points for them."""
    asked = {
        entry.metric.partition(".")[0]
        for criterion in report.rubric.criteria.values()
        for entry in criterion.metrics
        if entry.weight > 0
    }
    return tuple(question for family, question in FAMILIES.items() if family not in asked)


def limits(report: ReportInput) -> tuple[Sentence, ...]:
    """Yield the limits of the figures: old versions, unmeasured claims, unknown noise, number of rows and machine."""
    return (*_old_versions(report), *_unproven(report), *_silent(report), *_reach(report), *_fewer(report))


def _old_versions(report: ReportInput) -> Iterator[Sentence]:
    ready = {tool: fact for tool, fact in report.facts.tools.items() if fact.state == "ready"}
    old = {tool: fact for tool, fact in ready.items() if fact.newest and fact.newest != fact.version}
    if not old:
        return

    def shown(tool: str) -> Named:
        fact = old[tool]
        return Named(f"{visible(fact.name)} {visible(fact.version)} ({visible(fact.newest or '')})", link("tool", tool))

    named = sorted(old, key=lambda tool: (old[tool].name.lower(), tool))
    rest = len(named) - MOST_NAMED
    more: Sentence = (", and ", Named(f"{rest} more", "method")) if rest > 0 else ()
    some = listed(named[:MOST_NAMED], "and" if rest <= 0 else ",", shown)
    yield (
        "What the newest versions do: ",
        f"evalkit measured an older version of {len(old)} of {len(ready)} tools: ",
        *some,
        *more,
        ".",
    )


def _unproven(report: ReportInput) -> Iterator[Sentence]:
    claims = report.scorecard.claims
    open_ = sum(claim.verdict == "not measured" for claim in claims)
    if open_:
        has, them = ("has", "it") if open_ == 1 else ("have", "them")
        yield (Named(f"{open_} of {len(claims)} claims", "claims"), f" {has} no measurement that bears on {them}.")


def _silent(report: ReportInput) -> Iterator[Sentence]:
    metrics = silent(report.scorecard)
    if metrics:
        *others, last = (METRICS[metric].title.lower() for metric in metrics)
        all_of_them = f"{', '.join(others)} and {last}" if others else last
        yield (
            f"The noise of {all_of_them}: fewer than six blocks, so ",
            Named("the chances", "sure"),
            " leave it out.",
        )


def silent(card: Scorecard) -> tuple[str, ...]:
    """Return the timings whose noise is unknown in some task, because of too few blocks."""
    return tuple(sorted({one for found in card.robustness for metrics in found.silent.values() for one in metrics}))


def _fewer(report: ReportInput) -> Iterator[Sentence]:
    for one in report.facts.fewer_blocks:
        times = f"{one.ran} {'time' if one.ran == 1 else 'times'} instead of {one.wanted}"
        title = visible(report.tasks[one.task].title) if one.task in report.tasks else one.task
        if one.tool:
            tool = visible(report.facts.tools[one.tool].name) if one.tool in report.facts.tools else one.tool
            seconds = f"one run would take about {number(one.block_seconds)} s"
            yield (f"{title} at {number(one.scale)} rows with {tool}, which did not run there: {seconds}.",)
            continue
        yield (
            f"{title} at {number(one.scale)} rows ran {times}: one block takes about {number(one.block_seconds)} s.",
        )


def _reach(report: ReportInput) -> Iterator[Sentence]:
    """Yield how many rows were tried at most, and that not every tool was tried with so many."""
    machine = report.facts.machine
    cores, memory = machine.get("cores", ""), machine.get("memory", "")
    where = f", on {visible(cores)} cores and {visible(memory)}" if cores and memory else ""
    tried = [max(by_rows) for by_rows in report.seconds.values() if by_rows]
    if not tried and not any(table.blocks for table in report.scorecard.tasks):
        yield (f"How long anything takes: nothing was timed yet{where}.",)
        return
    rows = max(tried, default=report.rubric.measure.scale)
    fewer = sum(most < rows for most in tried)
    rest = f"; {fewer} of {len(tried)} timed implementations had fewer" if fewer else ""
    yield (f"Anything beyond {number(rows)} rows{where}{rest}.",)
    yield (
        "What a tool does on a cluster such as Kubernetes, or in a cloud: each ran as plain processes on one machine.",
    )
