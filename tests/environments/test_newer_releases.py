"""How far tools have moved on: what counts as newer, and which index is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from evalkit.environments.index_requests import DEFAULT_INDEX, Patience, indexes_in
from evalkit.environments.newer_releases import check_newest, releases_of
from evalkit.environments.package_index import Published, Release, Unanswered
from evalkit.model import Adapter
from evalkit.store.newest_check import Newer
from tests.environments.test_package_index import file, page, reply, served

NOW = datetime(2026, 11, 29, 6, tzinfo=UTC)
SOON = Patience(2, 2, 5)


def adapter(tool: str = "tinytool") -> Adapter:
    return Adapter(
        tool=tool,
        name=tool,
        homepage="https://example.org",
        python="3.11",
        requires=(f"{tool}==1.0",),
        packages=("tiny",),
    )


def release(version: str, day: int = 1, *, yanked: bool = False) -> Release:
    return Release(Version(version), datetime(2026, 3, day, tzinfo=UTC), yanked)


def moved(measured: str, *releases: Release) -> Newer:
    answer: Published = releases
    found = check_newest({"tinytool": adapter()}, {"tinytool": measured}, lambda _: answer, lambda: NOW)
    return found.tools["tinytool"]


def test_the_newest_release_its_day_and_how_many_came_after_are_told() -> None:
    releases = (release("1.0"), release("1.1", 5), release("2.0", 9), release("0.9"))
    assert moved("1.0", *releases) == Newer("1.0", "2.0", 2, "2026-03-09")


def test_nothing_has_moved_where_nothing_came_after() -> None:
    assert moved("1.0", release("1.0"), release("0.9")) == Newer("1.0", "1.0", 0)
    assert moved("1.0") == Newer("1.0", "1.0", 0)


def test_what_nobody_would_install_does_not_count() -> None:
    releases = (release("1.0"), release("2.0rc1"), release("3.0", yanked=True), release("1.1.dev2"))
    assert moved("1.0", *releases) == Newer("1.0", "1.0", 0)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), unique=True),
    st.tuples(st.integers(0, 3), st.integers(0, 9)),
)
def test_a_tool_never_moves_backwards(versions: list[tuple[int, int]], measured: tuple[int, int]) -> None:
    own = "{}.{}".format(*measured)
    found = moved(own, *(release("{}.{}".format(*version)) for version in versions))
    assert Version(found.newest) == max([Version(own), *(Version("{}.{}".format(*version)) for version in versions)])
    assert found.releases == sum(version > measured for version in versions)


def test_a_tool_that_nobody_answers_about_costs_the_others_nothing() -> None:
    answers: dict[str, Published] = {"a": (release("2.0"),), "b": Unanswered("the package index cannot be reached")}
    adapters = {tool: adapter(tool) for tool in ("a", "b", "c")}
    answers["c"] = (release("2.0"),)
    found = check_newest(
        adapters, {"a": "1.0", "b": "1.0", "c": "unknown!"}, lambda one: answers[one.tool], lambda: NOW
    )
    assert found.checked == "2026-11-29T06:00:00Z"
    assert found.tools.keys() == {"a"}
    assert found.unknown == {
        "b": "the package index cannot be reached",
        "c": "its version is none that can be compared",
    }


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, (DEFAULT_INDEX,)),
        ({"UV_DEFAULT_INDEX": "https://a/simple"}, ("https://a/simple",)),
        ({"UV_INDEX_URL": "https://b/simple"}, ("https://b/simple",)),
        (
            {"UV_INDEX": "ours=https://c/simple https://d/simple", "UV_DEFAULT_INDEX": "https://a/simple"},
            ("https://c/simple", "https://d/simple", "https://a/simple"),
        ),
    ],
)
def test_indexes_are_asked_in_uvs_order(environ: dict[str, str], expected: tuple[str, ...]) -> None:
    assert indexes_in(environ) == expected


def test_the_first_index_that_has_the_tool_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    body = page(file(**{"upload-time": "2026-03-01T10:00:00Z"}))
    with served(reply(b"", status=404)) as (without, _), served(reply(body)) as (having, _):
        monkeypatch.setenv("UV_INDEX", without)
        monkeypatch.setenv("UV_DEFAULT_INDEX", having)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.delenv("UV_OFFLINE", raising=False)
        found = releases_of(adapter(), SOON)
    assert found == (Release(Version("1.0"), datetime(2026, 3, 1, 10, tzinfo=UTC)),)


@pytest.mark.parametrize("status", [200, 404])
def test_a_run_does_not_make_evalkit_ask_an_index_of_the_runs_choice(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    body = page(file(**{"upload-time": "2026-03-01T10:00:00Z"}))
    with served(reply(body)) as (strangers, heard), served(reply(body, status=status)) as (own, _):
        monkeypatch.setenv("UV_DEFAULT_INDEX", own)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.delenv("UV_OFFLINE", raising=False)
        found = releases_of(adapter().model_copy(update={"index": strangers}), SOON)
    assert heard == []
    if status == 200:
        assert found == (Release(Version("1.0"), datetime(2026, 3, 1, 10, tzinfo=UTC)),)
    else:
        assert isinstance(found, Unanswered)
        assert "does not ask the index that the run names" in found.reason


def test_an_index_of_the_runs_choice_is_asked_where_the_users_settings_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    body = page(file(**{"upload-time": "2026-03-01T10:00:00Z"}))
    with served(reply(body)) as (vendors, _), served(reply(b"", status=404)) as (own, _):
        one = adapter().model_copy(update={"index": vendors})
        monkeypatch.setenv("UV_DEFAULT_INDEX", own)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.delenv("UV_OFFLINE", raising=False)
        monkeypatch.delenv("UV_INDEX", raising=False)
        assert isinstance(releases_of(one, SOON), Unanswered)
        monkeypatch.setenv("UV_INDEX", vendors)
        assert not isinstance(releases_of(one, SOON), Unanswered)


def test_nobody_is_asked_about_a_tool_that_is_part_of_python() -> None:
    part = adapter().model_copy(update={"packages": ("json", "xml.etree")})
    answer = releases_of(part)
    assert isinstance(answer, Unanswered)
    assert answer.reason == "it is released with Python, whose releases no package index lists"


def test_offline_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    assert releases_of(adapter(), SOON) == Unanswered("UV_OFFLINE forbids to ask the package index")
