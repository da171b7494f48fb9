from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import BlockPlace, Observation, Status
from evalkit.model.facts import Place
from evalkit.store import Journal, OtherFormat, read_line, write_line
from evalkit.store.journal_line import DamagedLine, _body, _decoded, _read_slowly, _usual
from tests.model.made_facts import facts
from tests.store.other_lines import other_line

texts = st.text(max_size=40)
observations = st.builds(
    Observation,
    tool=texts,
    probe=texts,
    metric=texts,
    unit=texts,
    status=st.just(Status.OK),
    key=texts,
    session=texts,
    taken=texts,
    value=st.floats(-1e100, 1e100).map(lambda value: value if abs(value) >= 1e-100 else 0.0),
    task=st.none() | texts,
    level=st.none() | texts,
    scale=st.none() | st.integers(1, 10**8),
    block=st.none() | st.builds(BlockPlace, block=texts, position=st.integers(0, 4), of=st.integers(5, 9)),
    reason=texts,
    stack=st.none() | texts,
    facts=st.lists(facts(), max_size=3).map(tuple),
)


def seen(value: float = 1.5, **more: object) -> Observation:
    fields: dict[str, object] = {
        "tool": "pandas",
        "probe": "run",
        "metric": "run.wall_seconds",
        "unit": "s",
        "status": Status.OK,
        "key": "k",
        "session": "s",
        "taken": "2026-01-01T00:00:00Z",
        "value": value,
    }
    return Observation(**{**fields, **more})  # type: ignore[arg-type]


@given(observations)
def test_an_observation_survives_its_line(observation: Observation) -> None:
    line = write_line(observation)
    assert line.count("\n") == 1
    assert read_line(line) == observation


@given(observations, st.none() | st.integers(-(2**53), 2**53))
def test_the_quick_way_of_reading_a_line_takes_what_evalkit_writes_and_reads_it_as_the_slow_way(
    observation: Observation, whole: int | None
) -> None:
    written = observation if whole is None else replace(observation, value=whole)
    body = _body(write_line(written).encode())
    quick, [slow] = _usual(_decoded(body)), _read_slowly([body])
    assert quick == slow == written
    assert type(quick.value) is type(slow.value)


@pytest.mark.parametrize("text", ["\ud800", "a\udfff", "\0", "\u2028"])
def test_a_line_is_read_whatever_its_texts_hold(text: str) -> None:
    assert read_line(write_line(seen(reason=text))).reason == text


@given(observations, st.data())
def test_a_line_with_any_one_character_changed_is_refused(observation: Observation, data: st.DataObject) -> None:
    line = write_line(observation).rstrip("\n")
    place = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != line[place] and c != "\n"))
    with pytest.raises(DamagedLine):
        read_line(line[:place] + other + line[place + 1 :])


@given(observations, st.data())
def test_a_torn_line_is_refused(observation: Observation, data: st.DataObject) -> None:
    line = write_line(observation).rstrip("\n")
    with pytest.raises(DamagedLine):
        read_line(line[: data.draw(st.integers(0, len(line) - 1))])


def test_what_was_appended_is_read_again_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append([seen(1), seen(2)])
    journal.append([seen(3)])
    assert [o.value for o in Journal(tmp_path / "journal.jsonl").observations] == [1, 2, 3]


def test_a_torn_end_is_set_aside_named_and_does_not_spoil_what_follows(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    Journal(file).append([seen(1), seen(2)])
    file.write_bytes(file.read_bytes()[:-30])
    torn = Journal(file)
    assert [o.value for o in torn.observations] == [1]
    assert [d.line for d in torn.damage] == [2]
    assert "journal.jsonl:2:1: evalkit set this line aside" in str(torn.damage[0])
    torn.append([seen(3)])
    again = Journal(file)
    assert [o.value for o in again.observations] == [1, 3]
    assert [d.line for d in again.damage] == [2]


def test_binary_rubbish_in_the_middle_costs_its_own_line_only(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    Journal(file).append([seen(1), seen(2), seen(3)])
    lines = file.read_bytes().split(b"\n")
    lines[1] = b"\xff\xfe\x00" + lines[1][3:]
    file.write_bytes(b"\n".join(lines))
    assert [o.value for o in Journal(file).observations] == [1, 3]


@pytest.mark.parametrize(("written", "age"), [(None, "an older"), (1, "an older"), (3, "another"), ("2", "another")])
def test_a_journal_of_another_format_is_refused_whole_in_one_sentence(
    tmp_path: Path, written: int | str | None, age: str
) -> None:
    file = tmp_path / "journal.jsonl"
    old = other_line(write_line(seen(1)), format=written)
    file.write_text(old * 3, encoding="utf-8")
    with pytest.raises(OtherFormat) as refused:
        Journal(file)
    sentence = str(refused.value)
    assert sentence == (
        f"the run in {tmp_path} was written by {age} evalkit (journal format {written or 1}; this one reads format 2); "
        "measure it again with --fresh"
    )


def test_a_damaged_line_before_those_of_another_format_does_not_hide_them(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text("{\n" + other_line(write_line(seen(1)), format=1), encoding="utf-8")
    with pytest.raises(OtherFormat, match="journal format 1"):
        Journal(file)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"value": "1"}, "its value is not a number"),
        ({"value": True}, "its value is not a number"),
        ({"value": 0.9e-100}, "its value is a number that nothing measures"),
        ({"value": -1.1e100}, "its value is a number that nothing measures"),
        ({"scale": 0}, "its scale is not a number of rows"),
        ({"scale": 2.0}, "its scale is not a number of rows"),
        ({"scale": 10**12 + 1}, "its scale is not a number of rows"),
        ({"tool": 1}, "its tool is not a text"),
        ({"level": 1}, "its level is not a text"),
        ({"probe": None}, "it lacks its probe"),
        ({"colour": "red"}, "it holds 'colour'"),
        ({"block": {"block": 1, "position": 0, "of": 1}}, "its place in a block is not a name and two numbers"),
        ({"block": {"block": "b", "position": -1, "of": 1}}, "its place in a block is not a name and two numbers"),
        ({"block": {"block": "b", "position": 0, "of": 0}}, "its place in a block is not a name and two numbers"),
        ({"block": {"block": "b", "position": 1, "of": 1}}, "its place in a block is 1 of 1, counted from 0"),
    ],
)
def test_a_line_that_no_evalkit_writes_is_refused_with_the_reason(changes: dict[str, object], why: str) -> None:
    with pytest.raises(DamagedLine) as refused:
        read_line(other_line(write_line(seen(1)), **changes))
    assert str(refused.value) == f"it is not an observation: {why}"


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 1e-100},
        {"value": 1e100},
        {"value": 0},
        {"scale": 1},
        {"scale": 10**12},
        {"block": {"block": "b", "position": 0, "of": 1}},
        {"block": {"block": "b", "position": 10**12 - 1, "of": 10**12}},
    ],
)
def test_the_largest_and_the_least_that_can_be_are_read(changes: dict[str, object]) -> None:
    read = read_line(other_line(write_line(seen(1)), **changes))
    again = read_line(write_line(read))
    assert again == read


@pytest.mark.parametrize(("written", "kind"), [(2**53, int), (2**53 + 2, float), (-(2**53) - 2, float)])
def test_a_whole_number_is_one_as_far_as_a_float_holds_it(written: int, kind: type) -> None:
    value = read_line(other_line(write_line(seen(1)), value=written)).value
    assert (value, type(value)) == (written, kind)


def test_a_fact_that_nobody_knows_makes_its_line_a_damaged_one(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    good = write_line(seen(1, facts=(Place("a.py"),)))
    file.write_text(good + other_line(good, facts=[{"fact": "rumour"}]), encoding="utf-8")
    journal = Journal(file)
    assert [o.value for o in journal.observations] == [1]
    [damage] = map(str, journal.damage)
    assert damage == (
        "journal.jsonl:2:1: evalkit set this line aside because it is not an observation: no kind of fact has the tag 'rumour', "
        "and measures it again"
    )


def test_appending_nothing_makes_no_file(tmp_path: Path) -> None:
    Journal(tmp_path / "journal.jsonl").append([])
    assert not (tmp_path / "journal.jsonl").exists()


def test_damage_deep_in_a_long_journal_costs_its_own_line_only(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    lines = [write_line(seen(float(value))) for value in range(1300)]
    lines[777] = lines[777].replace("pandas", "panda")
    lines[900] = "\n"
    file.write_text("".join(lines), "utf-8")
    journal = Journal(file)
    assert [one.value for one in journal.observations] == [value for value in range(1300) if value not in (777, 900)]
    assert [damage.line for damage in journal.damage] == [778]


def test_two_records_on_one_line_are_damage_and_do_not_pass_for_two_lines(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    one, other = (write_line(seen(float(value))).partition(',"sum"')[0] for value in range(2))
    body = f"{one}}},{other}}}"
    line = f'{body[:-1]},"sum":"{hashlib.sha256(body.encode()).hexdigest()[:16]}"}}\n'
    file.write_text(line + write_line(seen(2.0)), "utf-8")
    journal = Journal(file)
    assert [one.value for one in journal.observations] == [2.0]
    assert [damage.line for damage in journal.damage] == [1]
