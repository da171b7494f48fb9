"""The requirements of a profile, and what was observed of tools that do not meet them, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.model import REQUIREMENTS, Requirement, Status
from evalkit.model.task import USUAL_LEVEL
from evalkit.probes import METRICS
from evalkit.report.reweighing import Weights
from evalkit.report.words.brief import beginning
from evalkit.report.words.facts import brief
from evalkit.scoring import Exclusion, ProfileResult, Scorecard, ToolFigures

_MOST_DETAILS = 3
_LONGEST_DETAIL = 160


def weights_under(profile: ProfileResult) -> Weights:
    """Return the weights of a profile, and who it rules out."""
    answers: dict[str, list[str]] = {}
    for one in profile.exclusions:
        tasks = [task for task in (profile.tasks if one.task is None else (one.task,)) if one.rules_out_in(task)]
        answer = answer_of(one) if tasks else ""
        for task in tasks:
            answers.setdefault(f"{task}/{one.tool}", []).append(answer)
    out = {part: f"out: it {'; it '.join(found)}" for part, found in answers.items()}
    return Weights(profile.weights, profile.tasks, out)


def answers_to_requirements(card: Scorecard) -> dict[str, dict[str, bool | None]]:
    """Return, for each requirement that some tool is known to meet or not, whether each tool meets it.

    A tool meets it if it does in every task in which that was tried; None says that nobody knows.
    """
    by_metric = {of_tool.tool: _values_by_metric(of_tool) for of_tool in card.tools}
    found: dict[str, dict[str, bool | None]] = {}
    for requirement in REQUIREMENTS.values():
        answers = {tool: _meets(values.get(requirement.metric, []), requirement) for tool, values in by_metric.items()}
        if any(answer is not None for answer in answers.values()):
            found[requirement.name] = answers
    return found


def _values_by_metric(of_tool: ToolFigures) -> dict[str, list[float]]:
    """Return a tool's values of each metric over all tasks, of whole tasks and of the level that requirements look at."""
    values: dict[str, list[float]] = {}
    for _, figure in of_tool.figures:
        if figure.level in (None, USUAL_LEVEL) and figure.status is Status.OK and figure.value is not None:
            values.setdefault(figure.metric, []).append(figure.value)
    return values


def _meets(values: Sequence[float], requirement: Requirement) -> bool | None:
    return all(map(requirement.is_met_by, values)) if values else None


def answer_of(exclusion: Exclusion) -> str:
    """Return 'takes more than 500 MB on disk: 2,640 MB', or 'not known: ' and the reason."""
    requirement = REQUIREMENTS[exclusion.requirement]
    if exclusion.met is None:
        return f"not known: {_why_not(exclusion)}"
    return ": ".join([requirement.otherwise, *filter(None, _details(exclusion))])


def _why_not(exclusion: Exclusion) -> str:
    reason, (_, level, _) = beginning(exclusion.reason) or "not measured", exclusion.link
    if exclusion.status is not None and exclusion.status.is_tool_failure:
        return f"{exclusion.status.value}{f' at {level}' if level else ''} ({reason})"
    return reason


def _details(exclusion: Exclusion) -> Iterator[str]:
    """Yield the value with its unit, unless it is only a yes or no, and what the facts or the reason add."""
    unit = METRICS[exclusion.link[2]].unit
    if unit != "share" and exclusion.value is not None:
        yield f"{exclusion.value:,.0f} {unit.removesuffix('s') if exclusion.value == 1 else unit}"
    told = (brief(fact)[:_LONGEST_DETAIL].strip() for fact in exclusion.facts)
    yield "; ".join(list(dict.fromkeys(filter(None, told)))[:_MOST_DETAILS]) or beginning(exclusion.reason)
