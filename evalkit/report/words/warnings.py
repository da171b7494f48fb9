"""The warnings in words for a page: what they are about by its title, and once what holds of several."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.plain_text import visible
from evalkit.probes import METRICS
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.sentence import Named, Sentence
from evalkit.report.words.unknown import FAMILIES


@dataclass(frozen=True, slots=True)
class WarningView:
    """What is said, without a full stop, and what to do about it."""

    said: Sentence
    advice: str


def warning_views(report: ReportInput) -> tuple[WarningView, ...]:
    """Return the warnings in their order; those that say the same of several tasks are one."""
    about: dict[tuple[str, str, str], dict[str, None]] = {}
    for warning in report.scorecard.warnings:
        about.setdefault((warning.kind, warning.says, warning.advice), {}).update(dict.fromkeys(warning.about))
    return tuple(
        WarningView((*_quoted([_subject(report, name) for name in names]), visible(says)), visible(advice))
        for (_, says, advice), names in about.items()
    )


def _subject(report: ReportInput, name: str) -> Named:
    """Return the title of a task, a metric or a criterion, or what a family of metrics answers."""
    if name in report.tasks:
        return Named(visible(report.tasks[name].title), link("task", name))
    if name in METRICS:
        return Named(METRICS[name].title)
    if criterion := report.rubric.criteria.get(name):
        return Named(visible(criterion.title))
    return Named(FAMILIES.get(name.removesuffix(".*"), visible(name)))


def _quoted(subjects: list[Named]) -> Sentence:
    """Return titles in quotes, since many are sentences, with a colon behind them."""
    parts: list[str | Named] = []
    for at, subject in enumerate(subjects):
        joint = "" if at == 0 else "” and “" if at == len(subjects) - 1 else "”, “"
        parts += [joint or "“", subject]
    return (*parts, "”: ") if parts else ()
