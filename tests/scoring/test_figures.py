"""Readings: which observations a value is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.model import BlockPlace, Level, Observation, Status
from evalkit.scoring.scorecard import Figure, Points
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


LATENCY = {"metric": "serve.p99_ms", "curve": "log", "good": 1.0, "bad": 1000.0, "because": "x"}
LOST = {"metric": "serve.lost_requests", "curve": "log1p", "good": 0.0, "bad": 100.0, "because": "x"}
SERVING = blocks.task().model_copy(update={"driver": "http"})


def of_a_service(*seen: Observation, using: dict[str, object]) -> Figure:
    card = judged(rubric({"cost": (using,)}), seen, "pandas", tasks={"skew": SERVING}).card
    (figure,) = card.tasks[0].rows[0].criteria["cost"].figures
    return figure


def test_metrics_of_services_do_not_apply_to_a_task_that_asks_for_none() -> None:
    for entry in (LATENCY, LOST):
        (figure,) = figures(verified("pandas"), using=entry)
        assert (figure.status, figure.reason) == (Status.NOT_APPLICABLE, "the task asks for no services")


def test_latencies_are_the_median_over_whole_blocks() -> None:
    def block(number: int, of: int = 1) -> BlockPlace:
        return BlockPlace(f"skew/adapt/30000/s/{number}", 0, of)

    seen = [
        saw("pandas", metric, value, block=block(number, of))
        for number, (value, of) in enumerate([(5.0, 1), (7.0, 1), (90.0, 1), (1.0, 2)])
        for metric in ("serve.p99_ms", "run.wall_seconds")
    ]
    figure = of_a_service(verified("pandas"), *seen, using=LATENCY)
    assert (figure.value, figure.samples) == (7.0, (5.0, 7.0, 90.0)), "a block that lacks a member does not count"


def test_one_run_that_lost_requests_is_not_hidden_by_those_that_lost_none() -> None:
    seen = [saw("pandas", "serve.lost_requests", value) for value in (0.0, 0.0, 6.0)]
    assert of_a_service(verified("pandas"), *seen, using=LOST).value == 2.0


def test_a_block_that_lost_a_member_through_no_tools_fault_counts_for_nothing() -> None:
    whole = blocks.timed({"pandas": [2.0, 8.0], "quick": [1.0, 1.0]})
    *others, last = whole
    lost = [*others, replace(last, value=None, status=Status.UNAVAILABLE, reason="the disk was full")]
    moved = [*others, replace(last, machine="another")]
    for seen, median in ((whole, 5.0), (lost, 2.0), (moved, 2.0)):
        assert _wall(seen).value == median


def test_what_fails_where_it_is_verified_has_no_open_time_at_another_scale() -> None:
    startup = {"metric": "run.startup_seconds", "curve": "log", "good": 0.5, "bad": 30.0, "because": "x"}
    failed = saw("pandas", "capability.score", None, Status.FAILED, reason="x")
    [figure] = figures(failed, using=startup)
    assert (figure.status, figure.points) == (Status.FAILED, Points(0.0, 0.0))
    [figure] = figures(verified("pandas"), using=startup)
    assert (figure.status, figure.points) == (None, Points(0.0, 100.0))


def _wall(seen: Sequence[Observation]) -> Figure:
    wall = {"metric": "run.wall_seconds", "curve": "log", "good": 0.2, "bad": 20.0, "because": "x"}
    [row] = [
        row
        for table in judged(rubric({"friction": [wall]}), seen, "pandas", "quick").card.tasks
        for row in table.rows
        if row.tool == "pandas"
    ]
    [figure] = row.criteria["friction"].figures
    return figure


def test_of_more_blocks_than_anybody_asks_for_the_last_ones_count() -> None:
    seconds = [float(number) for number in range(1, 1201)]
    (figure,) = figures(*blocks.timed({"pandas": seconds}), using=blocks.WALL)
    assert figure.samples == tuple(seconds[200:])
