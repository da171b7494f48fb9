"""Reasons of anchors and thresholds: each stands on the page beside its number, far from the file that it was written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalkit.model import Rubric
from evalkit.workspace import load

ROOT = Path(__file__).parents[2]
RUBRICS = sorted(path.stem for path in (ROOT / "rubrics").glob("*.yaml"))


def reasons(rubric: Rubric) -> Iterator[str]:
    for criterion in rubric.criteria.values():
        yield from (entry.because for entry in criterion.metrics)
    for claim in rubric.claims.values():
        yield from (test.because for test in claim.comparisons if test.because)


@pytest.mark.parametrize("name", RUBRICS)
def test_no_reason_needs_another_one_to_be_understood(name: str) -> None:
    _, rubric = load(ROOT, ROOT / "rubrics" / f"{name}.yaml")
    bare = [reason for reason in reasons(rubric) if re.match(r"(as in\b|as above|as before|the same$)", reason)]
    assert bare == []
