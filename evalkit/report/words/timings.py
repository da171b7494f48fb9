"""What blocks of timings tell: how many there are, and which differences in time count as real."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.report.words.quantities import times
from evalkit.report.words.sentence import Named, Naming, Sentence, listed
from evalkit.scoring import Faster, TaskTable, blocks_to_ask_for

MOST_TASKS = 3
"""A sentence names only so many tasks, and counts more."""


def timings(tables: Sequence[TaskTable], naming: Naming) -> tuple[Sentence, ...]:
    """Return how many blocks of timings the tasks have and what these tell: one sentence for tasks that are alike.

    All tasks that have too few blocks are alike: a reader has to know that there are some, and the warnings name each.
    """
    few = [table for table in tables if 0 < table.blocks < table.blocks_needed]
    told: dict[str, list[str]] = {}
    for table in tables:
        told.setdefault(_too_few(few) if table in few else _timed(table), []).append(table.task)
    return tuple((*_where(found, tables, naming), f": {what}.") for what, found in told.items())


def _where(tasks: Sequence[str], tables: Sequence[TaskTable], naming: Naming) -> Sentence:
    if len(tasks) == len(tables):
        return ("In every task" if len(tables) > 1 else "Times",)
    if len(tasks) > MOST_TASKS:
        return (f"In {len(tasks)} of {len(tables)} tasks",)
    return listed(tasks, "and", naming)


def _too_few(tables: Sequence[TaskTable]) -> str:
    blocks = [table.blocks for table in tables]
    word = "block" if max(blocks) == 1 else "blocks"
    needed = _span([table.blocks_needed for table in tables])
    return f"{_span(blocks)} {word} of timings, {needed} needed before any difference in time counts as real"


def _span(numbers: Sequence[int]) -> str:
    least, most = min(numbers), max(numbers)
    return str(least) if least == most else f"{least} to {most}"


def blocks_wanted(tables: Sequence[TaskTable]) -> int | None:
    """Return how many blocks let a difference in time count as real in every task; None if there are enough."""
    if all(table.blocks >= table.blocks_needed for table in tables):
        return None
    return max(blocks_to_ask_for(table.blocks, table.blocks_needed) for table in tables)


def _timed(table: TaskTable) -> str:
    if not table.blocks:
        return "no complete block of timings yet, so nothing is known of differences in time"
    blocks = f"{table.blocks} block{'' if table.blocks == 1 else 's'} of timings"
    if not table.faster:
        return f"{blocks}; no difference in time is real"
    several = len(table.faster) != 1
    return f"{blocks}; {len(table.faster)} difference{'s' * several} in time {'are' if several else 'is'} real"


MOST_NAMED = 8
"""A sentence names only so many tools; the table behind it has all."""


def time_sentences(table: TaskTable, naming: Naming) -> tuple[Sentence, ...]:
    """Return one sentence for each tool that is significantly faster than others, or one that says that none is."""
    if not table.blocks:
        return (("No times yet: no complete block was run.",),)
    if not table.faster:
        few = table.blocks < table.blocks_needed
        needed = f" ({table.blocks_needed} needed)" if few else ""
        blocks = f"{table.blocks} block{'s' if table.blocks > 1 else ''}"
        return ((f"No difference in time counts as real with {blocks}{needed}.",),)
    said: list[Sentence] = []
    beaten: dict[str, list[Faster]] = {}
    for pair in sorted(table.faster, key=lambda pair: -pair.ratio):
        beaten.setdefault(pair.faster, []).append(pair)
    for quick, pairs in sorted(beaten.items(), key=lambda item: (-len(item[1]), item[0])):
        sentence: list[str | Named] = [naming(quick), " is faster than "]
        named = pairs if len(pairs) <= MOST_NAMED else pairs[: MOST_NAMED - 1]
        for at, pair in enumerate(named):
            joint = "" if at == 0 else " and " if at == len(pairs) - 1 else ", "
            sentence += [joint, naming(pair.slower), f" ({times(1 / pair.ratio)})"]
        rest = len(pairs) - len(named)
        said.append((*sentence, f" and {rest} more." if rest else "."))
    return tuple(said)
