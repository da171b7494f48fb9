"""The warnings in words for a page: what they are about by its title, and once what holds of several."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evalkit.model.plain_text import visible
from evalkit.probes import METRICS
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.sentence import Named, Sentence
from evalkit.report.words.unknown import FAMILIES

_FAMILY = re.compile(r"\b([a-z]+)\.\*")
"""All metrics of a family, as a warning writes them: 'code.*'."""


@dataclass(frozen=True, slots=True)
class WarningView:
    """What is said, without a full stop, and what to do about it."""

    said: Sentence
    advice: str


def warning_views(report: ReportInput) -> tuple[WarningView, ...]:
    """Return the warnings in their order; those that say the same of several tasks are one."""
    subjects: dict[tuple[str, str, str], list[Named]] = {}
    for warning in report.scorecard.warnings:
        head, _, rest = warning.text.partition(": ")
        subject = _subject(report, head) if rest else None
        said = _FAMILY.sub(_question, warning.text if subject is None else rest)
        about = subjects.setdefault((warning.kind, said, warning.advice), [])
        if subject is not None and subject not in about:
            about.append(subject)
    return tuple(
        WarningView((*_quoted(about), visible(said)), visible(advice)) for (_, said, advice), about in subjects.items()
    )


def _subject(report: ReportInput, name: str) -> Named | None:
    """Return the title of a task, a metric or a criterion; None for what has none."""
    if name in report.tasks:
        return Named(visible(report.tasks[name].title), link("task", name))
    if name in METRICS:
        return Named(METRICS[name].title)
    criterion = report.rubric.criteria.get(name)
    return Named(visible(criterion.title)) if criterion else None


def _question(family: re.Match[str]) -> str:
    return f"“{FAMILIES[family[1]]}”" if family[1] in FAMILIES else family[0]


def _quoted(subjects: list[Named]) -> Sentence:
    """Return titles in quotes, since many are sentences, with a colon behind them."""
    parts: list[str | Named] = []
    for at, subject in enumerate(subjects):
        joint = "" if at == 0 else "” and “" if at == len(subjects) - 1 else "”, “"
        parts += [joint or "“", subject]
    return (*parts, "”: ") if parts else ()
