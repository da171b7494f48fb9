"""Profiles: complete their weights from the rubric's, and find the tools that their requirements rule out.

One figure answers each requirement. If the figure belongs to the tool, it rules the tool out everywhere. If it is read
in a task (works-offline, for example), evalkit reads it at level `adapt` of every task that the tool takes part in, and
it rules the tool out in that task only, together with the stacks that use the tool there. A tool may need a network for
one task and none for another. If the figure has no value, nobody is ruled out, and the report says that the answer is
unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.model import REQUIREMENTS, LevelRule, Requirement, Status
from evalkit.model.task import USUAL_LEVEL
from evalkit.probes import METRICS
from evalkit.scoring.figures import Evidenced, facts_of
from evalkit.scoring.judgements import Exclusion, ProfileResult
from evalkit.scoring.scorecard import TaskTable


def profile_results(evidenced: Evidenced, tables: Sequence[TaskTable]) -> tuple[ProfileResult, ...]:
    """Return every profile of the rubric: its complete weights, and what rules out the tools of `tables`."""
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
    level = USUAL_LEVEL if rule is LevelRule.ONE_LEVEL else None
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
