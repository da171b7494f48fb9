"""Krippendorff's published example, written as files of ratings: his alpha comes out at the end of a run."""

from __future__ import annotations

import pytest

from tests.acceptance.test_krippendorff_alpha import PUBLISHED, RATINGS
from tests.conftest import RUBRIC, SmallWorkspace
from tests.workers.real_run import run, scorecard

RATERS = ("rater-a", "rater-b", "rater-c", "rater-d")


def test_the_published_alpha_comes_out_of_files_of_ratings(small: SmallWorkspace) -> None:
    words = '    title: Friction\n    rating: {"1": a day, "3": an hour, "5": a minute}\n'
    small.write("rubrics/small.yaml", RUBRIC.replace("    title: Friction\n", words))
    tools = [f"tool-{number}" for number in range(len(RATINGS[0]))]
    for tool in tools:
        small.add(tool, levels=("hello",))
    for rater, row in zip(RATERS, RATINGS, strict=True):
        given = [
            f"    {tool}: {{friction: {{value: {value}, evidence: 'https://example.org/{rater}'}}}}\n"
            for tool, value in zip(tools, row, strict=True)
            if value is not None
        ]
        head = "rubric: small.yaml\nas_of: '2011'\nratings:\n  counting:\n"
        small.write(f"ratings/{rater}.yaml", head + "".join(given))
    assert run(small, probes=("rating",)).all_ok
    [agreed] = scorecard(small)["raters"]
    assert agreed["alpha"] == pytest.approx(PUBLISHED["ordinal"], abs=5e-5)
    assert (agreed["criterion"], agreed["raters"], agreed["rated"], agreed["units"]) == ("friction", 4, 12, 11)
    assert agreed["disagree"] is False
    assert agreed["interval"][0] < agreed["alpha"] < agreed["interval"][1]
