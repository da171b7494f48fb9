from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evalkit.report.formats import FORMATS
from evalkit.report.formats.as_json import FORMAT, MOST_PLACES, as_json, json_parts
from evalkit.scoring import Points
from tests.report.crowded_report import crowded
from tests.report.hostile_report import hostile
from tests.report.sample_report import sample


def test_it_holds_every_part_of_the_scorecard() -> None:
    for card in (sample().scorecard, hostile().scorecard, crowded().scorecard):
        data = json.loads(as_json(card))
        assert data.pop("format") == FORMAT
        assert data.keys() - {"entries", "figures", "notes"} == {field.name for field in dataclasses.fields(card)}
        for name in ("rubric", "title", "weights", "not_measured", "stable", "claims", "raters"):
            assert data[name] == plain(getattr(card, name))
        told = [(one["kind"], one["text"], one["advice"], tuple(one["about"])) for one in data["warnings"]]
        assert told == [(one.kind, one.text, one.advice, one.about) for one in card.warnings]
        for stack, told in zip(card.stacks, data["stacks"], strict=True):
            for name in dataclasses.asdict(stack).keys() - {"environments", "coinstallable"}:
                assert told[name] == plain(getattr(stack, name))
            assert told["environments"].get("value") == stack.environments.value
        for table, written in zip(card.tasks, data["tasks"], strict=True):
            for name in ("task", "weight", "baseline", "blocks", "blocks_needed"):
                assert written[name] == getattr(table, name)
            assert written["tools"] == sorted(row.tool for row in table.rows)


def test_rows_are_told_in_the_order_of_the_ranking_with_the_points_of_each_criterion() -> None:
    for card in (sample().scorecard, hostile().scorecard, crowded().scorecard):
        for table, written in zip(card.tasks, json.loads(as_json(card))["tasks"], strict=True):
            for row, told in zip(table.rows, written["rows"], strict=True):
                for name in ("tool", "rank", "points", "coverage"):
                    assert told[name] == plain(getattr(row, name))
                assert (told.get("unranked", ""), told.get("competes", True)) == (row.unranked, row.competes)
                for level, said in zip(row.levels, told["levels"], strict=True):
                    assert (said["level"], said["status"]) == (level.level, level.status)
                    assert said.get("reason", "") == level.reason
                assert list(told["criteria"]) == list(row.criteria)
                for name, score in row.criteria.items():
                    said = told["criteria"][name]
                    assert (said is None) == (score.points is None)
                    assert said is None or said.get("coverage", 1) == score.coverage
                    assert ends(said and said["points"]) == near(score.points)


def test_every_figure_is_found_in_its_column() -> None:
    for card in (sample().scorecard, hostile().scorecard, crowded().scorecard):
        found = columns(json.loads(as_json(card)))
        told = {(task, one.tool, f.metric, f.level): f for one in card.tools for task, f in one.figures}
        assert found.keys() == told.keys()
        for place, figure in told.items():
            said = found[place]
            assert (said["value"], said["unit"], said["status"], said["reason"]) == (
                *(figure.value, figure.unit, figure.status),
                figure.reason if figure.value is None else "",
            )
            assert said["samples"] == pytest.approx(figure.samples, rel=1e-5)
            assert said["interval"] == (pytest.approx(figure.interval, rel=1e-5) if figure.interval else None)


def columns(data: dict[str, Any]) -> dict[tuple[str | None, str, str, str | None], dict[str, Any]]:
    """Each figure by task, tool, metric and level, as docs/scorecard.md says to read it."""
    found = {}
    for task in [{**data, "task": None}, *data["tasks"]]:
        for record in task["figures"]:
            without = {tool: one for one in record.get("without", ()) for tool in one["tools"]}
            for at, tool in enumerate(task["tools"]):
                value = record["values"][at]
                if value is None and tool not in without:
                    continue  # nobody asked this tool
                missing = without.get(tool, {"status": "ok", "reason": ""})
                found[task["task"], tool, record["metric"], record.get("level")] = {
                    "value": value,
                    "unit": record["unit"],
                    "status": missing["status"],
                    "reason": missing["reason"],
                    "samples": tuple((record.get("samples") or {at: None})[at] or ([] if value is None else [value])),
                    "interval": (record.get("intervals") or {at: None})[at],
                }
    return found


def test_what_an_entry_makes_of_a_figure_stands_in_its_column() -> None:
    for card in (sample().scorecard, hostile().scorecard, crowded().scorecard):
        data = json.loads(as_json(card))
        for table, written in zip(card.tasks, data["tasks"], strict=True):
            records = iter(written["entries"])
            rows = {row.tool: row for row in table.rows}
            for criterion, entries in data["entries"].items():
                for place, entry in enumerate(entries):
                    record = next(records)
                    assert record["criterion"] == criterion
                    for at, tool in enumerate(written["tools"]):
                        figure = rows[tool].criteria[criterion].figures[place]
                        assert entry == {"metric": figure.metric, "level": figure.level, "weight": figure.weight}
                        assert (record["metric"], record.get("level")) == (figure.metric, figure.level)
                        assert ends(record["points"][at]) == near(figure.points)
                        ratio = record["ratio"][at] if "ratio" in record else None
                        assert ratio == (None if figure.ratio is None else pytest.approx(figure.ratio, rel=1e-5))
                        assert (tool in record.get("clipped", ())) == figure.clipped
            assert next(records, None) is None


def ends(told: Any) -> Any:
    """Points as they are told, one number or two, as two."""
    return [told, told] if isinstance(told, int | float) else told


def near(points: Points | None) -> Any:
    return None if points is None else pytest.approx([points.low, points.high], abs=0.0006)


def test_every_pair_that_differs_in_time_is_told_under_the_faster_tool() -> None:
    assert any(len(table.faster) > 100 for table in crowded().scorecard.tasks)
    for card in (sample().scorecard, crowded().scorecard):
        for table, written in zip(card.tasks, json.loads(as_json(card))["tasks"], strict=True):
            told = {}
            for record in written["faster"]:
                for at, slower in enumerate(record["slower"]):
                    interval = (record["low"][at], record["high"][at]) if "low" in record else None
                    numbers = (record["ratio"][at], interval, record["p_adjusted"][at], record["blocks"])
                    told[record["faster"], written["tools"][slower]] = numbers
            assert len(told) == len(table.faster)
            for pair in table.faster:
                ratio, interval, p_adjusted, blocks = told[pair.faster, pair.slower]
                assert (ratio, blocks) == (pytest.approx(pair.ratio, rel=0.006), pair.blocks)
                assert interval == (pytest.approx(pair.interval, rel=0.006) if pair.interval else None)
                assert p_adjusted == pytest.approx(pair.p_adjusted, rel=0.06)


def test_a_standing_can_be_made_whole_again() -> None:
    for card in (sample().scorecard, crowded().scorecard):
        found = [(one, standings) for one in card.robustness for standings in (one.stacks, *one.tasks.values())]
        data = json.loads(as_json(card))["robustness"]
        written = [standings for one in data for standings in (one["stacks"], *one["tasks"].values())]
        assert any(len(standings) > 1 for _, standings in found)
        for (robustness, standings), told in zip(found, written, strict=True):
            for at, (standing, record) in enumerate(zip(standings, told, strict=True)):
                assert record["name"] == standing.name
                for name in ("best", "worst"):
                    places = getattr(standing, name)
                    each = [*places[:MOST_PLACES], sum(places[MOST_PLACES:])]
                    counts = record.get(name, record["best"])
                    told_each = [*counts, *[0] * (len(each) - len(counts))]
                    assert [count / robustness.draws for count in told_each] == pytest.approx(each, abs=1e-5)
                beaten_by = [*record["beaten_by"], *[0] * (len(standings) - at - 1 - len(record["beaten_by"]))]
                for later, count in enumerate(beaten_by, start=at + 1):
                    share = count / robustness.draws
                    assert 1 - share == pytest.approx(standing.beats[standings[later].name], abs=1e-5)
                    assert share == pytest.approx(standings[later].beats[standing.name], abs=1e-5)
                for told_weights, weights in (("central", standing.central), ("central_tasks", standing.central_tasks)):
                    assert record.get(told_weights, []) == pytest.approx([*(weights or {}).values()], abs=0.0006)
                told_confidence, confidence = record.get("confidence"), standing.confidence
                assert told_confidence == (
                    confidence if confidence is None else pytest.approx([*confidence], abs=0.00005)
                )


def test_who_is_ruled_out_for_a_profile_is_told_by_requirement() -> None:
    card = crowded().scorecard
    told = json.loads(as_json(card))["profiles"]
    assert any(profile.exclusions for profile in card.profiles)
    for profile, written in zip(card.profiles, told, strict=True):
        assert (written["profile"], written["weights"]) == (profile.profile, profile.weights)
        said = {
            (one["requirement"], tool, one["task"], one["level"], one["metric"]): (
                one["met"],
                one["status"],
                one["reason"],
            )
            for one in written["exclusions"]
            for tool in one["tools"]
        }
        assert said == {
            (one.requirement, one.tool, *one.link): (one.met, one.status, one.reason) for one in profile.exclusions
        }


def test_a_large_scorecard_is_written_in_parts() -> None:
    parts = [*json_parts(crowded().scorecard)]
    assert "".join(parts) == as_json(crowded().scorecard)
    assert len(parts) > 20


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
