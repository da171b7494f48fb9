"""Claims: supported, refuted or not measured, by values alone; and whether that is sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import BlockPlace, Observation, Rubric, Status, holds
from evalkit.scoring.claims import claim_results
from evalkit.scoring.figures import Evidenced
from evalkit.scoring.judgements import ClaimResult
from tests.scoring.test_judging import TASK, TOKENS, saw

SAID = {"says": "It is light", "source": "the talk", "as_of": "2021"}
SIZE: dict[str, Any] = {"metric": "setup.install_mb", "tool": "tfdv"}
TOKENS_OF: dict[str, Any] = {"metric": "code.tokens", "task": "skew"}


def judge(claim: dict[str, Any], *observations: Observation, spread: float | None = 0.2) -> ClaimResult:
    entry = {**TOKENS, **({} if spread is None else {"spread": spread})}
    rubric = Rubric.model_validate(
        {
            "rubric": "r",
            "title": "R",
            "tasks": {"skew": 1.0},
            "criteria": {"one": {"title": "One", "metrics": (entry,)}},
            "claims": {"c": {**SAID, **claim}},
        }
    )
    evidenced = Evidenced(observations, rubric, {"skew": TASK})
    [result] = claim_results(evidenced, {"tfdv": "1.16.1"}, {"skew": ("pandas", "tfdv")})
    return result


def verified_at(level: str) -> int:
    return 30000 if level == "adapt" else 1000


def passed(level: str, status: Status = Status.OK, score: float = 1.0, tool: str = "tfdv") -> Observation:
    value = score if status is Status.OK else None
    why = "" if status is Status.OK else "it cannot"
    return saw(tool, "capability.score", value, status, task="skew", level=level, scale=verified_at(level), reason=why)


def times(seconds: Sequence[float], tool: str = "tfdv") -> list[Observation]:
    places = [BlockPlace(f"b{number}", 0, 1) for number in range(len(seconds))]
    return [
        passed("adapt", tool=tool),
        *(
            saw(tool, "run.wall_seconds", second, task="skew", level="adapt", scale=30000, block=place)
            for second, place in zip(seconds, places, strict=True)
        ),
    ]


def tokens(tool: str, value: float) -> list[Observation]:
    return [passed("adapt", tool=tool), saw(tool, "code.tokens", value, task="skew", level="adapt")]


def test_a_claim_that_holds_is_supported_and_says_what_was_measured() -> None:
    result = judge({"left": SIZE, "is": "at most", "right": 500.0, "because": "fits"}, saw("tfdv", SIZE["metric"], 120))
    assert (result.claim, result.says, result.source, result.as_of) == ("c", "It is light", "the talk", "2021")
    assert (result.verdict, result.reason) == ("supported", "")
    [test] = result.tests
    assert (test.holds, test.sure, test.doubt, test.because) == (True, True, "", "fits")
    assert (test.left.value, test.left.unit, test.left.version) == (120, "MB", "1.16.1")
    assert test.left.link == (None, None, "setup.install_mb")
    assert (test.right.metric, test.right.value, test.right.unit) == (None, 500, "MB")


def test_a_claim_that_does_not_hold_is_refuted_with_the_values() -> None:
    result = judge({"left": SIZE, "is": "at most", "right": 500.0}, saw("tfdv", SIZE["metric"], 2640))
    assert result.verdict == "refuted"
    assert result.reason == "setup.install_mb of tfdv (2,640 MB) is not at most 500 MB"


def test_one_test_that_does_not_hold_refutes_even_where_another_was_not_measured() -> None:
    tests = (
        {"left": SIZE, "is": "at most", "right": 500.0},
        {"left": {"metric": "setup.distributions", "tool": "tfdv"}, "is": "at most", "right": 9.0},
    )
    assert judge({"tests": tests}, saw("tfdv", SIZE["metric"], 2640)).verdict == "refuted"
    open_ = judge({"tests": tests}, saw("tfdv", SIZE["metric"], 100))
    assert (open_.verdict, open_.reason) == ("not measured", "setup.distributions of tfdv: not measured yet")
    assert [test.holds for test in open_.tests] == [True, None]
    assert not open_.tests[1].sure


def test_what_nothing_bears_on_is_not_measured_and_says_why() -> None:
    result = judge({"not_measured": "no observation found"})
    assert (result.verdict, result.reason, result.tests) == ("not measured", "no observation found", ())


def test_a_claim_that_says_more_than_its_tests_reach_can_be_refuted_and_never_supported() -> None:
    claim = {"left": SIZE, "is": "at most", "right": 500.0, "not_measured": "nothing runs in a cloud"}
    holds = judge(claim, saw("tfdv", SIZE["metric"], 100))
    assert (holds.verdict, holds.reason) == ("not measured", "nothing runs in a cloud")
    assert holds.tests[0].holds
    assert judge(claim, saw("tfdv", SIZE["metric"], 2640)).verdict == "refuted"


def test_the_factor_is_part_of_the_value_and_the_level_is_the_usual_one() -> None:
    claim = {
        "left": {**TOKENS_OF, "tool": "pandas"},
        "is": "at most",
        "right": {**TOKENS_OF, "tool": "tfdv", "times": 0.5},
    }
    result = judge(claim, *tokens("pandas", 40), *tokens("tfdv", 400))
    [test] = result.tests
    assert (test.right.value, test.right.times, test.right.level) == (200, 0.5, "adapt")
    assert test.right.link == ("skew", "adapt", "code.tokens")
    assert result.verdict == "supported"
    refuted = judge(claim, *tokens("pandas", 400), *tokens("tfdv", 40))
    assert refuted.reason == (
        "code.tokens of pandas in skew at adapt (400 tokens) is not at most 0.5 × code.tokens of tfdv in skew at adapt "
        "(0.5 × 40 = 20 tokens)"
    )


def test_a_tool_that_fails_has_no_value_and_its_claim_is_not_measured() -> None:
    claim = {"left": {**TOKENS_OF, "tool": "tfdv"}, "is": "at most", "right": 500.0}
    result = judge(claim, passed("adapt", Status.FAILED), saw("tfdv", "code.tokens", 7, task="skew", level="adapt"))
    assert (result.verdict, result.reason) == (
        "not measured",
        "code.tokens of tfdv in skew at adapt: failed: it cannot",
    )


def test_capability_that_a_tool_does_not_have_counts_nothing() -> None:
    claim = {
        "left": {"metric": "capability.score", "task": "skew", "tool": "tfdv", "level": "stretch"},
        "is": "equal to",
        "right": 0.0,
    }
    result = judge(claim, passed("stretch", Status.UNSUPPORTED))
    assert (result.verdict, result.tests[0].left.reason) == ("supported", "unsupported: it cannot")
    assert judge(claim, passed("stretch", score=0.8)).verdict == "refuted"
    assert judge(claim).verdict == "not measured"
    assert judge(claim, passed("stretch", Status.UNAVAILABLE)).verdict == "not measured"


def test_capability_without_a_level_is_taken_over_all_of_them() -> None:
    claim = {"left": {"metric": "capability.score", "task": "skew", "tool": "tfdv"}, "is": "at least", "right": 1.0}
    seen = [passed("hello"), passed("adapt"), passed("stretch", Status.UNSUPPORTED)]
    result = judge(claim, *seen)
    assert result.verdict == "refuted"
    assert result.tests[0].left.value == pytest.approx(2 / 3)
    assert judge(claim, passed("hello"), passed("adapt"), passed("stretch")).verdict == "supported"


def test_a_timing_has_an_interval_which_decides_whether_it_is_sure() -> None:
    wall = {"metric": "run.wall_seconds", "task": "skew", "tool": "tfdv", "times": 2.0}
    seconds = [1.0, 1.1, 0.9, 1.05, 0.95, 1.0, 1.02]
    clear = judge({"left": wall, "is": "at most", "right": 9.0}, *times(seconds)).tests[0]
    assert clear.sure
    assert clear.left.interval is not None
    assert 1.8 <= clear.left.interval[0] < 2.0 < clear.left.interval[1] <= 2.2
    close = judge({"left": wall, "is": "at most", "right": 2.01}, *times(seconds)).tests[0]
    assert (close.holds, close.sure, close.doubt) == (True, False, "the 95 % interval includes the other side")


def test_with_few_blocks_the_noise_of_a_time_is_not_known() -> None:
    wall = {"metric": "run.wall_seconds", "task": "skew", "tool": "tfdv"}
    test = judge({"left": wall, "is": "at most", "right": 99.0}, *times([1.0, 1.1])).tests[0]
    assert (test.holds, test.sure, test.left.interval) == (True, False, None)
    assert test.doubt == "there are too few readings to know the noise of run.wall_seconds"


@pytest.mark.parametrize(("value", "sure"), [(100, True), (400, False), (600, False), (2000, True)])
def test_what_one_author_wrote_is_sure_only_beyond_its_declared_spread(value: float, sure: bool) -> None:
    claim = {"left": {**TOKENS_OF, "tool": "tfdv"}, "is": "at most", "right": 500.0}
    [test] = judge(claim, *tokens("tfdv", value)).tests
    assert (test.holds, test.sure, test.left.interval) == (value <= 500, sure, None)
    assert sure or "another author" in test.doubt


def test_without_a_declared_spread_nothing_one_author_wrote_is_sure() -> None:
    claim = {"left": {**TOKENS_OF, "tool": "tfdv"}, "is": "at most", "right": 500.0}
    [test] = judge(claim, *tokens("tfdv", 1), spread=None).tests
    assert (test.holds, test.sure) == (True, False)
    assert "declares no spread" in test.doubt


NUMBERS = st.floats(0, 1e9)
COMPARISONS = st.sampled_from(["at most", "at least", "less than", "more than", "equal to"])


@settings(deadline=None)
@given(NUMBERS, COMPARISONS, NUMBERS)
def test_a_measured_claim_is_supported_exactly_where_its_comparison_holds(
    value: float, comparison: Any, right: float
) -> None:
    result = judge({"left": SIZE, "is": comparison, "right": right}, saw("tfdv", SIZE["metric"], value))
    assert (result.verdict == "supported") is holds(value, comparison, right)
    assert result.tests[0].sure


@settings(deadline=None)
@given(st.floats(1, 1e6), COMPARISONS, st.floats(1, 1e6), st.floats(0.01, 1))
def test_more_spread_never_makes_a_claim_surer(value: float, comparison: Any, right: float, spread: float) -> None:
    claim = {"left": {**TOKENS_OF, "tool": "tfdv"}, "is": comparison, "right": right}
    narrow, wide = (judge(claim, *tokens("tfdv", value), spread=one).tests[0] for one in (spread, 2 * spread))
    assert narrow.holds == wide.holds
    assert narrow.sure or not wide.sure


@pytest.mark.parametrize(("numbers", "sure"), [((4,), False), ((4, 5), True), ((2, 4, 5), False)])
def test_what_raters_say_is_sure_only_where_all_of_several_say_so(numbers: tuple[int, ...], sure: bool) -> None:
    claim = {"left": {"metric": "rating.one", "task": "skew", "tool": "tfdv"}, "is": "at least", "right": 3.0}
    seen = [
        saw("tfdv", "rating.one", float(number), task="skew", purpose=f"rater-{at}")
        for at, number in enumerate(numbers)
    ]
    [test] = judge(claim, *seen).tests
    assert (test.holds, test.sure, test.left.level) == (True, sure, None)
    assert sure or "rater" in test.doubt


@pytest.mark.parametrize(
    ("value", "comparison", "right", "barely"),
    [
        (450.0, "at most", 500.0, True),
        (449.0, "at most", 500.0, False),
        (550.0, "at most", 500.0, True),
        (551.0, "at most", 500.0, False),
        (500.0, "equal to", 500.0, False),
        (505.0, "equal to", 500.0, True),
        (0.0, "at most", 0.0, False),
    ],
)
def test_a_verdict_is_barely_one_within_a_tenth_of_its_threshold(
    value: float, comparison: str, right: float, barely: bool
) -> None:
    result = judge({"left": SIZE, "is": comparison, "right": right}, saw("tfdv", SIZE["metric"], value))
    assert result.barely is result.tests[0].close is barely


@pytest.mark.parametrize(("score", "barely"), [(1.0, False), (0.95, True), (0.5, False)])
def test_all_that_there_is_does_not_lie_close_to_all(score: float, barely: bool) -> None:
    claim = {"left": {"metric": "capability.score", "task": "skew", "tool": "tfdv", "level": "adapt"}}
    assert judge({**claim, "is": "at least", "right": 1.0}, passed("adapt", score=score)).barely is barely


def test_one_clear_failure_refutes_clearly_and_one_close_success_supports_barely() -> None:
    tests = tuple({"left": SIZE, "is": "at most", "right": right} for right in (100.0, 480.0))
    assert not judge({"tests": tests}, saw("tfdv", SIZE["metric"], 500)).barely
    tests = tuple({"left": SIZE, "is": "at most", "right": right} for right in (1000.0, 510.0))
    assert judge({"tests": tests}, saw("tfdv", SIZE["metric"], 500)).barely


def test_what_was_not_measured_is_not_barely_anything() -> None:
    assert not judge({"left": SIZE, "is": "at most", "right": 500.0}).barely
    claim = {"left": SIZE, "is": "at most", "right": 500.0, "not_measured": "nothing runs in a cloud"}
    assert not judge(claim, saw("tfdv", SIZE["metric"], 499)).barely
