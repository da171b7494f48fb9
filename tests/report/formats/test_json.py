from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evalkit.report.formats import FORMATS
from evalkit.report.formats.as_json import FORMAT, as_json
from tests.report.hostile_report import hostile
from tests.report.sample_report import sample


def test_it_holds_every_field_of_the_scorecard_but_what_is_written_once() -> None:
    for report in (sample(), hostile()):
        card = report.scorecard
        data = json.loads(as_json(card))
        assert data.pop("format") == FORMAT
        assert data.keys() - {"entries"} == {field.name for field in dataclasses.fields(card)}
        for name in ("rubric", "title", "weights", "warnings", "not_measured", "stable", "claims", "raters"):
            assert data[name] == plain(getattr(card, name))
        for table, written in zip(card.tasks, data["tasks"], strict=True):
            rows = written.pop("rows")
            assert written == plain({name: getattr(table, name) for name in written})
            for row, told in zip(table.rows, rows, strict=True):
                criteria = told.pop("criteria")
                assert told == plain({name: getattr(row, name) for name in told})
                assert list(criteria) == list(row.criteria)


def test_a_figure_is_its_record_among_the_tools_with_what_the_entry_makes_of_it() -> None:
    for report in (sample(), hostile()):
        card = report.scorecard
        data = json.loads(as_json(card))
        figures = {
            (tool["tool"], task, figure["metric"], figure.get("level")): figure
            for tool in data["tools"]
            for task, figure in tool["figures"]
        }
        assert len(figures) == sum(len({(t, f.metric, f.level) for t, f in tool.figures}) for tool in card.tools)
        for tool in card.tools:
            for task, figure in tool.figures:
                told = figures[tool.tool, task, figure.metric, figure.level]
                assert (told["status"], told.get("value"), told["unit"]) == (figure.status, figure.value, figure.unit)
                assert tuple(told.get("samples", [figure.value] if figure.samples else [])) == figure.samples
        for table, written in zip(card.tasks, data["tasks"], strict=True):
            for row, criteria in zip(table.rows, (each["criteria"] for each in written["rows"]), strict=True):
                for name, score in row.criteria.items():
                    told = zip(score.figures, data["entries"][name], criteria[name]["figures"], strict=True)
                    for figure, entry, made in told:
                        assert entry == {"metric": figure.metric, "level": figure.level, "weight": figure.weight}
                        points = [figure.points.low, figure.points.high] if figure.points else None
                        assert made["points"] == (pytest.approx(points, abs=0.0006) if points else None)
                        assert made.get("ratio") == figure.ratio
                        assert made.get("clipped", False) == figure.clipped
                        assert made.get("status", "ok") == figure.status


def test_a_standing_can_be_made_whole_again() -> None:
    found = [standings for one in sample().scorecard.robustness for standings in (one.stacks, *one.tasks.values())]
    data = json.loads(as_json(sample().scorecard))["robustness"]
    written = [standings for one in data for standings in (one["stacks"], *one["tasks"].values())]
    assert any(len(standings) > 1 for standings in found)
    for standings, told in zip(found, written, strict=True):
        for at, (standing, record) in enumerate(zip(standings, told, strict=True)):
            for name in ("best", "worst"):
                places = getattr(standing, name)
                assert [*record[name], *[0.0] * (len(places) - len(record[name]))] == list(places)
            for later, share in enumerate(record["beats"], start=at + 1):
                assert share == standing.beats[standings[later].name]
                assert 1 - share == pytest.approx(standings[later].beats[standing.name])


def test_facts_are_left_to_the_journal() -> None:
    assert '"facts"' not in as_json(sample().scorecard)


def plain(value: Any) -> Any:
    """All fields of dataclasses by name, but their facts."""
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value) if field.name != "facts"]
        return {name: plain(getattr(value, name)) for name in names}
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
