from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalkit.model import Fact, Status
from evalkit.model import facts as kinds
from evalkit.model.facts import fact_kinds
from evalkit.report.page.evidence_data import MOST_FACTS, places
from evalkit.report.words.facts import Shown, shown, words_of
from evalkit.report.words.requirements import answer_of
from evalkit.report.words.statuses import status_word
from evalkit.scoring import Exclusion
from tests.model.made_facts import facts, made, reworded

USE = kinds.ConceptUse("a.py", (3, 4), "pandas.read_csv", "sep", times=2)


@pytest.mark.parametrize(
    ("fact", "seen"),
    [
        (kinds.Place("a.py", (3, 4), "x = 1"), Shown("a.py", (3, 4), "x = 1")),
        (
            kinds.MachineLoad(2, load_average=0.5, others_before=0.0, others=0.0),
            Shown(
                text="when the block began: load average 0.25 for each processor, "
                "other programs kept the processors busy: 0% then and 0% while this ran"
            ),
        ),
        (kinds.Counted(1, "lines", file="a.sql"), Shown("a.sql", None, "1 line")),
        (kinds.Counted(7, "tokens", of=12, file="a.py"), Shown("a.py", None, "7 of 12 tokens")),
        (kinds.Complexity("a.py"), Shown("a.py", None, "0 points")),
        (USE, Shown("a.py", (3, 4), "pandas.read_csv(sep=), at 2 places")),
        (kinds.ConceptUse("a.py", (3, 3), key="alpha"), Shown("a.py", (3, 3), "the key 'alpha'")),
        (kinds.HandedOver("a.py", 9, 31), Shown("a.py", (9, 9), "31 tokens below")),
        (
            kinds.LevelConcepts("adapt", 12, (USE,)),
            Shown(text="adapt: 12 concepts, 1 new\n  pandas.read_csv(sep=)  a.py:3"),
        ),
        (
            kinds.PlaceInBlock(0, 30_000, 4, 5),
            Shown(text="block 1 of its session at 30\u202f000 rows, place 5 of 5"),
        ),
        (
            kinds.FactsShown("adapt", ("rows", "count"), (kinds.MissedFact("page", "there is none"),)),
            Shown(text="adapt: shows 2 of 3 facts\n  shown: rows, count\n  missed: page: there is none"),
        ),
        (kinds.FactsShown("hello", ("rows",)), Shown(text="hello: shows 1 of 1 facts\n  shown: rows")),
        (
            kinds.Picture("outputs/a.png", "pictures/a.webp", 1, 1),
            Shown("pictures/a.webp", None, "a picture of outputs/a.png"),
        ),
        (kinds.Picture("outputs/a.png", why="it is no PNG"), Shown(text="no picture of outputs/a.png: it is no PNG")),
        (kinds.PrintedLog("logs/a.log", 1), Shown("logs/a.log", None, "1 line printed")),
        (kinds.Printed("2973\n783\n"), Shown(text="Output:\n2973\n783\n")),
        (kinds.NotebookRun("a.py", 5), Shown("a.py", None, "5 cells, outputs verified")),
        (
            kinds.PairResolution("scipy", kinds.ResolverAnswer.CONFLICT, free=True, sentence="No solution"),
            Shown(text="with scipy: conflict at any version: No solution"),
        ),
        (
            kinds.BorderType("tool.Message", False, (kinds.Passage("tool.f", "out", "a.py", 7),)),
            Shown("a.py", (7, 7), "tool.Message (not a common type), 1 ×\n  tool.f out a.py:7"),
        ),
        (
            kinds.Rated("ann", 4, "2026", "https://example.org", because="waited"),
            Shown("https://example.org", None, "ann: 4 of 5, as of 2026: waited"),
        ),
        (
            kinds.PublishedRelease("numpy", "2.0", "2024-06-16", True, "broken"),
            Shown(text="numpy 2.0, uploaded on 2024-06-16, yanked: broken"),
        ),
        (
            kinds.DistributionLicence("crate", "1.0", False, "BUSL-1.1"),
            Shown(text="crate 1.0: not an open licence (BUSL-1.1)"),
        ),
        (
            kinds.LeftFile("outputs/model.pkl", 1, "pickle", False),
            Shown(text="outputs/model.pkl: pickle, 1 byte, not readable without the tool"),
        ),
        (
            kinds.LeftFiles(2, 3000, 1000, 1, 5),
            Shown(
                text="left 2 files with 3\u202f000 bytes, 1\u202f000 of them readable; caches apart: 1 file with 5 bytes"
            ),
        ),
        (kinds.Note("the index was away", "resolver"), Shown(text="resolver: the index was away")),
    ],
)
def test_a_fact_is_shown_where_it_stands_and_in_words(fact: Fact, seen: Shown) -> None:
    assert shown(fact) == seen


@pytest.mark.parametrize("tag", sorted(kinds.kinds()))
def test_every_kind_has_words_of_its_own_whatever_is_in_it(tag: str) -> None:
    kind = kinds.kinds()[tag]
    assert words_of.dispatch(kind) is not words_of.dispatch(Fact), "the words of its fields are for kinds to come"

    @settings(max_examples=15, deadline=None)
    @given(made(kind))
    def says(one: Fact) -> None:
        assert isinstance(shown(one).text, str)

    says()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(facts(), st.text(alphabet="☃", min_size=3, max_size=3))
def test_no_text_for_people_is_lost_unless_the_fact_has_said_enough_without(fact: Fact, mark: str) -> None:
    marked = reworded(fact, lambda _: mark)
    silent: tuple[type[Fact], ...] = (
        kinds.Rerun,
        kinds.CellsAgain,
        kinds.PairResolution,
        kinds.PythonResolution,
        kinds.Unpinned,
    )
    silent += (
        kinds.NotebookRun,
        kinds.Origin,
        kinds.Listening,
        kinds.OfflineRun,
        kinds.TriedToday,
        kinds.InstalledToday,
    )
    if marked != fact and not isinstance(fact, silent):
        assert mark in shown(marked).text


def test_a_kind_that_nobody_wrote_words_for_shows_its_fields() -> None:
    @dataclass(frozen=True, slots=True)
    class Weather(Fact):
        file: str
        line: int
        degrees: float
        is_cold: bool
        seen_by: tuple[str, ...] = ()
        status: Status = Status.OK

    fact_kinds._TAGS[Weather] = "weather-report"
    try:
        seen = shown(Weather("sky.py", 3, 3.5, True, ("ann", "bob")))
    finally:
        del fact_kinds._TAGS[Weather]
    said = "weather report: degrees: 3.50; is cold: yes; seen by: ann, bob; status: ok"
    assert seen == Shown("sky.py", (3, 3), said)


def test_a_page_shows_the_first_facts_and_says_how_many_there_are_beside() -> None:
    every = tuple(kinds.ConceptUse("a.py", (at, at), f"a.f{at}") for at in range(1, MOST_FACTS + 8))
    found = places(every)
    assert len(found) == MOST_FACTS + 1
    assert found[-1] == {"text": "… and 7 more in the run’s journal"}
    assert places(every[:MOST_FACTS]) == found[:-1]


LINK = ("skew", "adapt", "network.contacts")


@pytest.mark.parametrize(
    ("exclusion", "answer"),
    [
        (
            Exclusion(
                *("tfdv", "small-install", False, (None, None, "setup.install_mb")),
                value=2640.4,
                facts=(kinds.Locked(161, "2026-11-20", 2640.4),),
            ),
            "takes more than 500 MB on disk: 2,640 MB: 161 distributions, locked 2026-11-20",
        ),
        (
            Exclusion(
                *("tfdv", "no-telemetry", False, LINK, "skew"),
                value=2.0,
                facts=tuple(kinds.Contact(host, (kinds.Way("lookup", 2),)) for host in ("a.example", "b.example")),
            ),
            "contacts hosts without being asked: 2 hosts: a.example: looked up 2 ×; b.example: looked up 2 ×",
        ),
        (
            Exclusion(
                *("tfdv", "works-offline", False, ("skew", "adapt", "network.works_offline"), "skew"),
                value=0.0,
                facts=(kinds.OfflineRun(Status.FAILED, "no route", "Traceback"),),
            ),
            "does not pass without a network: failed: no route",
        ),
        (
            Exclusion(
                *("tfdv", "python-3.13", False, (None, None, "setup.python_3_13")),
                value=0.0,
                reason="No solution found: a needs b",
            ),
            "does not install on Python 3.13 in its measured version: No solution found: a needs b",
        ),
        (Exclusion("tfdv", "works-today", False, (None, None, "setup.latest_works")), None),
        (
            Exclusion("tfdv", "no-telemetry", None, LINK, "skew", Status.UNSUPPORTED, reason="cannot do this"),
            "not known: unsupported at adapt (cannot do this)",
        ),
        (
            Exclusion("tfdv", "no-telemetry", None, LINK, "skew", Status.PROBE_ERROR, reason="no network"),
            "not known: no network",
        ),
        (Exclusion("tfdv", "no-telemetry", None, LINK, "skew"), "not known: not measured"),
    ],
)
def test_what_speaks_against_a_tool_is_said_with_what_was_observed(exclusion: Exclusion, answer: str | None) -> None:
    wanted = answer or "does not pass hello in every task if it is installed today without pinned versions"
    assert answer_of(exclusion) == wanted


def test_each_status_has_one_word_without_hyphens_and_what_is_ours_is_not_measured() -> None:
    assert not any("-" in status_word(status) for status in Status)
    assert status_word(Status.PROBE_ERROR) == status_word(None) == "not measured"
    assert status_word(None, "not run") == "not run"
