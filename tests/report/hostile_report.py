"""A report whose every text tries to break out of the page."""

from __future__ import annotations

from dataclasses import replace

from evalkit.model.facts import FaultEnding, FaultOutcome, Note, PrintedLog
from evalkit.report import ReportInput, SourceFile
from evalkit.scoring import Figure
from tests.report.sample_report import rubric, run_facts, sample, tasks, tool_facts

BREAKOUT = "</script><script>window.ran=1</script><img src=x onerror=window.ran=1>"
NASTY = f"{BREAKOUT}\u202egnp.exe\u2028\x1b[31mred\x1b[0m\x1b]0;title\x07&amp;{{{{7*7}}}}{{% raw %}}"


def hostile() -> ReportInput:
    """Names, reasons, code, logs, facts and notices all hold markup, terminal codes and turning marks."""
    facts = {
        tool: replace(
            fact,
            name=f"{fact.name} {NASTY}",
            version=NASTY,
            homepage=f"javascript:{NASTY}",
            reason=NASTY,
            why_not_newest=NASTY,
        )
        for tool, fact in tool_facts(("tfma",)).items()
    }
    plain = rubric()
    criteria = {
        name: criterion.model_copy(
            update={
                "title": NASTY,
                "metrics": tuple(e.model_copy(update={"because": NASTY}) for e in criterion.metrics),
            }
        )
        for name, criterion in plain.criteria.items()
    }
    stacks = {name: stack.model_copy(update={"title": NASTY}) for name, stack in plain.stacks.items()}
    report = sample()
    card = replace(
        report.scorecard,
        title=NASTY,
        not_measured=tuple(replace(one, reason=NASTY) for one in report.scorecard.not_measured),
        warnings=tuple(
            replace(warning, says=NASTY, advice=NASTY, about=(NASTY,)) for warning in report.scorecard.warnings
        ),
        tools=tuple(
            replace(found, figures=tuple((task, _nasty(figure)) for task, figure in found.figures))
            for found in report.scorecard.tools
        ),
        tasks=tuple(
            replace(
                t, rows=tuple(replace(r, levels=tuple(replace(lv, reason=NASTY) for lv in r.levels)) for r in t.rows)
            )
            for t in report.scorecard.tasks
        ),
    )
    return replace(
        report,
        scorecard=card,
        rubric=plain.model_copy(update={"criteria": criteria, "stacks": stacks, "title": NASTY}),
        tasks={name: task.model_copy(update={"title": f"{name} {NASTY}"}) for name, task in tasks().items()},
        facts=run_facts(
            started=NASTY, command=f"evalkit run {NASTY}", machine={NASTY: NASTY}, tools=facts, damaged=(NASTY,)
        ),
        sources={
            label: (SourceFile(f"{label}{NASTY}", f"print(1)\n{NASTY}\n" + "x" * 1_000_000),)
            for label in report.sources
        },
        logs=dict.fromkeys(report.logs, SourceFile(NASTY, NASTY + "y" * 1000000)),
        unsupported=dict.fromkeys(report.unsupported, NASTY),
        notices=NASTY,
    )


def _nasty(figure: Figure) -> Figure:
    fault = FaultOutcome(
        NASTY, "caught", FaultEnding.HUNG, 1.0, 2.0, NASTY, 3, sought=(NASTY,), reason=NASTY, printed=NASTY
    )
    return replace(figure, reason=NASTY, facts=(PrintedLog(f"logs/{NASTY}", 1), Note(NASTY), fault))
