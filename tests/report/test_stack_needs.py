"""What a stack needs, in words: what was observed, else how evalkit ran it, called so; never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from evalkit.environments import ResolverAnswer, Shared
from evalkit.model import Adapter, Observation, Status
from evalkit.probes import PROBES
from evalkit.probes.probe import Facilities, Question
from evalkit.report.formats.as_markdown import as_markdown
from evalkit.report.page.evidence_data import evidence
from evalkit.report.report_input import ReportInput
from evalkit.report.words.advice import advice_views
from evalkit.report.words.sentence import Named, Sentence
from evalkit.report.words.stack_needs import needs_of
from evalkit.scoring import StackRow, judge
from tests.environments.tinytool import an_adapter
from tests.report.sample_report import MEMBERS, rubric, sample, tasks


@pytest.fixture(scope="module")
def report() -> ReportInput:
    return sample()


def row(report: ReportInput, stack: str) -> StackRow:
    return next(row for row in report.scorecard.stacks if row.stack == stack)


def words(sentence: Sentence) -> str:
    return "".join(part.name if isinstance(part, Named) else part for part in sentence)


def test_what_was_observed_is_said_with_tools_not_known_about_left_out(report: ReportInput) -> None:
    needs = needs_of(row(report, "plain"))
    assert words(needs.environments) == "1"
    assert words(needs.shares) == "2 of 3"


def test_a_stack_that_conflicts_with_itself_shares_its_environment_with_nobody(report: ReportInput) -> None:
    needs = needs_of(row(report, "tfx"))
    assert (words(needs.environments), words(needs.shares)) == ("2", "0 of 1")


def test_without_an_observation_it_says_in_how_many_it_was_run_and_calls_it_so(report: ReportInput) -> None:
    needs = needs_of(row(report, "specialists"))
    assert words(needs.environments) == "not measured; run in 3"
    assert words(needs.shares) == "not measured"
    assert row(report, "specialists").environments.reason == "not measured yet"


def test_every_number_leads_to_its_facts(report: ReportInput) -> None:
    stacks = evidence(report)["stacks"]
    for one in report.scorecard.stacks:
        needs = needs_of(one)
        for part in (*needs.environments, *needs.shares):
            if isinstance(part, Named):
                kind, stack, metric = part.link.split("/")
                assert kind == "stack-number"
                assert metric in stacks[stack]["numbers"]
    assert "tfx-bsl" in str(stacks["tfx"]["numbers"]["stack.environments"]["evidence"])


def test_advice_on_a_stack_says_it_where_it_was_observed_and_is_silent_where_not(report: ReportInput) -> None:
    said = {view.advice.name: [words(one) for one in view.sentences] for view in advice_views(report)[0]}
    assert "With its tools’ pins, it needs 2 environments and shares one with 0 of 1 other tools." in said["tfx"]
    assert "With its tools’ pins, it needs 1 environment and shares one with 2 of 3 other tools." in said["plain"]
    assert not any("environment" in one for one in said["specialists"])


def test_the_text_for_a_pull_request_says_it_too(report: ReportInput) -> None:
    assert "| 2 | 0 of 1 |" in as_markdown(report)


def test_it_reads_what_the_stack_probe_sees() -> None:
    class Scripted:
        def on_python(self, tools: Sequence[Adapter], _: str) -> Shared:
            return Shared(ResolverAnswer.INSTALLS, {tool.tool: "1.0" for tool in tools})

        def together(self, _: Sequence[Adapter], guest: Adapter, **__: object) -> Shared:
            outcome = ResolverAnswer.CONFLICT if guest.tool == "tfdv" else ResolverAnswer.INSTALLS
            return Shared(outcome, {}, "No solution found")

    panel = tuple(an_adapter(tool=tool) for tool in ("tfdv", "scipy", "pandera", "pandas"))
    lab = cast("Facilities", SimpleNamespace(environments=Scripted(), panel=panel, tell=lambda _: None))
    question = Question(Path(), (), lambda _: pytest.fail("no"), facilities=lab, stack=(an_adapter(tool="pandas"),))
    seen = [
        Observation("", "stack", one.metric, "", Status.OK, "k", "s", "t", one.value, facts=one.facts, stack="plain")
        for one in PROBES["stack"].ask(question)
    ]
    card = judge(rubric(), tasks(), MEMBERS, seen).card
    needs = needs_of(next(row for row in card.stacks if row.stack == "plain"))
    assert words(needs.environments) == "1"
    assert words(needs.shares) == "2 of 3"
