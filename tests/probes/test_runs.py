from __future__ import annotations

import dataclasses

from evalkit.bench import Sample
from evalkit.model import Status, Verdict
from evalkit.model.facts import FactsShown, MemoryKind, MissedFact, PrintedLog
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
