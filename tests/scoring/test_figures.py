"""Readings: which observations a value is made from."""

from __future__ import annotations

from evalkit.model import Level
from evalkit.scoring.scorecard import Figure
from tests.scoring import blocks
from tests.scoring.blocks import judged, rubric, saw, verified

MEMORY = {"metric": "run.peak_memory_mb", "curve": "log", "good": 10.0, "bad": 1000.0, "because": "x"}
SCORE = {"metric": "capability.score", "good": 1.0, "bad": 0.0, "because": "x"}


def figures(*seen: object, using: dict[str, object]) -> list[Figure]:
    card = judged(rubric({"cost": (using,)}), seen, "pandas").card  # type: ignore[arg-type]
    return list(card.tasks[0].rows[0].criteria["cost"].figures)


def test_the_memory_of_another_scale_does_not_mix_with_that_of_the_rubrics() -> None:
    seen = [verified("pandas"), saw("pandas", "run.peak_memory_mb", 100.0)]
    elsewhere = [
        verified("pandas", scale=300_000),
        *(saw("pandas", "run.peak_memory_mb", 900.0, scale=300_000) for _ in range(3)),
    ]
    (figure,) = figures(*seen, *elsewhere, using=MEMORY)
    assert figure.value == 100.0
    assert figure.samples == (100.0,)


def test_what_was_found_at_another_scale_does_not_mix_with_what_was_found_at_the_rubrics() -> None:
    elsewhere = [saw("pandas", "capability.score", 0.5, scale=1000) for _ in range(3)]
    (figure,) = figures(verified("pandas"), *elsewhere, using=SCORE)
    assert figure.value == 1.0


def test_a_level_that_is_not_timed_is_judged_at_the_smallest_scale() -> None:
    task = blocks.task().model_copy(update={"levels": {"hello": Level(asks="x"), "adapt": Level(asks="x")}})
    seen = [
        saw("pandas", "capability.score", value, level="hello", scale=scale)
        for value, scale in ((0.5, 1000), (1.0, 30000))
    ]
    card = judged(rubric({"cost": (SCORE,)}), [verified("pandas"), *seen], "pandas", tasks={"skew": task}).card
    (figure,) = card.tasks[0].rows[0].criteria["cost"].figures
    assert figure.value == 0.75, "half at hello, everything at adapt"
