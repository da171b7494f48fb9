"""What is kept names neither the machine nor its user."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench import scrub
from evalkit.bench.scrubbing import _INDEX_VARIABLES, Owner

ANNIKA = Owner("annika", "build-7.lab.example", "/mnt/people/annika")
scrubbed = partial(scrub, owner=ANNIKA)


@pytest.fixture(autouse=True)
def ann(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of somebody's machine."""
    monkeypatch.setenv("HOME", "/home/annika")
    for name in ("UV_INDEX_URL", "PIP_INDEX_URL", "UV_INDEX", "UV_DEFAULT_INDEX", "PIP_TRUSTED_HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/home/annika/x/sandbox-1/hello.py: bad", "<work>/hello.py: bad"),
        ('File "/home/annika/e/lib/python3.11/a.py"', 'File "<env>/lib/python3.11/a.py"'),
        ("-I/home/annika/include", "-I<home>/include"),
        ("file:///home/annika/a%20b", "file://<home>/a%20b"),
        ("see /home/annika.", "see <home>."),
        ("/mnt/people/annika/.cache", "<home>/.cache"),
        ("by Annika on build-7 (build-7.lab.example)", "by <user> on <host> (<host>)"),
        ("annikas /usr/lib/x", "annikas /usr/lib/x"),
        ("at https://ann:pass@packages.example/simple/ now", "at <address> now"),
        ("git+ssh://git@packages.example/x.git", "<address>"),
        ("mail me@example.org, see https://example.org/@me", "mail me@example.org, see https://example.org/@me"),
    ],
)
def test_names_of_places_and_people_become_words(text: str, expected: str) -> None:
    assert scrubbed(text, work=Path("/home/annika/x/sandbox-1"), env=Path("/home/annika/e")) == expected


def test_places_are_known_by_what_they_link_to_as_well(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    assert scrubbed(f"{link}/a {real}/a", work=link) == "<work>/a <work>/a"


@pytest.mark.parametrize("variable", ["UV_INDEX_URL", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX"])
def test_the_users_own_index_is_not_named(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "https://index.lab.example/team/simple?x=1")
    text = "from https://index.lab.example/files/a.whl, or index.lab.example:443; not xindex.lab.example.org"
    assert scrubbed(text) == "from <address>, or <address>; not xindex.lab.example.org"


def test_several_indexes_and_hosts_without_a_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_INDEX", "one=https://one.example/simple two=http://nexus:8081/simple")
    monkeypatch.setenv("PIP_TRUSTED_HOST", "three.example")
    text = "https://one.example/a http://nexus:8081/b three.example nexus of things"
    assert scrubbed(text) == "<address> <address> <address> nexus of things"


def test_common_and_short_names_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    home = "/srv/root"
    monkeypatch.setenv("HOME", home)
    common = Owner("root", "vm", home)
    text = "the root of the tree on a vm"
    assert scrub(text, owner=common) == text
    assert scrub(f"{home}/.cache and /rooted", owner=common) == "<home>/.cache and /rooted"


def test_a_home_at_the_root_of_everything_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    assert scrubbed("/usr/lib") == "/usr/lib"


def test_an_unknown_user_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", unknown)
    assert Owner.here().user == ""
    assert scrub("text") == "text"


@given(st.text(), st.sampled_from(["/home/annika", "/mnt/people/annika", "/home/annika/e"]), st.text())
def test_no_path_of_the_home_survives(before: str, path: str, after: str) -> None:
    text = scrubbed(f"{before}{path}/{after}", env=Path("/home/annika/e"))
    assert not re.search(r"/(?:home|mnt/people)/annika/", text)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_scrubbing_twice_changes_nothing_more(text: str) -> None:
    once = scrubbed(text)
    assert scrubbed(once) == once


@pytest.mark.parametrize("piece", ["a.", "a-", "a://", "a@", "/home/annika", "x", " "])
def test_a_monotonous_log_is_no_trap(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    monkeypatch.setenv("UV_INDEX_URL", "https://index.lab.example/simple")
    assert "annika" not in scrubbed(piece * 300_000)


def test_only_variables_that_name_indexes_are_looked_at() -> None:
    assert not _INDEX_VARIABLES.match("UV_CACHE_DIR")
    assert not _INDEX_VARIABLES.match("HOME")


def test_an_index_that_a_configuration_file_names_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".config" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[[index]]\nname = "own"\nurl = "https://packages.corp.example/simple"\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("UV_NO_CONFIG", raising=False)
    monkeypatch.delenv("UV_CONFIG_FILE", raising=False)
    assert scrub("see https://packages.corp.example/simple/six for it") == "see <address> for it"
