"""On what the lead hangs, in sentences: every one of them is true of the run that it is said of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.probes import METRICS
from evalkit.report import ReportInput, render, reweighing
from evalkit.report.words.fragile import MOST_AT_ONCE, fragile
from evalkit.report.words.sentence import Named, Sentence
from evalkit.scoring import Fragility, Without
from tests.report.sample_report import sample
from tests.report.test_report_page import Reader
from tests.report.test_sentences_of_any_run import RUNS

NONE = dict.fromkeys(("criterion", "metric", "task", "block", "implementation"), 0)


def said(report: ReportInput) -> list[str]:
    return [words(one) for one in fragile(report, lambda name: Named(name.upper()))]


def words(sentence: Sentence) -> str:
    return "".join(part if isinstance(part, str) else part.name for part in sentence)


def hanging(*changed: Without, leaders: tuple[str, ...] = ("plain",), **tried: int) -> ReportInput:
    found = Fragility(leaders, NONE | tried, changed)
    return replace(sample(), scorecard=replace(sample().scorecard, fragility=found))


def test_each_kind_is_named_in_its_own_words() -> None:
    report = hanging(
        Without("criterion", "friction", ("tfx",)),
        Without("metric", "code.tokens", ("tfx", "specialists")),
        Without("task", "skew", (), ("plain", "tfx")),
        Without("block", "skew/adapt/30000/s/1", ("tfx",), task="skew"),
        Without("implementation", "pandas", (), task="skew", level="adapt"),
        criterion=1,
        metric=1,
        task=1,
        block=1,
        implementation=1,
    )
    assert said(report) == [
        "Without the criterion “Friction in critical parts of the workflow”, TFX would lead.",
        "Without the metric “Tokens”, TFX and SPECIALISTS would lead.",
        "Without the task “Notice that serving data drifted away”, PLAIN or TFX might lead: the missing values would decide.",
        "Without one block of timings of “Notice that serving data drifted away”, TFX would lead.",
        "Without pandas’s implementation at adapt of “Notice that serving data drifted away”, no stack would have enough measured values for a place.",
    ]


def test_blocks_of_one_task_that_do_the_same_are_told_together() -> None:
    blocks = [Without("block", f"skew/adapt/30000/s/{at}", ("tfx",), task="skew") for at in range(3)]
    other = Without("block", "skew/adapt/30000/s/9", ("specialists",), task="skew")
    first, second, rest = said(hanging(*blocks, other, block=30))
    assert first.startswith("Without any one of 3 blocks of timings of “")
    assert second.startswith("Without one block of timings of “")
    assert rest == "Without any one of the other 26 blocks of timings, PLAIN still leads."


@pytest.mark.parametrize(
    ("tried", "leaders", "sentence"),
    [
        ({"criterion": 3, "task": 1}, ("plain",), "Without any one of 3 criteria or 1 task, PLAIN still leads."),
        ({"criterion": 1}, ("plain", "tfx"), "Without 1 criterion, PLAIN and TFX still lead."),
        (
            {"metric": 2, "task": 2, "block": 4},
            ("tfx",),
            "Without any one of 2 metrics, 2 tasks or 4 blocks of timings, TFX still leads.",
        ),
    ],
)
def test_what_makes_no_difference_is_counted(tried: dict[str, int], leaders: tuple[str, ...], sentence: str) -> None:
    assert said(hanging(leaders=leaders, **tried)) == [sentence]


def test_nothing_is_said_where_nobody_leads_or_nothing_could_be_left_out() -> None:
    assert said(RUNS["empty"]()) == []
    assert said(replace(sample(), scorecard=replace(sample().scorecard, fragility=None))) == []
    assert said(hanging()) == []
    one = sample().scorecard
    alone = replace(one, stacks=one.stacks[:1])
    assert said(replace(sample(), scorecard=alone)) == [], "a stack alone has nobody to lose the lead to"


@pytest.mark.parametrize("run", RUNS)
def test_who_still_leads_really_leads_now(run: str) -> None:
    report = RUNS[run]()
    now = reweighing.sure_leaders(reweighing.of_stacks(report.scorecard, reweighing.weights_of(report.scorecard)))
    for sentence in said(report):
        if "still lead" in sentence:
            assert all(name.upper() in sentence for name in now)
            assert now


def test_the_page_shows_the_first_and_folds_the_others() -> None:
    many = [Without("metric", name, ("tfx",)) for name in [*METRICS][: MOST_AT_ONCE + 3]]
    page = Reader(render(hanging(*many, metric=30)))
    (at,) = [place for place, (name, tag) in enumerate(page.tags) if name == "ul" and tag.get("id") == "fragile"]
    open_ = [name for name, _ in page.tags[at:]]
    assert open_[: open_.index("details")].count("li") == MOST_AT_ONCE
    assert "What does it hang on?" in page.text
    assert "What does it hang on?" not in Reader(render(RUNS["empty"]())).text
