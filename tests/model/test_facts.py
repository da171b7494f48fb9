from __future__ import annotations

import dataclasses
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import Fact, Prose, fact
from evalkit.model.facts import (
    ConceptUse,
    FaultEnding,
    FaultOutcome,
    LevelConcepts,
    NotAFact,
    Note,
    PairResolution,
    Place,
    from_json,
    kinds,
    tag_of,
    to_json,
)
from tests.model.made_facts import facts, made, reworded


@pytest.mark.parametrize("tag", sorted(kinds()))
def test_every_kind_of_fact_survives_its_json(tag: str) -> None:
    @settings(max_examples=12, deadline=None)
    @given(made(kinds()[tag]))
    def survives(one: Fact) -> None:
        text = json.dumps(to_json(one), allow_nan=False)
        again = from_json(json.loads(text))
        assert again == one
        assert type(again) is type(one)
        assert to_json(again) == json.loads(text)

    survives()


@pytest.mark.parametrize("tag", sorted(kinds()))
def test_every_kind_is_frozen_slotted_and_hashable(tag: str) -> None:
    kind = kinds()[tag]
    assert dataclasses.is_dataclass(kind)
    assert not hasattr(kind, "__dict__") or "__dict__" not in dir(kind)
    assert kind.__hash__ is not None
    field = dataclasses.fields(kind)[0].name
    one: Any = object.__new__(kind)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(one, field, None)


def test_json_has_the_tag_and_leaves_out_what_is_as_by_default() -> None:
    assert to_json(Place("a.py")) == {"fact": "place", "file": "a.py"}
    assert to_json(PairResolution("scipy", from_outcome("conflict"), sentence="because")) == {
        "fact": "pair",
        "other": "scipy",
        "outcome": "conflict",
        "sentence": "because",
    }


def from_outcome(word: str) -> Any:
    from evalkit.model.facts import ResolverAnswer

    return ResolverAnswer(word)


def test_what_stands_within_a_fact_is_read_as_what_it_is() -> None:
    use = ConceptUse("a.py", (3, 4), "pandas.read_csv", "sep", times=2)
    again = from_json(json.loads(json.dumps(to_json(LevelConcepts("hello", 7, (use,))))))
    assert again == LevelConcepts("hello", 7, (use,))
    fault = FaultOutcome("cut", "caught", FaultEnding.HUNG, 1, 2, "a.py")
    read = from_json(to_json(fault))
    assert isinstance(read, FaultOutcome)
    assert read.ending is FaultEnding.HUNG
    assert type(read.seconds) is float


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (3, "must be an object"),
        ({"file": "a.py"}, "the key 'fact'"),
        ({"fact": "rumour"}, "no kind of fact has the tag 'rumour'"),
        ({"fact": "place"}, "the fact 'place': it lacks file"),
        ({"fact": "place", "file": 3}, "file: 3 is not a text"),
        ({"fact": "place", "file": "a", "colour": "red"}, "there is no field 'colour'"),
        ({"fact": "place", "file": "a", "lines": [1]}, r"lines: \[1\] is not a list of 2"),
        ({"fact": "place", "file": "a", "lines": [1, True]}, "lines: True is not a whole number"),
        ({"fact": "left-behind", "processes": 1.0}, "processes: 1.0 is not a whole number"),
        ({"fact": "locked", "distributions": 1, "locked": "x", "mb": float("nan")}, "mb: nan is not a number"),
        ({"fact": "memory-kind", "kind": "vss"}, "kind: 'vss' is none of 'pss', 'rss'"),
        ({"fact": "pair", "other": "a", "outcome": "maybe"}, "outcome: 'maybe' is none of 'installs', "),
        ({"fact": "origin", "recorded": 1}, "recorded: 1 is neither true nor false"),
        ({"fact": "level-concepts", "level": "hello", "concepts": 1, "new": [7]}, "new: 7 is not an object"),
        ({"fact": "level-concepts", "level": "hello", "concepts": 1, "new": {}}, "new: {} is not a list"),
    ],
)
def test_what_is_no_fact_is_refused_by_name(data: object, why: str) -> None:
    with pytest.raises(NotAFact, match=why):
        from_json(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3),
    max_leaves=6,
)


@given(facts(), st.data())
def test_a_fact_with_any_field_replaced_is_a_fact_or_refused(one: Fact, data: st.DataObject) -> None:
    written = to_json(one)
    name = data.draw(st.sampled_from(sorted({*written, *(f.name for f in dataclasses.fields(one))})))  # type: ignore[arg-type]
    written[name] = data.draw(JSON)
    try:
        again = from_json(written)
    except NotAFact:
        return
    assert from_json(to_json(again)) == again


def test_two_kinds_cannot_have_one_tag() -> None:
    with pytest.raises(ValueError, match="two kinds of fact are called 'note': Note and Other"):

        @fact("note")
        @dataclass(frozen=True, slots=True)
        class Other(Fact):
            text: str

    assert kinds()["note"] is Note


def test_a_kind_that_nobody_registered_cannot_be_written() -> None:
    @dataclass(frozen=True, slots=True)
    class Loose(Fact):
        text: str

    with pytest.raises(ValueError, match="Loose is no registered kind of fact"):
        to_json(Loose("x"))
    with pytest.raises(ValueError, match="Loose"):
        tag_of(Loose)


def test_a_kind_of_ones_own_is_written_and_read_without_an_edit_anywhere(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "probe_of_weather.py").write_text(
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n"
        "from evalkit.model import Fact, Prose, fact\n"
        "@fact('weather')\n"
        "@dataclass(frozen=True, slots=True)\n"
        "class Weather(Fact):\n"
        "    degrees: float\n"
        "    said: Prose = ''\n"
    )
    with pytest.raises(NotAFact, match="no kind of fact has the tag 'weather'"):
        from_json({"fact": "weather", "degrees": 3})
    monkeypatch.syspath_prepend(tmp_path)
    try:
        import probe_of_weather  # type: ignore[import-not-found]

        one = probe_of_weather.Weather(3.5, "cold")
        assert to_json(one) == {"fact": "weather", "degrees": 3.5, "said": "cold"}
        assert from_json(to_json(one)) == one
    finally:
        from evalkit.model.facts import fact_kinds

        fact_kinds._KINDS.pop("weather", None)
        sys.modules.pop("probe_of_weather", None)


def test_only_texts_for_people_are_marked_as_such() -> None:
    fault = FaultOutcome(
        "cut", "caught", FaultEnding.CAUGHT, 1.0, 2.0, "a.py", sought=("age",), reason="r", printed="p"
    )
    changed = reworded(fault, lambda _: "nonsense")
    assert changed == dataclasses.replace(fault, reason="nonsense", printed="nonsense")
    assert Prose is not str
