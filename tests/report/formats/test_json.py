from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evalkit.model.facts import Fact, to_json
from evalkit.report.formats import FORMATS
from evalkit.report.formats.as_json import FORMAT, as_json
from tests.report.hostile_report import hostile
from tests.report.sample_report import sample


def test_it_holds_every_field_of_every_part_of_the_scorecard() -> None:
    for report in (sample(), hostile()):
        data = json.loads(as_json(report.scorecard))
        assert data.pop("format") == FORMAT
        assert data == json.loads(json.dumps(plain(report.scorecard)))


def plain(value: Any) -> Any:
    """All fields of dataclasses by name; facts as the journal has them."""
    if isinstance(value, Fact):
        return to_json(value)
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def test_two_scorecards_that_differ_in_one_record_differ_in_one_line() -> None:
    card = sample().scorecard
    other = replace(card, stacks=(replace(card.stacks[0], ran_in=99), *card.stacks[1:]))
    pairs = zip(as_json(card).splitlines(), as_json(other).splitlines(), strict=True)
    assert len([one for one, two in pairs if one != two]) == 1


def test_a_number_that_is_none_is_refused_and_never_written() -> None:
    card = sample().scorecard
    broken = replace(card, stacks=(replace(card.stacks[0], install_mb=float("nan")),))
    with pytest.raises(ValueError, match="JSON"):
        as_json(broken)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "html"])
def test_every_form_ends_in_a_line_feed_and_is_the_same_each_time(form: str) -> None:
    text = FORMATS[form].write(sample())
    assert text.endswith("\n")
    assert text == FORMATS[form].write(sample())
