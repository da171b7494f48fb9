from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from evalkit.report.formats.as_markdown import MOST_ROWS, as_markdown
from evalkit.report.formats.markdown_text import escaped, fenced
from evalkit.scoring import ClaimResult, Exclusion, ProfileResult, Robustness, Standing
from evalkit.scoring.judgements import Beats
from tests.report.hostile_report import hostile
from tests.report.sample_report import midway, rubric, sample

READER = MarkdownIt("commonmark").enable("table")


def parsed(text: str) -> list[Token]:
    return [token for outer in READER.parse(text) for token in (outer, *(outer.children or ()))]


def shown(text: str) -> str:
    """What a reader sees of Markdown."""
    return "".join(token.content for token in parsed(text) if token.type in {"text", "code_inline", "fence"})


def section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_answer_stands_before_everything_else() -> None:
    title, answer, *_ = as_markdown(sample()).split("\n\n")
    assert title == "# Seven criteria for MLOps tools"
    assert answer.startswith("**A specialist for each task (pandera + scikit-learn + Evidently) leads with ")
    assert "ahead of Ordinary Python" in answer


def test_what_would_change_the_answer_follows_it() -> None:
    changes = as_markdown(sample()).split("\n\n")[3].splitlines()
    (python, tfx) = [change.replace("\u202f", " ") for change in changes]
    assert re.match(r"- Ordinary Python would lead if “.+” weighed at (least|most) \d+ % of all", python)
    assert re.match(r"- No single weight makes TFX lead: it comes nearest", tfx)


def test_every_task_has_its_ranking_with_versions_and_outcomes() -> None:
    part = section(as_markdown(sample()), "See how the model does on every slice")
    assert "| 1 | scikit-learn | 1.9.1 |" in part
    assert "pandas (baseline)" in part
    assert "| failed |" in part
    assert "| unavailable | unavailable | unavailable |" in part
    assert "is faster than" in part


def test_every_table_has_as_many_cells_in_each_row_as_headings() -> None:
    for report in (sample(), midway(), hostile()):
        tokens = parsed(as_markdown(report))
        rows: list[int] = []
        for token in tokens:
            if token.type == "table_open":
                rows = []
            elif token.type == "tr_open":
                rows.append(0)
            elif token.type in {"td_open", "th_open"}:
                rows[-1] += 1
            elif token.type == "table_close":
                assert len(rows) > 1
                assert len(set(rows)) == 1


def test_what_was_not_measured_is_counted_and_listed() -> None:
    part = section(as_markdown(sample()), "What was not measured")
    assert "76 of 84 weighed figures have a value" in part
    assert "Fairlearn – unavailable: no interpreter of Python 3.9" in part
    assert "<details><summary>8 figures without a value</summary>" in part
    assert "3 warnings" in part


def test_a_run_that_is_not_complete_says_so_at_once() -> None:
    assert "not complete" in as_markdown(midway()).split("\n\n")[1]
    assert "not complete" not in as_markdown(sample())


def test_without_stacks_there_is_no_overall_ranking_and_that_is_said() -> None:
    text = as_markdown(sample(rubric=rubric(stacks={})))
    assert "names no stacks" in text
    assert "## Stacks" not in text


def test_chances_profiles_and_claims_stand_there_once_they_are_known() -> None:
    report = sample()
    names = ("specialists", "plain", "tfx")
    standings = tuple(
        Standing(name, (share, 1 - share), (share, 1 - share), None, None, Beats(name, {}, np.empty(0)))
        for name, share in zip(names, (0.8, 0.2, 0.0), strict=True)
    )
    card = replace(
        report.scorecard,
        robustness=(Robustness("rubric", 1000, 1000, {}, standings),),
        profiles=(
            ProfileResult(
                "strict",
                "A strict shop",
                report.scorecard.weights,
                {table.task: table.weight for table in report.scorecard.tasks},
                (Exclusion("pandera", "works-offline", False, ("skew", "adapt", "network.works_offline")),),
            ),
        ),
        claims=(ClaimResult("easy", "Slices are easy", "the talk", "2021", "not measured", (), "nothing bears on it"),),
    )
    text = as_markdown(replace(report, scorecard=card))
    assert "A specialist for each task comes first in 80" in text.split("\n\n")[1]
    assert "| First in |" in section(text, "Stacks")
    assert "| A strict shop | Ordinary Python leads" in section(text, "For whom")
    assert "| pandera (must meet “" in section(text, "For whom")
    assert "| Slices are easy | not measured | nothing bears on it |" in section(text, "Claims")
    bare = as_markdown(replace(report, scorecard=replace(card, robustness=(), stable={}, profiles=(), claims=())))
    assert not {"## For whom", "## Claims"} & set(bare.splitlines())
    assert "First in" not in bare


def test_a_claim_with_a_factor_is_told_with_what_was_observed() -> None:
    told = shown(section(as_markdown(sample()), "Claims"))
    assert re.search(r"pandera: “Tokens” \d+ tokens, at most 0\.5 × \d+ tokens = \d+ tokens of pandas", told)


def test_long_lists_are_cut_and_counted() -> None:
    report = sample()
    (one, *_) = report.scorecard.not_measured
    many = replace(
        report.scorecard, not_measured=tuple(replace(one, reason=f"figure {number}") for number in range(99))
    )
    part = section(as_markdown(replace(report, scorecard=many)), "What was not measured")
    assert f"(figure {MOST_ROWS - 1})" in part
    assert f"(figure {MOST_ROWS})" not in part
    assert f"- … and {99 - MOST_ROWS} more" in part


def test_hostile_texts_show_as_text() -> None:
    text = as_markdown(hostile())
    kinds = {token.type for token in parsed(text)}
    assert not kinds & {"html_inline", "image", "link_open"}
    blocks = [token.content for token in parsed(text) if token.type == "html_block"]
    assert all(block.startswith(("<details>", "</details>")) for block in blocks)
    assert not {"\x1b", "\u202e", "\u2028"} & set(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a | b || c",
        "[here](https://example.org) ![x](y)",
        "`code` *strong* __init__ ~~gone~~ $x$ &amp; \\|",
        "1. first",
        "- item",
        "# heading",
        "=====",
    ],
)
def test_marks_are_shown_as_they_are_written(text: str) -> None:
    cell = f"| a |\n| --- |\n| {escaped(text)} |\n"
    alone = escaped(text)
    for written in (cell, alone):
        seen = shown(written).replace("\u200b", "")
        assert text in seen
        assert not {token.type for token in parsed(written)} & {"link_open", "image", "em_open", "html_inline", "fence"}


@given(st.text())
def test_any_text_stays_on_one_line_and_makes_no_markup(text: str) -> None:
    written = escaped(text)
    assert "\n" not in written
    kinds = {token.type for token in parsed(f"x {written}")}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


def test_nobody_is_mentioned_and_no_issue_is_referred_to() -> None:
    written = escaped("@everyone see owner/repo#12 at https://example.org or www.example.org")
    for call in ("@everyone", "#12", "https://", "www.example"):
        assert call not in written


def test_a_very_long_text_is_cut_and_says_so() -> None:
    assert escaped("x" * 1000).endswith("… \\[700 more characters\\]")


def test_a_fence_is_longer_than_any_in_the_text() -> None:
    written = fenced("a ``` b ```` c")
    assert [token.content for token in parsed(written) if token.type == "fence"] == ["a ``` b ```` c\n"]
