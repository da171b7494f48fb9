"""Long messages of installers and resolvers show how they begin; the rest is folded, and nothing of it is lost."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Status
from evalkit.report import render
from evalkit.report.words.brief import LONGEST, beginning, in_brief
from evalkit.report.words.requirements import answer_of
from evalkit.report.words.unknown import unmeasured
from evalkit.scoring import Exclusion, Unmeasured
from tests.report.sample_report import run_facts, sample, tool_facts
from tests.report.test_report_page import Reader

BEGINS = "it cannot be installed: No solution found when resolving dependencies:"
RESOLVER = (
    f"{BEGINS} Because tensorboard>=2.21.0 depends on protobuf>=6.31.1,<8.0.0 and fairness-indicators==0.47.0 depends on "
    "protobuf>=3.20.3,<5, we can conclude that they are incompatible.\n  And because you require both, they cannot be met.\n"
    "hint: try another version"
)


@given(st.one_of(st.text(), st.text("ab :;.\n", min_size=150, max_size=400)))
def test_no_letter_is_lost_and_what_is_shown_is_short(text: str) -> None:
    first, rest = in_brief(text)
    assert re.sub(r"\s", "", first + rest) == re.sub(r"\s", "", text)
    assert len(first) <= LONGEST
    assert "\n" not in first
    assert bool(beginning(text).endswith(" …")) is bool(rest) or text.strip().endswith("…")


def test_a_message_is_cut_behind_its_first_sentence_and_a_short_one_is_not() -> None:
    assert in_brief("no interpreter was found") == ("no interpreter was found", "")
    assert in_brief("one line\nanother") == ("one line", "another")
    first, rest = in_brief(RESOLVER)
    assert first == BEGINS
    assert rest.startswith("Because tensorboard")
    assert rest.endswith("hint: try another version")
    assert in_brief("word " * 60)[0] == ("word " * 32).strip()
    assert in_brief("x" * 200) == ("x" * LONGEST, "x" * 40)


def test_a_tool_that_cannot_be_had_is_told_in_one_sentence_with_the_rest_behind_it() -> None:
    known = tool_facts()
    tools = known | {"fairlearn": replace(known["fairlearn"], reason=RESOLVER)}
    html = render(sample(facts=run_facts(tools=tools)))
    folded = re.search(
        r'<details class="spoken"><summary><bdi>(.*?)</bdi></summary><pre[^>]*>(.*?)</pre>', html, re.DOTALL
    )
    assert folded is not None
    assert folded[1] == BEGINS
    assert folded[2].startswith("Because tensorboard&gt;=2.21.0")
    assert "hint: try another version" in Reader(html).text


def test_sentences_hold_only_how_a_message_begins() -> None:
    report = sample()
    lost = Unmeasured("run.wall_seconds", "adapt", RESOLVER, (("skew", ("tfdv",)),))
    (said,) = unmeasured(replace(report, scorecard=replace(report.scorecard, not_measured=(lost,))))
    assert said.startswith(f"Time to run at adapt ({BEGINS.rstrip(':')} …): ")
    unknown = Exclusion(
        "tfdv", "small-install", None, (None, None, "setup.install_mb"), None, Status.UNAVAILABLE, reason=RESOLVER
    )
    assert answer_of(unknown) == f"not known: {BEGINS.rstrip(':')} …"
