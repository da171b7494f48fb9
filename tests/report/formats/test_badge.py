from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from evalkit.report import ReportInput
from evalkit.report.formats.as_badge import LONGEST, as_badge
from tests.report.hostile_report import hostile
from tests.report.sample_report import rubric, sample
from tests.report.test_sentences_of_any_run import RUNS

SVG = "{http://www.w3.org/2000/svg}"


def texts(report: ReportInput) -> list[str]:
    return [one.text or "" for one in ET.fromstring(as_badge(report)).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        ("empty", "no ranking yet"),
        ("tied", "3 stacks are level"),
        ("whole", "A specialist for each task leads"),
    ],
)
def test_the_badge_has_the_answer_of_the_page(run: str, answer: str) -> None:
    assert texts(RUNS[run]()) == ["evalkit", answer]


def test_without_stacks_it_says_what_was_compared() -> None:
    assert texts(sample(rubric=rubric(stacks={}))) == ["evalkit", "9 tools in 3 tasks"]


def test_a_reader_who_sees_no_picture_has_the_title_and_the_whole_answer() -> None:
    picture = ET.fromstring(as_badge(sample()))
    assert picture.get("aria-label") == "Seven criteria for MLOps tools: A specialist for each task leads"
    assert picture.findtext(f"{SVG}title") == picture.get("aria-label")


def test_texts_fit_into_their_halves() -> None:
    picture = ET.fromstring(as_badge(sample()))
    left, right = picture.iter(f"{SVG}text")
    assert float(left.get("x") or 0) + float(left.get("textLength") or 0) < float(right.get("x") or 0)
    assert float(right.get("x") or 0) + float(right.get("textLength") or 0) < float(picture.get("width") or 0)


def test_nothing_that_somebody_wrote_breaks_out_of_the_picture() -> None:
    report = hostile()
    assert all("<" not in one.tag.removeprefix(SVG) for one in ET.fromstring(as_badge(report)).iter())
    long = {
        name: one.model_copy(update={"title": "<script>\u202e&" * 40}) for name, one in report.rubric.stacks.items()
    }
    found = as_badge(replace(report, rubric=report.rubric.model_copy(update={"stacks": long})))
    assert "<script" not in found
    assert "\u202e" not in found
    assert all(len(one.text or "") <= LONGEST for one in ET.fromstring(found).iter(f"{SVG}text"))
