"""What raters say on the page: beside the proxies, with evidence, as text; one line where nobody rated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from evalkit.model import Rubric
from evalkit.model.facts import Rated
from evalkit.report import ReportInput, render
from evalkit.report.formats import FORMATS
from evalkit.report.words.ratings import AGREE, DISAGREE, UNSURE, agreement_sentence, ratings_view
from evalkit.scoring import RatersAgreement, judge
from tests.report.hostile_report import NASTY
from tests.report.sample_report import MEMBERS, _seen, observations, rubric, sample, tasks
from tests.report.test_report_page import Reader

WORDS = {"1": "it took a day", "3": "it took an hour", "5": NASTY}
GIVEN = {"pandas": (4, 5), "pandera": (3, 4), "great-expectations": (1, 2), "tfdv": (2, 2)}


def rated_rubric() -> Rubric:
    plain = rubric()
    document: dict[str, Any] = plain.model_dump(by_alias=True)
    document["criteria"]["ergonomics"]["rating"] = WORDS
    return Rubric.model_validate(document)


def with_ratings(given: Mapping[str, tuple[int, ...]] = GIVEN) -> ReportInput:
    seen = [
        _seen(
            tool,
            "rating.ergonomics",
            float(value),
            task="data-validation",
            purpose=f"rater-{'abc'[at]}",
            facts=(_rated(tool, at, value),),
        )
        for tool, values in given.items()
        for at, value in enumerate(values)
    ]
    asked = rated_rubric()
    card = judge(asked, tasks(), MEMBERS, [*observations(), *seen]).card
    return sample(rubric=asked, scorecard=card)


def _rated(tool: str, at: int, value: int) -> Rated:
    rater = f"rater-{'abc'[at]}"
    if at:
        return Rated(rater, value, "2026", "https://example.org/notes", because=NASTY)
    return Rated(rater, value, "2026", f"tasks/data-validation/{tool}/adapt.py", (3, 6), NASTY)


@pytest.fixture(scope="module")
def read() -> Reader:
    return Reader(render(with_ratings()))


def test_median_range_and_number_of_raters_stand_beside_the_criterion_and_in_their_section(read: Reader) -> None:
    assert "rated 4.5: 4 to 5, 2 raters" in read.text
    assert "What raters say" in read.text
    assert "2 raters, 4 tools in a task; Krippendorff’s alpha 0.8" in read.text
    assert UNSURE in read.text, "the interval of four tools is wide"
    assert "it took an hour" in read.text
    assert "No person has rated" not in read.text
    assert "proxy for people’s work" in read.text


def test_each_rating_opens_its_evidence_like_any_other_number(read: Reader) -> None:
    data = read.data["evidence-data"]
    number = data["tools"]["pandas"]["numbers"]["data-validation/-/rating.ergonomics"]
    assert (number["shown"], number["samples"]) == ("4.5 of 5", [4.0, 5.0])
    assert [(place.get("file"), place.get("lines")) for place in number["evidence"]] == [
        ("tasks/data-validation/pandas/adapt.py", [3, 6]),
        ("https://example.org/notes", None),
    ]
    assert data["rated"]["data-validation/pandas/ergonomics"] == "4.5 of 5 (4 to 5, 2 raters)"
    hrefs = {known.get("href") for _, known in read.tags}
    assert "#number/pandas/data-validation/-/rating.ergonomics" in hrefs
    assert data["metrics"]["code.tokens"][4] is True, "effort is named as a proxy"


def test_hostile_reasons_and_words_stay_text() -> None:
    page = render(with_ratings())
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_raters_who_disagree_are_said_to() -> None:
    apart = {"pandas": (1, 5), "pandera": (5, 1), "great-expectations": (2, 4), "tfdv": (4, 2)}
    text = Reader(render(with_ratings(apart))).text
    assert DISAGREE in text
    assert "its 2 raters disagree" in text, "among the warnings, too"


@pytest.mark.parametrize(
    ("alpha", "interval", "sentence"),
    [(0.9, (0.7, 0.98), AGREE), (0.7, (0.6, 0.8), UNSURE), (0.66, (0.6, 0.8), DISAGREE), (-0.2, (-1.0, 0.9), DISAGREE)],
)
def test_agreement_is_said_only_as_surely_as_it_is_known(
    alpha: float, interval: tuple[float, float], sentence: str
) -> None:
    assert agreement_sentence(RatersAgreement("ease", 2, 9, 9, alpha, interval, alpha < 0.667)) == sentence


def test_one_rater_cannot_agree_with_anybody() -> None:
    [one] = ratings_view(with_ratings({"pandas": (4,)})).criteria
    assert one.counted == "1 rater, 1 tool in a task"
    assert (
        one.agreement
        == "evalkit cannot tell whether raters agree: 0 tools got two ratings or more; at least 3 are needed."
    )


def test_where_nobody_rated_one_line_says_so_and_how_to() -> None:
    read = Reader(render(sample()))
    assert read.text.count("No person has rated these tools.") == 1
    assert "ratings/<your-name>.yaml" in read.text
    assert "What raters say" not in read.text
    assert read.data["evidence-data"]["rated"] == {}


def test_markdown_says_what_raters_say_where_there_are_any() -> None:
    assert "## What raters say" in FORMATS["md"].write(with_ratings())
    assert "raters" not in FORMATS["md"].write(sample())
