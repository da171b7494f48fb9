from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from evalkit.model import Status
from evalkit.report import (
    ComparedRun,
    ComparisonInput,
    comparison_as_json,
    headline,
    not_told,
    render_comparison,
    sections,
    standing_rows,
)
from evalkit.report.words.comparison import factor
from evalkit.scoring import ChangeKind, RunData, compare
from tests.report.hostile_report import NASTY
from tests.scoring.comparing.two_runs import run_data

RUN = ComparedRun("reports/a", "A small rubric", "2026-11-24T03:00:00Z", True, "0.1.0", "evalkit run x", {"cores": "2"})


def changed() -> RunData:
    return run_data(
        {"slow": {"seconds": 9.0, "tokens": 50.0}, "quick": {"bad": {"stretch": Status.FAILED}}},
        versions={"pandas": "1.0", "quick": "2.0", "slow": "1.0"},
    )


def compared(after: RunData | None = None) -> ComparisonInput:
    return ComparisonInput(RUN, replace(RUN, name="reports/b"), compare(run_data(), after or changed()))


class Text(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.seen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def test_the_answer_comes_first_and_names_what_changed() -> None:
    text = " ".join(" ".join(Text(render_comparison(compared())).seen).split())
    assert "1 broken, 2 worse, 3 better." in text
    places = [
        text.rindex(words) for words in ("1 broken", "Broken (1)", "Worse (2)", "Better (3)", "Points and places")
    ]
    assert places == sorted(places)
    assert "2.0" in text
    assert "KeyError: 'age'" in text


def test_the_page_has_no_script_and_nothing_from_anywhere() -> None:
    page = Text(render_comparison(compared()))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "iframe", "object", "img", "form"}
    (policy,) = [a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    addresses = [value for _, a in page.tags for name, value in a.items() if name in {"href", "src"}]
    assert all(value.startswith(("#", "data:,")) for value in addresses)
    assert {value[1:] for value in addresses if value.startswith("#")} <= {a.get("id") for _, a in page.tags}


def test_what_is_no_real_change_stands_there_folded() -> None:
    page = render_comparison(compared())
    assert re.search(r"<summary>No real difference: \d+</summary>", page)
    assert re.search(r"<summary>Too few samples to tell: \d+</summary>", page)


def test_hostile_texts_show_as_text() -> None:
    found = compared()
    bad = replace(
        found.comparison,
        outcomes=tuple(replace(change, reason=NASTY) for change in found.comparison.outcomes),
        notes=(NASTY,),
        versions={"quick": (NASTY, "2")},
    )
    run = replace(RUN, title=NASTY, name=NASTY, command=NASTY, machine={"cores": NASTY})
    page = render_comparison(ComparisonInput(run, run, bad))
    assert not {tag for tag, _ in Text(page).tags} & {"script", "img"}
    assert not {"\x1b", "\u202e", "\u2028"} & set(page)


def test_two_equal_runs_changed_in_nothing() -> None:
    same = compared(run_data())
    assert headline(same.comparison) == "Nothing changed for certain."
    assert sections(same.comparison) == ()
    assert list(standing_rows(same.comparison)) == []
    assert len(list(standing_rows(same.comparison, everything=True))) == 5
    page = render_comparison(same)
    assert "No outcome and no figure changed for certain." in page
    assert "No tool’s version changed." in page


def test_what_cannot_be_told_is_counted() -> None:
    elsewhere = replace(run_data(), machine={"processor": "b", "memory": "8 GB"})
    assert not_told(compared(elsewhere).comparison) == "6 figures have no fair comparison."
    assert not_told(compare(run_data(), run_data())) == "3 figures have too few samples to tell."


def test_rows_say_before_after_and_by_how_much() -> None:
    worse = next(section for section in sections(compared().comparison) if section.kind is ChangeKind.WORSE)
    timed = next(row for row in worse.rows if row.metric.startswith("run.wall_seconds"))
    assert timed.subject == "skew/slow/adapt"
    assert timed.metric.endswith("÷ baseline")
    assert (timed.before[-1], timed.after[-1], timed.change[-1]) == ("×", "×", "×")
    assert " to " in timed.interval
    score = next(row for row in worse.rows if row.metric.startswith("capability.score"))
    assert (score.before, score.change) == ("100\u202f%", "−33.3 pp")
    better = next(section for section in sections(compared().comparison) if section.kind is ChangeKind.BETTER)
    assert {(row.before, row.after, row.change) for row in better.rows} == {("60 tokens", "50 tokens", "−10")}


@pytest.mark.parametrize(("ratio", "words"), [(1.054, "1.05×"), (12.34, "12.3×"), (0.0123, "0.0123×"), (0.5, "0.50×")])
def test_factors_near_one_keep_their_digits(ratio: float, words: str) -> None:
    assert factor(ratio) == words


def test_as_data_it_is_whole_only_when_asked() -> None:
    found = compared()
    short, whole = (json.loads(comparison_as_json(found, everything=every)) for every in (False, True))
    assert len(short["figures"]) < len(whole["figures"]) == len(found.comparison.figures)
    assert short["counts"] == whole["counts"] == {kind.value: n for kind, n in found.comparison.counts.items()}
    assert short["versions"]["quick"] == {"before": "1.0", "after": "2.0"}
