"""On what the lead hangs, in sentences: what changes it if it alone is left out, and what was tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.model.plain_text import visible
from evalkit.probes import METRICS
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import number
from evalkit.report.words.sentence import Named, Naming, Sentence, listed
from evalkit.scoring import Fragility, Without

MOST_AT_ONCE = 6
"""The number of sentences that stand open in the answer; the others are folded."""

_KINDS: Mapping[str, tuple[str, str]] = {
    "criterion": ("criterion", "criteria"),
    "metric": ("metric", "metrics"),
    "task": ("task", "tasks"),
    "block": ("block of timings", "blocks of timings"),
    "implementation": ("implementation", "implementations"),
}
"""One of a kind, and several."""


def fragile(report: ReportInput, stack: Naming) -> tuple[Sentence, ...]:
    """Return what, left out alone, changes who leads, and last what makes no difference; nothing where nobody leads."""
    found = report.scorecard.fragility
    if found is None or len(report.scorecard.stacks) < 2 or not any(found.tried.values()):
        return ()
    said = [_would(report, alike, stack) for alike in _grouped(found.changed)]
    return (*said, *_no_difference(found, stack))


def _grouped(changed: Sequence[Without]) -> list[list[Without]]:
    """Return what is left out, with the blocks of a task together that have the same effect."""
    groups: dict[object, list[Without]] = {}
    for one in changed:
        alike = (one.task, one.leaders, one.open) if one.kind == "block" else one
        groups.setdefault(alike, []).append(one)
    return list(groups.values())


def _would(report: ReportInput, alike: Sequence[Without], stack: Naming) -> Sentence:
    one = alike[0]
    start: Sentence = ("Without ", *_what(report, alike), ", ")
    if one.leaders:
        return (*start, *listed(one.leaders, "and", stack), " would lead.")
    if one.open:
        return (*start, *listed(one.open, "or", stack), " might lead: the missing values would decide.")
    return (*start, "no stack would have enough measured values for a place.")


def _what(report: ReportInput, alike: Sequence[Without]) -> Sentence:
    one = alike[0]

    def task() -> Named:
        return Named(_quoted(report.tasks[one.task or one.name].title), link("task", one.task or one.name))

    if one.kind == "criterion":
        title = _quoted(report.rubric.criteria[one.name].title)
        return ("the criterion ", Named(title, link("weight", "criteria", one.name)))
    if one.kind == "metric":
        return ("the metric ", Named(_quoted(METRICS[one.name].title), "method"))
    if one.kind == "task":
        return ("the task ", task())
    if one.kind == "block":
        several = f"any one of {len(alike)} blocks" if len(alike) > 1 else "one block"
        return (f"{several} of timings of ", task())
    tool = visible(report.facts.tools[one.name].name)
    script = Named(f"{tool}’s implementation", link("implementation", one.task or "", one.name, one.level or ""))
    return (script, f" at {one.level} of ", task())


def _quoted(title: str) -> str:
    return f"“{visible(title)}”"


def _no_difference(found: Fragility, stack: Naming) -> tuple[Sentence, ...]:
    """Return what was left out without any effect on who leads; all of it where nothing had one."""
    harmless = dict(found.tried)
    for one in found.changed:
        harmless[one.kind] -= 1
    counts = [f"{number(count)} {_KINDS[kind][count > 1]}" for kind, count in harmless.items() if count]
    if not counts:
        return ()
    leads = (*listed(found.leaders, "and", stack), " still lead", "" if len(found.leaders) > 1 else "s")
    which = "the other " if found.changed else ""
    one_of = "any one of " if sum(harmless.values()) > 1 else ""
    return ((f"Without {one_of}{which}", *listed(counts, "or", Named), ", ", *leads, "."),)
