"""Profiles: whose priorities these are, made whole, and which tools their hard requirements rule out.

A requirement is answered by one figure. One that belongs to the tool rules it out everywhere. One that is read in a task
(whether it works offline, say) is asked at level `adapt` of every task in which the tool stands, and rules it out in that
task, and so in the stacks that use it there: a tool that must have a network to find skew may still validate data. What
was not measured, or not passed at all, rules nobody out: it is said to be not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.model import REQUIREMENTS, LevelRule, Requirement, Status
from evalkit.probes import METRICS
from evalkit.scoring.figures import Evidenced, facts_of
from evalkit.scoring.judgements import Exclusion, ProfileResult
from evalkit.scoring.scorecard import TaskTable

ASKED_AT = "adapt"
"""The level that a requirement is asked at where its metric is taken from one level."""


def profile_results(evidenced: Evidenced, tables: Sequence[TaskTable]) -> tuple[ProfileResult, ...]:
    """Every profile of the rubric: its weights laid over the rubric's, and what speaks against the tools of `tables`."""
    rubric = evidenced.rubric
    return tuple(
        ProfileResult(
            profile=name,
            title=profile.title,
            weights={key: profile.weights.get(key, criterion.weight) for key, criterion in rubric.criteria.items()},
            tasks={task: profile.tasks.get(task, weight) for task, weight in rubric.tasks.items()},
            exclusions=tuple(
                exclusion
                for requirement in dict.fromkeys(profile.requires)
                for exclusion in _exclusions(evidenced, tables, REQUIREMENTS[requirement])
            ),
        )
        for name, profile in rubric.profiles.items()
    )


def _exclusions(evidenced: Evidenced, tables: Sequence[TaskTable], requirement: Requirement) -> Iterator[Exclusion]:
    rule = METRICS[requirement.metric].rule
    level = ASKED_AT if rule is LevelRule.ONE_LEVEL else None
    done: set[str] = set()
    for table in tables:
        task = None if rule is LevelRule.TOOL else table.task
        for tool in sorted(row.tool for row in table.rows):
            if task is None and tool in done:
                continue
            reading = evidenced.read(table.task, tool, requirement.metric, level or "")
            if reading.status is Status.NOT_APPLICABLE:
                continue
            done.add(tool)
            link = (task, level, requirement.metric)
            known = reading.status is Status.OK and reading.value is not None
            if known and reading.value is not None and requirement.is_met_by(reading.value):
                continue
            yield Exclusion(
                tool,
                requirement.name,
                False if known else None,
                link,
                task,
                reading.status,
                reading.value,
                reading.reason or next((seen.reason for seen in reading.seen if seen.reason), ""),
                facts_of(reading),
            )
