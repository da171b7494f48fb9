"""What blocks of timings tell: how many there are, and which differences in time count as real."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.report.words.quantities import times
from evalkit.report.words.sentence import Named, Naming, Sentence, listed
from evalkit.scoring import Faster, TaskTable


def timings(tables: Sequence[TaskTable], naming: Naming) -> tuple[Sentence, ...]:
    """Return how many blocks of timings the tasks have and what these tell: one sentence for tasks that are alike."""
    told: dict[str, list[str]] = {}
    for table in tables:
        told.setdefault(_timed(table), []).append(table.task)
    every: Sentence = ("In every task" if len(tables) > 1 else "Times",)
    return tuple(
        (*(every if len(found) == len(tables) else listed(found, "and", naming)), f": {what}.")
        for what, found in told.items()
    )


def _timed(table: TaskTable) -> str:
    if not table.blocks:
        return "no complete block of timings yet, so nothing is known of differences in time"
    blocks = f"{table.blocks} block{'' if table.blocks == 1 else 's'} of timings"
    if table.blocks < table.blocks_needed:
        return f"{blocks}, {table.blocks_needed} needed before any difference in time counts as real"
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
