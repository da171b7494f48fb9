from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from evalkit.environments import Environment, Lock, Published, Release, ResolverAnswer, Shared, Unanswered, Unavailable
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import Adapter, Status
from evalkit.model.facts import Counted, DistributionLicence, PublishedRelease, PythonResolution
from evalkit.probes.continuity import AGE, CEILING, LICENCES, PACE, PROBE, YANKED, observe
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Facilities, Question
from tests.environments.tinytool import an_adapter

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
FITS = Shared(ResolverAnswer.INSTALLS, {"tinytool": "1.0", "base": "2.0"})
CONFLICT = Shared(
    ResolverAnswer.CONFLICT, sentence="No solution found: tinytool==1.0 has no wheels with a matching tag"
)
UNKNOWN = Shared(ResolverAnswer.UNKNOWN, sentence="the network is away")


def release(version: str, days_ago: float | None = 10, *, yanked: bool = False, why: str = "") -> Release:
    uploaded = None if days_ago is None else NOW - timedelta(days=days_ago)
    return Release(Version(version), uploaded, yanked, why)


class Scripted(StandingEnvironments):
    """Environments whose index, whose resolver and whose Pythons answer what a test says."""

    def __init__(
        self,
        index: Mapping[str, Published] | None = None,
        resolver: Mapping[str, Shared] | None = None,
        pythons: tuple[str, ...] = ("3.13", "3.12", "3.11", "3.10"),
    ) -> None:
        super().__init__()
        self.index, self.resolver, self.pythons = index, resolver or {}, pythons
        self.tried: list[str] = []

    def published(self, adapter: Adapter, lock: Lock) -> Mapping[str, Published]:
        if self.index is None:
            return super().published(adapter, lock)
        return self.index

    def from_wheels(self, adapter: Adapter, lock: Lock, python: str) -> Shared:
        self.tried.append(python)
        if python not in self.resolver:
            return super().from_wheels(adapter, lock, python)
        return self.resolver[python]

    def released_pythons(self) -> tuple[str, ...]:
        if not self.pythons:
            raise Unavailable("uv does not tell")
        return self.pythons


def ask(
    scripted: Scripted | None = None,
    folder: Path = Path("nowhere"),
    locked: Mapping[str, str] | None = None,
    adapter: Adapter | None = None,
) -> dict[str, Finding]:
    pins = {"tinytool": "1.0"} if locked is None else dict(locked)
    lock = Lock(Path("lock"), "tinytool", "here", "3.11", "", date(2026, 1, 1), 0.0, pins, {}, {})
    facilities = SimpleNamespace(environments=scripted or Scripted(), tell=lambda _: None)
    question = Question(
        Path(),
        (),
        lambda _: pytest.fail("no usage is needed"),
        adapter=adapter or an_adapter(python="3.11"),
        environment=Environment("tinytool", None, Path("python"), folder, lock, "3.11.7"),
        facilities=cast("Facilities", facilities),
    )
    found = {finding.metric: finding for finding in observe(question, now=NOW)}
    assert set(found) == set(PROBE.metrics)
    return found


def of_index(*releases: Release) -> dict[str, Finding]:
    return ask(Scripted({"tinytool": releases}))


# --- releases


def test_the_age_is_that_of_the_release_that_was_uploaded_last_whatever_its_version() -> None:
    found = of_index(release("2.0", 40), release("1.9.1", 4.5), release("1.9", 400))[AGE]
    assert (found.value, found.reason) == (4.5, "")
    assert found.facts == (PublishedRelease("tinytool", "1.9.1", "2026-11-24"),)


def test_the_releases_of_what_its_environment_holds_are_not_those_of_a_tool_that_is_part_of_python() -> None:
    part_of_python = an_adapter(python="3.11", packages=("json", "concurrent.futures"))
    found = ask(Scripted(index={"tinytool": (release("1.0"),)}), adapter=part_of_python)
    for metric in (AGE, PACE):
        assert found[metric].status is Status.PROBE_ERROR
        assert found[metric].reason.endswith("it is released with Python, whose releases no package index lists")
    half = an_adapter(python="3.11", packages=("json", "tinytool"))
    assert ask(Scripted(index={"tinytool": (release("1.0"),)}), adapter=half)[AGE].value == 10


def test_pre_releases_and_yanked_ones_are_no_releases() -> None:
    found = of_index(
        release("3.0rc1", 1),
        release("3.0.dev4", 2),
        release("2.1", 3, yanked=True),
        release("2.0", 100),
        release("1", 200),
    )
    assert (found[AGE].value, found[PACE].value) == (100, 1)
    assert [fact.version for fact in found[PACE].facts if isinstance(fact, PublishedRelease)] == ["2.0", "1"]


def test_a_repaired_release_is_a_release() -> None:
    assert of_index(release("1.0.post1", 5))[AGE].value == 5


def test_releases_of_the_last_two_years_are_counted_and_halved() -> None:
    found = of_index(*(release(f"{at}.0", 73 * at) for at in range(20)))[PACE]
    assert found.value == 11 / 2
    assert len(found.facts) == 11


def test_a_tool_that_was_never_released_has_no_age_and_none_a_year() -> None:
    found = of_index(release("1.0a1"))
    assert (found[AGE].status, found[AGE].value) == (Status.PROBE_ERROR, None)
    assert (found[PACE].status, found[PACE].value) == (Status.OK, 0)


def test_clocks_may_differ_a_little_and_no_upload_is_in_the_future() -> None:
    assert of_index(release("1.0", -0.5))[AGE].value == 0
    found = of_index(release("1.0", -400))
    for metric in (AGE, PACE):
        assert (found[metric].status, "in the future" in found[metric].reason) == (Status.PROBE_ERROR, True)


def test_without_the_time_of_every_release_neither_is_known() -> None:
    found = of_index(release("1.0", None), release("2.0"))
    for metric in (AGE, PACE):
        assert (found[metric].status, found[metric].value) == (Status.PROBE_ERROR, None)
        assert "PEP 700" in found[metric].reason
    assert found[YANKED].value == 0


@given(st.lists(st.tuples(st.integers(0, 2000), st.booleans(), st.booleans()), min_size=1))
def test_a_release_that_does_not_count_changes_nothing(drawn: list[tuple[int, bool, bool]]) -> None:
    every = [
        release(f"{at}.0{'rc1' if early else ''}", days, yanked=yanked)
        for at, (days, yanked, early) in enumerate(drawn)
    ]
    counted = [each for each in every if not each.yanked and not each.version.is_prerelease]
    more, fewer = of_index(*every), of_index(*counted)
    assert [more[metric].value for metric in (AGE, PACE)] == [fewer[metric].value for metric in (AGE, PACE)]


# --- yanked versions

LOCKED = {"tinytool": "1.0", "Base": "2.0", "other": "3.0"}
INDEX: dict[str, Published] = {
    "tinytool": (release("1.0"), release("2.0", yanked=True)),
    "Base": (release("2.0", yanked=True, why="leaks passwords"), release("2.1")),
    "other": (release("3.0", yanked=True),),
}


def test_yanked_are_the_locked_versions_with_the_reason_of_the_index() -> None:
    found = ask(Scripted(INDEX), locked=LOCKED)[YANKED]
    assert (found.value, found.reason) == (2, "Base 2.0 (leaks passwords); other 3.0")
    assert found.facts == (
        Counted(2, "distributions", of=3),
        PublishedRelease("Base", "2.0", "2026-11-18", True, "leaks passwords"),
        PublishedRelease("other", "3.0", "2026-11-18", True),
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Unanswered("the package index answers in HTML"), "answers in HTML"),
        ((release("2.1"),), "no longer lists this version"),
        (None, "nobody asked for it"),
    ],
)
def test_one_that_is_not_known_is_enough_not_to_tell(answer: Published | None, said: str) -> None:
    index = {name: told for name, told in INDEX.items() if name != "Base"}
    index |= {"Base": answer} if answer is not None else {}
    found = ask(Scripted(index), locked=LOCKED)[YANKED]
    assert (found.status, found.value) == (Status.PROBE_ERROR, None)
    assert "of Base 2.0: " in found.reason
    assert said in found.reason
    assert [fact.distribution for fact in found.facts if isinstance(fact, PublishedRelease)] == ["other"]


def test_where_no_index_is_asked_only_what_needs_it_is_not_known(tmp_path: Path) -> None:
    found = ask(Scripted(None, {"3.13": FITS}), tmp_path)
    for metric in (AGE, PACE, YANKED):
        assert found[metric].status is Status.PROBE_ERROR
        assert "no package index is asked here" in found[metric].reason
    assert (found[CEILING].value, found[LICENCES].value) == (13, 0)


# --- the newest Python


def test_the_newest_python_that_resolves_ends_the_search() -> None:
    scripted = Scripted({}, {"3.13": CONFLICT, "3.12": FITS})
    found = ask(scripted)[CEILING]
    assert (found.value, scripted.tried) == (12, ["3.13", "3.12"])
    assert [(fact.python, fact.outcome) for fact in found.facts if isinstance(fact, PythonResolution)] == [
        ("3.13", ResolverAnswer.CONFLICT),
        ("3.12", ResolverAnswer.INSTALLS),
    ]


def test_its_own_python_needs_no_question() -> None:
    scripted = Scripted({}, {"3.13": CONFLICT, "3.12": CONFLICT})
    found = ask(scripted)[CEILING]
    assert (found.value, scripted.tried) == (11, ["3.13", "3.12"])
    assert found.facts[-1] == PythonResolution("3.11", ResolverAnswer.INSTALLS, measured_on="3.11.7")


def test_versions_are_compared_as_numbers() -> None:
    assert ask(Scripted({}, {"3.12": FITS}, ("3.9", "3.10", "3.12")))[CEILING].value == 12


def test_a_newer_python_that_is_not_known_leaves_the_ceiling_open() -> None:
    found = ask(Scripted({}, {"3.13": UNKNOWN, "3.12": FITS}))[CEILING]
    assert (found.status, found.value) == (Status.PROBE_ERROR, None)
    assert found.reason == "it is not known for Python 3.13: the network is away"


@pytest.mark.parametrize("scripted", [Scripted({}, {}), Scripted({}, {}, ())])
def test_where_nobody_can_be_asked_it_is_not_known(scripted: Scripted) -> None:
    found = ask(scripted)[CEILING]
    assert (found.status, found.value) == (Status.PROBE_ERROR, None)
    assert found.reason in ("nothing is resolved here", "uv does not tell")


def test_a_bound_of_the_tool_itself_that_the_resolver_passes_over_is_kept_to(tmp_path: Path) -> None:
    install(tmp_path, "tinytool", "Requires-Python: <3.13")
    scripted = Scripted({}, {"3.12": FITS})
    found = ask(scripted, tmp_path)[CEILING]
    assert (found.value, scripted.tried) == (12, ["3.12"])
    assert found.facts[0] == PythonResolution(
        "3.13", ResolverAnswer.CONFLICT, refused_by="tinytool 1.0", requires_python="<3.13"
    )


# --- licences


def install(folder: Path, name: str, *lines: str) -> None:
    info = folder / "lib" / "python3.11" / "site-packages" / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *lines, ""]))


def test_licences_are_the_share_of_all_that_is_locked_and_others_are_named_apart(tmp_path: Path) -> None:
    install(tmp_path, "tinytool", "License-Expression: MIT")
    install(tmp_path, "base", "Classifier: License :: OSI Approved :: BSD License")
    install(tmp_path, "closed", "License: Proprietary", "Classifier: License :: Other/Proprietary License")
    install(tmp_path, "vague", "License: see the file")
    locked = dict.fromkeys(("base", "closed", "gone", "tinytool", "vague"), "1.0")
    found = ask(folder=tmp_path, locked=locked)[LICENCES]
    assert found.value == 2 / 5
    assert found.reason == (
        "1 declares another licence: closed 1.0; 2 declare no licence that is known: gone 1.0, vague 1.0"
    )
    assert found.facts == (
        Counted(2, "distributions", of=5),
        DistributionLicence("closed", "1.0", False, "License :: Other/Proprietary License; Proprietary"),
        DistributionLicence("gone", "1.0", None),
        DistributionLicence("vague", "1.0", None, "see the file"),
        DistributionLicence("base", "1.0", True, "License :: OSI Approved :: BSD License"),
        DistributionLicence("tinytool", "1.0", True, "MIT"),
    )


def test_where_all_are_open_there_is_nothing_to_say(tmp_path: Path) -> None:
    install(tmp_path, "tinytool", "License: MIT")
    found = ask(folder=tmp_path)[LICENCES]
    assert (found.value, found.reason) == (1, "")


def test_a_lock_without_distributions_has_no_share() -> None:
    assert ask(locked={})[LICENCES].status is Status.PROBE_ERROR


def test_where_nothing_may_be_asked_nothing_can_be_told() -> None:
    none: Any = lambda _: pytest.fail("no usage")  # noqa: E731
    with pytest.raises(CannotTell, match="nothing may be asked"):
        observe(Question(Path(), (), none, adapter=an_adapter()))
