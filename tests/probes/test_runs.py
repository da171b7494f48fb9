from __future__ import annotations

import dataclasses

from evalkit.bench import Sample
from evalkit.model import Load, Status, Verdict
from evalkit.model.facts import FactsShown, MemoryKind, MissedFact, PrintedLog, ServedLoad
from evalkit.probes.runs import timed, verified, watched

GOOD = Sample(
    status=Status.OK,
    reason="",
    wall_seconds=1.5,
    cpu_seconds=1.2,
    peak_memory_mb=80.0,
    memory_kind="pss",
    curve=(),
    verdict=Verdict(passed=True, score=1.0),
    log="",
    left_behind=0,
)


def test_wall_seconds_are_written_last_so_that_a_torn_sample_has_none() -> None:
    assert [finding.metric for finding in timed(GOOD, ())][-1] == "run.wall_seconds"


def test_a_fast_wrong_answer_has_no_time() -> None:
    bad = Sample(Status.WRONG, "misses a value", verdict=Verdict(passed=False, score=0.5))
    assert {finding.value for finding in timed(bad, ())} == {None}
    assert {finding.status for finding in timed(bad, ())} == {Status.WRONG}
    assert {finding.value for finding in watched(bad, ())} == {None}


def test_memory_that_could_not_be_read_is_our_fault_and_not_zero() -> None:
    blind = dataclasses.replace(GOOD, peak_memory_mb=None)
    assert watched(blind, ())[-1].status is Status.PROBE_ERROR


def test_summed_rss_is_named_as_such() -> None:
    rss = dataclasses.replace(GOOD, memory_kind="rss")
    assert watched(rss, ())[-1].facts == (MemoryKind("rss"),)
    assert watched(GOOD, ())[-1].facts == (MemoryKind("pss"),)


def test_a_score_says_which_facts_were_shown_and_which_were_missed() -> None:
    verdict = Verdict(True, 0.0, missed={"page": "there is none"}).graded(("rows", "page", "count"))
    sample, log = dataclasses.replace(GOOD, verdict=verdict), PrintedLog("logs/a.log", 1)
    shown = FactsShown("adapt", ("rows", "count"), (MissedFact("page", "there is none"),))
    for say in (verified, timed, watched):
        (score,) = (finding for finding in say(sample, (log,), "adapt") if finding.metric == "capability.score")
        assert (score.value, score.facts) == (2 / 3, (shown, log))


def test_a_score_without_listed_facts_says_nothing_of_any() -> None:
    (score,) = (finding for finding in verified(GOOD, (), "adapt") if finding.metric == "capability.score")
    assert (score.value, score.facts) == (1.0, ())


SERVED = dataclasses.replace(GOOD, ready_seconds=0.5, load=Load((0.001, 0.002, 0.003, 0.1), 2.0, lost=1))


def test_a_sample_of_a_service_tells_when_it_was_ready_and_how_it_did_under_load() -> None:
    found = {finding.metric: finding for finding in timed(SERVED, ())}
    values = {name: finding.value for name, finding in found.items() if name.startswith("serve.")}
    assert values == {
        "serve.ready_seconds": 0.5,
        "serve.p50_ms": 2.0,
        "serve.p99_ms": 100.0,
        "serve.requests_per_second": 2.0,
        "serve.lost_requests": 1.0,
    }
    assert found["serve.p50_ms"].facts == (ServedLoad(5, 1, 2.0, 100.0),)
    assert list(found)[-1] == "run.wall_seconds"


def test_lost_requests_are_counted_in_every_run_and_times_only_in_blocks() -> None:
    for say in (verified, watched):
        told = {finding.metric for finding in say(SERVED, ())}
        assert {name for name in told if name.startswith("serve.")} == {"serve.lost_requests"}


def test_a_service_under_no_load_has_no_latency_and_one_that_never_answered_failed() -> None:
    quiet = {finding.metric for finding in timed(dataclasses.replace(SERVED, load=None), ())}
    assert {name for name in quiet if name.startswith("serve.")} == {"serve.ready_seconds"}
    silent = timed(dataclasses.replace(SERVED, load=Load((), 2.0, lost=5)), ())
    assert {finding.status for finding in silent if finding.metric == "serve.p99_ms"} == {Status.FAILED}


def test_what_is_no_service_says_nothing_of_serving() -> None:
    assert not [finding for finding in timed(GOOD, ()) if finding.metric.startswith("serve.")]
