"""How far the first step carries, and how steep the next ones are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import LEVELS, Implementation, LevelName, Status, Usage, Use
from evalkit.model.facts import ConceptUse, Engines, Gone, LevelConcepts, Origin, Place, Rewritten, UnsupportedLevel
from evalkit.probes.dsls.known_names import known_engines
from evalkit.probes.finding import Finding
from evalkit.probes.ladder import Rung, observe, rungs
from evalkit.probes.probe import CannotTell, Question
from evalkit.probes.surviving_statements import Statement, gone
from evalkit.probes.usage.concepts import Concept, concepts_of


def use(symbol: str, *keywords: str, keys: tuple[str, ...] = (), line: int = 1) -> Use:
    return Use(symbol, "call", symbol.partition(".")[0], "tasks/t/tool/x.py", line, line, keywords, keys)


def usage(*uses: Use, modules: tuple[str, ...] = (), recorded: bool = True, reason: str = "") -> Usage:
    return Usage(recorded, uses, modules=modules, reason=reason)


# Concepts


def test_a_symbol_a_keyword_of_it_and_a_key_are_each_one_concept() -> None:
    found = concepts_of(usage(use("a.f", "k", "m", keys=("alpha",), line=3), use("a.g", "k", keys=("alpha",), line=4)))
    assert [concept.spelled for concept in found] == ["a.f", "a.f(k=)", "a.f(m=)", "'alpha':", "a.g", "a.g(k=)"]
    assert [place.line for place in found[Concept(key="alpha")]] == [3, 4]
    assert [place.line for place in found[Concept("a.g", keyword="k")]] == [4]


def test_a_key_written_twice_in_one_call_is_one_place() -> None:
    assert len(concepts_of(usage(use("a.f", keys=("x", "x"))))[Concept(key="x")]) == 1


_USES = st.lists(
    st.builds(
        use,
        st.sampled_from(["a.f", "a.g", "b.h"]),
        st.sampled_from(["k", "m"]),
        keys=st.lists(st.sampled_from(["x", "y"])).map(tuple),
    )
)


@given(_USES)
def test_using_it_again_is_no_new_concept_and_every_use_has_its_place(uses: list[Use]) -> None:
    once, twice = concepts_of(usage(*uses)), concepts_of(usage(*uses, *uses))
    assert list(once) == list(twice)
    for concept, places in twice.items():
        assert len(places) == 2 * len(once[concept])
    symbols = [concept for concept in once if not concept.keyword and not concept.key]
    assert sum(len(once[concept]) for concept in symbols) == len(uses)


# Rungs


def statements(*texts: str) -> tuple[Statement, ...]:
    return tuple(Statement(text, "x.py", (n, n)) for n, text in enumerate(texts, 1))


def test_what_is_only_added_is_not_a_change() -> None:
    (step,) = rungs([("hello", statements("a", "b"), ()), ("adapt", statements("b", "c", "a", "d"), ())])
    assert (step.gone, step.changed_share) == ((), 0.0)


def test_a_statement_that_stands_twice_below_and_once_above_is_gone_once() -> None:
    lost = gone(statements("a", "b", "a"), statements("a"))
    assert [(one.text, one.lines) for one in lost] == [("b", (2, 2)), ("a", (3, 3))]


def test_what_a_lower_level_used_is_not_new_even_if_the_level_between_did_without() -> None:
    f, g = Concept("a.f"), Concept("a.g")
    steps = rungs([("hello", (), [f]), ("adapt", (), [g]), ("stretch", (), [f, g])])
    assert [step.new for step in steps] == [(g,), ()]


_TEXTS = st.lists(st.sampled_from("abcd"), max_size=8).map(lambda texts: statements(*texts))


@given(_TEXTS, _TEXTS)
def test_changed_is_a_share_and_nothing_changes_within_oneself(before: tuple[Statement, ...], after: tuple[Statement, ...]) -> None:  # fmt: skip
    step = Rung("hello", "adapt", (), gone(before, after), len(before))
    assert 0 <= step.changed_share <= 1
    assert gone(before, before) == ()
    assert gone(before, (*after, *before)) == ()


# The probe

Ask = Callable[..., dict[str, Finding]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    folder = tmp_path / "tasks" / "t" / "tool"
    folder.mkdir(parents=True)

    def run(usages: dict[LevelName, Usage], **sources: str | None) -> dict[str, Finding]:
        written = []
        for level in LEVELS:
            if level not in sources:
                continue
            text = sources[level]
            file = folder / (f"{level}.unsupported.md" if text is None else f"{level}.py")
            file.write_text(text or "why")
            written.append(
                Implementation("t", "tool", level, None, unsupported=file)
                if text is None
                else Implementation("t", "tool", level, file, (file,))
            )
        question = Question(tmp_path, tuple(written), lambda one: usages[one.level])
        return {finding.metric: finding for finding in observe(question)}

    return run


def curve(finding: Finding) -> list[LevelConcepts]:
    return [fact for fact in finding.facts if isinstance(fact, LevelConcepts)]


def test_three_levels_are_two_rungs(ask: Ask) -> None:
    usages: dict[LevelName, Usage] = {
        "hello": usage(use("lib.f"), use("lib.g", line=2)),
        "adapt": usage(use("lib.f", "k"), use("lib.g")),
        "stretch": usage(use("lib.h", "k", line=7), use("lib.f", "k", keys=("x",))),
    }
    found = ask(
        usages,
        hello="import lib\nlib.f()\nlib.g()\n",
        adapt="import lib\nlib.f(k=1)\nlib.g()\n",
        stretch="import lib\nlib.f(k=1)\nlib.g()\nlib.h(k=2)\n# evalkit: hand over\nprint(1)\n",
    )
    assert {metric: finding.value for metric, finding in found.items()} == {
        "ladder.first_concepts": 2,
        "ladder.hello_engines": 0,
        "ladder.steepest_concepts": 3,
        "ladder.changed_share": pytest.approx((1 / 3 + 0) / 2),
    }
    levels = curve(found["ladder.steepest_concepts"])
    assert [(level.level, level.concepts, len(level.new)) for level in levels] == [
        ("hello", 2, 2),
        ("adapt", 3, 1),
        ("stretch", 5, 3),
    ]
    file = "tasks/t/tool/x.py"
    assert levels[2].new[:2] == (ConceptUse(file, (7, 7), "lib.h"), ConceptUse(file, (7, 7), "lib.h", "k"))
    assert levels[2].new[2].key == "x"
    changes = found["ladder.changed_share"].facts
    assert changes[0] == Rewritten("hello", "adapt", 1, 3)
    assert isinstance(changes[1], Gone)
    assert (changes[1].file, changes[1].lines) == ("tasks/t/tool/hello.py", (2, 2))
    assert changes[2] == Rewritten("adapt", "stretch", 0, 3)


def test_a_configuration_that_grows_within_its_text_is_a_step_too(ask: Ask) -> None:
    parse = Use("yaml.safe_load", "call", "yaml", "tasks/t/tool/hello.py", 2, 2)
    grown = Use("yaml.safe_load", "call", "yaml", "tasks/t/tool/adapt.py", 2, 2)
    found = ask(
        {"hello": usage(parse), "adapt": usage(grown)},
        hello="import yaml\nyaml.safe_load('a: 1')\n",
        adapt="import yaml\nyaml.safe_load('a: 1\\nb: {c: 2}')\n",
    )
    assert (found["ladder.first_concepts"].value, found["ladder.steepest_concepts"].value) == (2, 2)
    new = curve(found["ladder.steepest_concepts"])[1].new
    assert ConceptUse("tasks/t/tool/adapt.py", (2, 2), key="c") in new


def test_names_comments_and_layout_are_no_change(ask: Ask) -> None:
    same: dict[LevelName, Usage] = {"hello": usage(use("lib.f")), "adapt": usage(use("lib.f"))}
    found = ask(
        same,
        hello="import lib\nrows = lib.f('a')\nprint(rows)\n",
        adapt="# why\nimport lib\n\ntable = lib.f(\n    'b'  # another\n)\nprint(table)\n",
    )
    assert found["ladder.changed_share"].value == 0


def test_a_level_that_is_not_there_is_stepped_over(ask: Ask) -> None:
    usages: dict[LevelName, Usage] = {"hello": usage(use("lib.f")), "stretch": usage(use("lib.f"), use("lib.g"))}
    found = ask(usages, hello="print(1)\n", adapt=None, stretch="print(2)\n")
    assert found["ladder.steepest_concepts"].value == 1
    unsupported = UnsupportedLevel("adapt", "tasks/t/tool/adapt.unsupported.md")
    assert found["ladder.steepest_concepts"].facts[-1] == unsupported


def test_with_hello_alone_there_is_no_rung(ask: Ask) -> None:
    usages: dict[LevelName, Usage] = {"hello": usage(use("lib.f"))}
    unwritten = ask(usages, hello="print(1)\n")
    assert unwritten["ladder.first_concepts"].value == 1
    assert {unwritten[m].status for m in ("ladder.steepest_concepts", "ladder.changed_share")} == {Status.PROBE_ERROR}
    unable = ask(usages, hello="print(1)\n", adapt=None)
    assert unable["ladder.changed_share"].status is Status.UNSUPPORTED
    assert unable["ladder.changed_share"].facts[0] == Place("tasks/t/tool/adapt.unsupported.md")


def test_without_hello_it_cannot_tell(ask: Ask) -> None:
    with pytest.raises(CannotTell, match="hello is not written"):
        ask({"adapt": usage()}, adapt="print(1)\n")
    assert {finding.status for finding in ask({"adapt": usage()}, hello=None, adapt="1").values()} == {
        Status.UNSUPPORTED
    }


def test_engines_are_told_from_what_was_loaded(ask: Ask) -> None:
    loaded = usage(use("lib.f"), modules=("apache_beam", "dask", "lib", "ray"))
    found = ask({"hello": loaded}, hello="import lib\n")["ladder.hello_engines"]
    assert found.value == 2
    assert found.facts == (Engines(("apache_beam", "ray"), True, "tasks/t/tool/hello.py"),)
    read = usage(modules=("pyspark",), recorded=False, reason="it failed")
    found = ask({"hello": read}, hello="import pyspark\n")["ladder.hello_engines"]
    assert found.value == 1
    assert found.facts == (Engines(("pyspark",), False, "tasks/t/tool/hello.py"),)
    assert "dask" not in known_engines()


def test_how_the_usage_is_known_is_said(ask: Ask) -> None:
    found = ask({"hello": usage(use("lib.f"), recorded=False, reason="the checker refused it")}, hello="print(1)\n")
    origin = Origin(recorded=False, level="hello", reason="the checker refused it")
    assert found["ladder.first_concepts"].facts[-1] == origin


def test_a_long_curve_is_whole(ask: Ask) -> None:
    many = usage(*(use(f"library.module.function_{number}") for number in range(300)))
    found = ask({"hello": many}, hello="print(1)\n")["ladder.first_concepts"]
    assert len(curve(found)[0].new) == 300
