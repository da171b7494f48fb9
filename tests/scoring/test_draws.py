from __future__ import annotations

import statistics
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import Observation, Rubric, Status, Task
from evalkit.scoring import TaskDraws
from evalkit.scoring.draws import _medians
from tests.scoring.blocks import LINES, RATIO, SIZE, TOKENS, WALL, Times, judged, rubric, saw, task, timed

SPEED = rubric({"speed": [WALL]})
NOISY = {"pandas": [1.0, 1.1, 0.9, 1.2, 1.05, 0.95, 1.15, 1.0], "other": [2.0, 2.3, 1.8, 2.5, 2.1, 1.9, 2.2, 2.0]}
seconds = st.lists(st.floats(0.2, 50), min_size=6, max_size=8)


def drawn(
    seen: list[Observation], *tools: str, using: Rubric = SPEED, tasks: Mapping[str, Task] | None = None
) -> TaskDraws:
    return judged(using, seen, *tools, tasks=tasks).draws.tasks["skew"]


def of(draws: TaskDraws, tool: str) -> np.ndarray:
    """Draws by criterion of one tool."""
    return draws.low[:, draws.tools.index(tool)]


def test_draws_lie_around_the_points_and_within_what_blocks_showed() -> None:
    judgement = judged(SPEED, timed(NOISY), "pandas", "other")
    for row in judgement.card.tasks[0].rows:
        own = of(judgement.draws.tasks["skew"], row.tool)[:, 0]
        assert len(own) == judgement.draws.values == 1000
        assert np.median(own) == pytest.approx(row.points.low, abs=1.0)
        assert len(set(own.round(9))) > 5


def test_all_tools_of_a_task_are_drawn_from_the_same_blocks() -> None:
    doubled = {"pandas": NOISY["pandas"], "other": [2 * second for second in NOISY["pandas"]]}
    draws = drawn(timed(doubled), "pandas", "other")
    gap = of(draws, "pandas") - of(draws, "other")
    assert gap == pytest.approx(np.full(gap.shape, gap[0, 0]))


def test_drift_that_hits_the_baseline_alike_does_not_spread_ratios() -> None:
    doubled = {"pandas": NOISY["pandas"], "other": [2 * second for second in NOISY["pandas"]]}
    own = of(drawn(timed(doubled), "pandas", "other", using=rubric({"speed": [RATIO]})), "other")
    assert own == pytest.approx(np.full(own.shape, own[0, 0]))


def test_a_draw_is_the_median_of_blocks_drawn_with_replacement() -> None:
    values = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    own = of(drawn(timed({"pandas": values}), "pandas"), "pandas")[:, 0]
    medians = {100 * (1 - (np.log(v) - np.log(0.1)) / np.log(1000)) for v in values}
    halves = {100 * (1 - (np.log((a + b) / 2) - np.log(0.1)) / np.log(1000)) for a in values for b in values}
    assert {round(v, 9) for v in own} <= {round(v, 9) for v in medians | halves}
    assert {round(v, 9) for v in medians} <= {round(v, 9) for v in own}


@given(
    st.lists(st.floats(0.1, 100), min_size=1, max_size=9).flatmap(
        lambda values: st.tuples(
            st.just(values), st.lists(st.integers(0, 4), min_size=len(values), max_size=len(values))
        )
    )
)
@settings(deadline=None)
def test_medians_are_those_of_the_resamples_written_out(drawn: tuple[list[float], list[int]]) -> None:
    values, times = drawn
    written = [value for value, count in zip(values, times, strict=True) for _ in range(count)]
    [[found]] = _medians(np.array([values]), np.array([times], dtype=np.int16).T, np.array([[7.0]]))
    assert found == pytest.approx(statistics.median(written) if written else 7.0)


def test_under_six_blocks_a_timing_is_held_and_named_as_silent() -> None:
    few = {tool: times[:5] for tool, times in NOISY.items()}
    judgement = judged(SPEED, timed(few), "pandas", "other")
    own = of(judgement.draws.tasks["skew"], "other")
    assert (own == own[0]).all()
    assert judgement.draws.silent == {"skew": ("run.wall_seconds",)}
    assert all(found.silent == judgement.draws.silent for found in judgement.card.robustness)
    assert judged(SPEED, timed(NOISY), "pandas", "other").draws.silent == {}


def test_one_author_writes_at_length_by_every_measure() -> None:
    seen = [*timed(NOISY), *(saw("other", metric, 10.0 * n) for n, metric in ((10, "code.tokens"), (1, "code.lines")))]
    own = of(drawn(seen, "pandas", "other", using=rubric({"tokens": [TOKENS], "lines": [LINES]})), "other")
    assert own[:, 0] == pytest.approx(own[:, 1])
    assert own[:, 0].std() == pytest.approx(100 * 0.3 / np.log(100), rel=0.02)


def test_two_authors_are_independent() -> None:
    seen = [*timed(NOISY), *(saw(tool, "code.tokens", 100.0) for tool in NOISY)]
    draws = drawn(seen, "pandas", "other", using=rubric({"tokens": [TOKENS]}))
    assert abs(np.corrcoef(of(draws, "pandas")[:, 0], of(draws, "other")[:, 0])[0, 1]) < 0.1


def test_against_the_baseline_both_authors_count_and_the_baseline_equals_itself() -> None:
    seen = [*timed(NOISY), *(saw(tool, "code.tokens", 100.0) for tool in NOISY)]
    entry = TOKENS | {"relative_to": "baseline", "good": 0.1, "bad": 10.0}
    draws = drawn(seen, "pandas", "other", using=rubric({"tokens": [entry]}))
    assert of(draws, "pandas") == pytest.approx(np.full((1000, 1), 50.0))
    assert of(draws, "other").std() == pytest.approx(100 * 0.3 * 2**0.5 / np.log(100), rel=0.1)


def test_what_is_missing_is_a_range_and_a_failure_is_nothing() -> None:
    seen = [*timed({"pandas": NOISY["pandas"]}), saw("other", "capability.score", None, Status.WRONG, reason="no")]
    draws = drawn(seen, "pandas", "other", using=rubric({"speed": [WALL], "size": [SIZE]}))
    at = draws.tools.index("other")
    assert (draws.low[:, at] == 0).all()
    assert draws.high[:, at].tolist() == [[0.0, 100.0]] * 1000


def test_a_criterion_that_does_not_apply_is_masked() -> None:
    using = rubric({"speed": [WALL], "tokens": [TOKENS]})
    draws = drawn(timed(NOISY), "pandas", "other", using=using, tasks={"skew": task(not_applicable=("code.tokens",))})
    assert draws.applies.tolist() == [[True, False]] * 2


def _several(times: Times) -> list[Observation]:
    return [*timed(times), *(saw(tool, "code.tokens", 20.0 + 10 * len(tool)) for tool in times)]


@given(st.dictionaries(st.sampled_from(["a", "bb", "ccc"]), seconds, min_size=1), seconds)
@settings(deadline=None, max_examples=30)
def test_adding_a_tool_changes_no_other_tools_draws_or_chances(times: dict[str, list[float]], new: list[float]) -> None:
    length = min(map(len, [*times.values(), new]))
    before = {"pandas": [1.0] * length} | {tool: own[:length] for tool, own in times.items()}
    after = before | {"new": new[:length]}
    using = rubric({"speed": [RATIO], "tokens": [TOKENS]})
    one, other = (judged(using, _several(which), *which) for which in (before, after))
    for tool in before:
        assert np.array_equal(of(one.draws.tasks["skew"], tool), of(other.draws.tasks["skew"], tool))
    for mine, theirs in zip(one.card.robustness, other.card.robustness, strict=True):
        later = {standing.name: standing.beats for standing in theirs.tasks["skew"]}
        for standing in mine.tasks["skew"]:
            assert {rival: later[standing.name][rival] for rival in standing.beats} == standing.beats


def test_a_resample_follows_its_blocks_whatever_others_there_are() -> None:
    alone = timed(NOISY)
    more = [*alone, *timed({tool: [1.0] for tool in NOISY}, session="later")]
    torn = [seen for seen in more if not (seen.session == "later" and seen.tool == "other")]
    assert np.array_equal(drawn(alone, "pandas", "other").low, drawn(torn, "pandas", "other").low)


def growth(seen: list[Observation]) -> tuple[float, ...]:
    entry = {"metric": "run.seconds_per_million_rows", "curve": "log1p", "good": 0.0, "bad": 100.0, "because": "x"}
    card = judged(rubric({"growth": [entry]}), seen, "pandas").card
    return card.tasks[0].rows[0].criteria["growth"].figures[0].samples


def test_growth_pairs_blocks_of_one_session_and_number() -> None:
    large, small = 300_000, 30_000
    seen = [
        *timed({"pandas": [1.0, 2.0]}, small, "one"),
        *timed({"pandas": [5.0]}, small, "two", first=2),
        *timed({"pandas": [9.0]}, large, "two", first=2),
        *timed({"pandas": [3.0]}, large, "one", first=1),
    ]
    per_million = 1e6 / (large - small)
    assert growth(seen) == pytest.approx([(3.0 - 2.0) * per_million, (9.0 - 5.0) * per_million])
    assert growth(seen[::-1]) == pytest.approx(growth(seen))


def test_growth_without_a_shared_session_pairs_in_the_order_of_blocks() -> None:
    seen = [*timed({"pandas": [1.0, 2.0, 3.0]}, 30_000, "one"), *timed({"pandas": [4.0, 6.0]}, 300_000, "two")]
    per_million = 1e6 / 270_000
    assert growth(seen) == pytest.approx([3 * per_million, 4 * per_million])
    assert statistics.median(growth(seen)) == pytest.approx(3.5 * per_million)


hostile = st.sampled_from([0.0, -1.0, float("inf"), float("nan"), 1e-300, 1e300, 1.0])


@given(st.lists(hostile, min_size=6, max_size=6), st.lists(hostile, min_size=6, max_size=6), hostile)
@settings(deadline=None, max_examples=60)
def test_no_nan_comes_out_of_anything_that_was_observed(mine: list[float], theirs: list[float], value: float) -> None:
    seen = [
        *timed({"pandas": mine, "other": theirs}),
        saw("other", "code.tokens", value),
        saw("other", "setup.install_mb", value),
    ]
    judgement = judged(rubric({"speed": [RATIO, WALL], "tokens": [TOKENS], "size": [SIZE]}), seen, "pandas", "other")
    draws = judgement.draws.tasks["skew"]
    assert np.isfinite(draws.low).all()
    assert np.isfinite(draws.high).all()
    assert ((draws.low >= 0) & (draws.low <= draws.high) & (draws.high <= 100 + 1e-9)).all()
    for found in judgement.card.robustness:
        for standing in found.tasks["skew"]:
            assert np.isfinite([*standing.best, *standing.worst, *standing.beats.values()]).all()
    for row in judgement.card.tasks[0].rows:
        assert 0 <= row.points.low <= row.points.high <= 100
        for figure in (figure for criterion in row.criteria.values() for figure in criterion.figures):
            assert figure.value is None or np.isfinite(figure.value)


def test_a_block_counts_for_those_who_were_in_it() -> None:
    """A tool that joined later has the later blocks alone; the others keep theirs, and what both share stays paired."""
    early = timed({"pandas": [1.0] * 6, "other": [2.0] * 6}, session="early")
    late = timed({"pandas": NOISY["pandas"], "other": NOISY["other"], "new": NOISY["pandas"]}, session="late")
    draws = drawn([*early, *late], "pandas", "other", "new")
    assert np.corrcoef(of(draws, "pandas")[:, 0], of(draws, "new")[:, 0])[0, 1] > 0.2
