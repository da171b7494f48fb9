"""Ratings before a run asks about them: those that were taken back are forgotten, those that do not count are named."""

from __future__ import annotations

from evalkit.probes import rating
from evalkit.workers.observer import Observer
from evalkit.workers.record import Subject


def settle_ratings(observer: Observer) -> None:
    """Forget the ratings of what nobody rates any more, and say which are left out because their words are others."""
    workspace, rubric = observer.loaded.workspace, observer.loaded.rubric
    cells = observer.loaded.selection.cells
    for task, tool in cells:
        if not workspace.ratings_of(task, tool, rubric):
            observer.record.forget(Subject(rating.PROBE.name, tool, "", task).name)
    left_out = [
        one
        for one in workspace.ratings
        if (one.task, one.tool) in cells
        and one.criterion in rubric.criteria
        and rubric.criteria[one.criterion].rating != one.anchors
    ]
    if left_out:
        criteria = ", ".join(dict.fromkeys(one.criterion for one in left_out))
        many = f"{len(left_out)} rating{'' if len(left_out) == 1 else 's'}"
        observer.screen.say(f"{many} left out: this rubric words {criteria} otherwise than the raters went by")
