"""What a profile requires, and what was observed of the tools that do not meet it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model import REQUIREMENTS
from evalkit.probes import METRICS
from evalkit.report.reweighing import Weights
from evalkit.report.words.facts import brief
from evalkit.scoring import Exclusion, ProfileResult

_MOST_DETAILS = 3
_LONGEST_DETAIL = 160


def weights_under(profile: ProfileResult) -> Weights:
    """The weights of a profile, and who is out for it."""
    answers: dict[str, list[str]] = {}
    for one in profile.exclusions:
        tasks = [task for task in (profile.tasks if one.task is None else (one.task,)) if one.rules_out_in(task)]
        answer = answer_of(one) if tasks else ""
        for task in tasks:
            answers.setdefault(f"{task}/{one.tool}", []).append(answer)
    out = {part: f"out: it {'; it '.join(found)}" for part, found in answers.items()}
    return Weights(profile.weights, profile.tasks, out)


def answer_of(exclusion: Exclusion) -> str:
    """'takes more than 500 MB on disk: 2,640 MB', or 'not known: ' and why."""
    requirement = REQUIREMENTS[exclusion.requirement]
    if exclusion.met is None:
        return f"not known: {_why_not(exclusion)}"
    return ": ".join([requirement.otherwise, *filter(None, _details(exclusion))])


def _why_not(exclusion: Exclusion) -> str:
    reason, (_, level, _) = exclusion.reason or "not measured", exclusion.link
    if exclusion.status is not None and exclusion.status.is_tools:
        return f"{exclusion.status.value}{f' at {level}' if level else ''} ({reason})"
    return reason


def _details(exclusion: Exclusion) -> Iterator[str]:
    """The value with its unit, where it is no mere yes or no, and what the facts or else the reason say about it."""
    unit = METRICS[exclusion.link[2]].unit
    if unit != "share" and exclusion.value is not None:
        yield f"{exclusion.value:,.0f} {unit.removesuffix('s') if exclusion.value == 1 else unit}"
    told = (brief(fact)[:_LONGEST_DETAIL].strip() for fact in exclusion.facts)
    yield "; ".join(list(dict.fromkeys(filter(None, told)))[:_MOST_DETAILS]) or exclusion.reason
