"""Asking a probe: an answer for every metric whatever happens, and a probe that breaks hurts nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from evalkit.model import Direction, Implementation, LevelRule, Metric, Status, Usage
from evalkit.probes import CannotTell, Finding, Probe, Question, Scope

METRICS = tuple(
    Metric(name, name, "s", Direction.LESS, LevelRule.ONE_LEVEL, "A test's.") for name in ("a.first", "a.second")
)


def asked(observe: Callable[[Question], Iterable[Finding]], main: Path | None = Path("hello.py")) -> dict[str, Finding]:
    one = Implementation("skew", "tool", "hello", main)
    question = Question(Path(), (one,), lambda _: Usage(recorded=False, uses=()))
    found = Probe("a", 1, Scope.IMPLEMENTATION, observe, METRICS).ask(question)
    return {finding.metric: finding for finding in found}


def test_a_probe_that_breaks_says_so_of_everything_it_was_asked() -> None:
    def observe(_: Question) -> Iterable[Finding]:
        raise ZeroDivisionError("it divides by nothing")

    found = asked(observe)
    assert set(found) == {"a.first", "a.second"}
    assert {finding.status for finding in found.values()} == {Status.PROBE_ERROR}
    assert all("ZeroDivisionError: it divides by nothing" in finding.reason for finding in found.values())


def test_what_a_probe_cannot_tell_is_its_own_words() -> None:
    def observe(_: Question) -> Iterable[Finding]:
        raise CannotTell("there is no environment")

    assert {finding.reason for finding in asked(observe).values()} == {"there is no environment"}


def test_a_metric_that_a_probe_leaves_out_is_a_probe_error_and_a_foreign_one_is_refused() -> None:
    found = asked(lambda _: [Finding("a.first", 1.0)])
    assert (found["a.first"].value, found["a.second"].status) == (1.0, Status.PROBE_ERROR)
    refused = asked(lambda _: [Finding("a.first", 1.0), Finding("b.other", 1.0)])
    assert {finding.status for finding in refused.values()} == {Status.PROBE_ERROR}
    assert "b.other" in refused["a.first"].reason


def test_of_a_level_that_the_tool_cannot_do_no_probe_is_asked() -> None:
    def observe(_: Question) -> Iterable[Finding]:
        raise AssertionError("nobody may ask")

    assert {finding.status for finding in asked(observe, main=None).values()} == {Status.UNSUPPORTED}
