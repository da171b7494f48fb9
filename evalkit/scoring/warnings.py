"""What a reader must know before trusting a scorecard; each warning says what to do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evalkit.bench.machine_busy import Busy, is_busy
from evalkit.model import Observation, Rubric
from evalkit.model.facts import MachineLoad
from evalkit.model.observation import FEWEST_BLOCKS
from evalkit.model.plain_text import joined
from evalkit.probes import METRICS
from evalkit.scoring.agreement import LEAST_ALPHA
from evalkit.scoring.paired_timings import blocks_to_ask_for
from evalkit.scoring.scorecard import Scorecard, Warning

MOST_CLIPPED = 0.25
"""If a larger share of a metric's values lies beyond its anchors, a warning says so."""

LEFT_OUT = "stack-left-out"
"""The kind of the warnings that `stacks_left_out` gives."""


def warnings_about(card: Scorecard) -> tuple[Warning, ...]:
    """Return the warnings that a scorecard alone gives rise to, in a fixed order."""
    return (*_few_blocks(card), *_clipped(card), *_baselines(card), *_one_author(card), *_raters(card))


def stacks_left_out(rubric: Rubric, members: Mapping[str, Sequence[str]]) -> tuple[Warning, ...]:
    """Return one warning for each stack that names a tool which does not compete; `members` are the tools that do."""
    return tuple(
        Warning(
            LEFT_OUT,
            f"the stack “{stack.title}” is left out: the tools of this rubric do not include {_listed(absent)}",
            f"name {'it' if len(absent) == 1 else 'them'} under `adapters`, or write `{name}: null` under `stacks`",
        )
        for name, stack in rubric.stacks.items()
        if (absent := _tasks_by_tool(stack.absent_from(members)))
    )


def busy_blocks(observations: Iterable[Observation]) -> tuple[Warning, ...]:
    """Return a warning if the machine had other work to do before or during some blocks."""
    found: dict[str, Busy | None] = {}
    for one in observations:
        for fact in one.facts:
            if one.block and isinstance(fact, MachineLoad):
                found[one.block.block] = is_busy(fact) or found.get(one.block.block)
    busy = [each for each in found.values() if each]
    if not busy:
        return ()
    return (
        Warning(
            "busy-machine",
            f"the machine was busy in {len(busy)} of {len(found)} blocks: {busy[-1].reason}",
            busy[-1].advice,
        ),
    )


def _tasks_by_tool(choices: Mapping[str, str]) -> dict[str, list[str]]:
    return {tool: [task for task, other in choices.items() if other == tool] for tool in choices.values()}


def _listed(absent: Mapping[str, Sequence[str]]) -> str:
    shown = [f"{tool or 'a tool'} ({', '.join(tasks)})" for tool, tasks in absent.items()]
    return joined(shown)


def _few_blocks(card: Scorecard) -> Iterator[Warning]:
    for table in card.tasks:
        if 0 < table.blocks < FEWEST_BLOCKS:
            yield Warning(
                "few-blocks",
                f"only {table.blocks} block{'s are' if table.blocks > 1 else ' is'} complete, so the uncertainty of the "
                "times is unknown",
                f"run it again with --blocks {blocks_to_ask_for(table.blocks, table.blocks_needed)}; it continues where it stopped",
                (table.task,),
            )
        elif 0 < table.blocks < table.blocks_needed:
            yield Warning(
                "few-blocks",
                f"{table.blocks} blocks are too few to call any tool faster than another",
                f"run it again with --blocks {table.blocks_needed}",
                (table.task,),
            )


def _clipped(card: Scorecard) -> Iterator[Warning]:
    beyond: dict[str, list[bool]] = defaultdict(list)
    for table in card.tasks:
        for row in table.rows:
            for criterion in row.criteria.values():
                for figure in criterion.figures:
                    if figure.value is not None and figure.points is not None:
                        beyond[figure.metric].append(figure.clipped)
    for metric, marks in sorted(beyond.items()):
        if sum(marks) > MOST_CLIPPED * len(marks):
            yield Warning(
                "clipped",
                f"{sum(marks)} of {len(marks)} values lie beyond its anchors, so the points hide their differences",
                "compare these by their values, or widen the anchors in the rubric and say why",
                (metric,),
            )


def _baselines(card: Scorecard) -> Iterator[Warning]:
    for table in card.tasks:
        row = next(row for row in table.rows if row.tool == table.baseline)
        bad = [level for level in row.levels if level.status is not None and level.status.is_tool_failure]
        for level in bad:
            yield Warning(
                "baseline",
                f"the baseline {table.baseline} does not pass {level.level} ({level.status}), so figures "
                "relative to it have no value there",
                f"repair tasks/{table.task}/{table.baseline}/{level.level}.py",
                (table.task,),
            )


def _one_author(card: Scorecard) -> Iterator[Warning]:
    weighed = {
        f"{figure.metric.partition('.')[0]}.*"
        for table in card.tasks
        for row in table.rows
        for criterion in row.criteria.values()
        for figure in criterion.figures
        if METRICS[figure.metric].effort
    }
    if weighed:
        yield Warning(
            "one-author",
            "each of these figures comes from one author's implementation; another author would write a different one",
            "read the code beside each figure, and ignore small differences",
            tuple(sorted(weighed)),
        )


def _raters(card: Scorecard) -> Iterator[Warning]:
    for one in card.raters:
        if one.disagree and one.alpha is not None:
            yield Warning(
                "raters-disagree",
                f"its {one.raters} raters disagree (Krippendorff's alpha {one.alpha:.2f}, below {LEAST_ALPHA}), "
                "so these ratings support no conclusion",
                "read the evidence of the lowest and the highest rating, and describe the rating levels more clearly in the rubric",
                (one.criterion,),
            )
