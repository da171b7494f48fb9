from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.environments import DamagedLock, Lock, parse_lock, render_lock

NAMES = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", fullmatch=True)
"""Normalised, as PEP 503 says."""
VERSIONS = st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3}){0,3}(rc[0-9]|\.post[0-9]|\+cpu)?", fullmatch=True)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
HASHES = st.lists(
    DIGESTS.map(lambda digest: f"sha256:{digest}"),
    min_size=1,
    max_size=3,
    unique=True,
).map(lambda hashes: tuple(sorted(hashes)))


@st.composite
def locks(draw: st.DrawFn) -> Lock:
    pins = draw(st.dictionaries(NAMES, st.tuples(VERSIONS, HASHES), max_size=8))
    return Lock(
        file=Path("tool.linux-x86_64.txt"),
        tool=draw(NAMES),
        platform=draw(st.sampled_from(["linux-x86_64", "linux-musl-aarch64", "macos-arm64"])),
        python=f"3.{draw(st.integers(8, 20))}",
        asked=draw(DIGESTS),
        locked=draw(st.dates()),
        download_mb=draw(st.integers(0, 10**7)) / 1000,
        distributions={name: version for name, (version, _) in pins.items()},
        hashes={name: hashes for name, (_, hashes) in pins.items()},
        newest=draw(st.dictionaries(NAMES, VERSIONS, max_size=3)),
    )


@given(locks())
def test_what_is_written_is_what_is_read(lock: Lock) -> None:
    assert parse_lock(render_lock(lock), lock.file) == lock


@given(locks())
def test_the_digest_depends_on_pins_and_python_alone(lock: Lock) -> None:
    moved = replace(
        lock,
        file=Path("elsewhere.txt"),
        tool="other",
        asked="0" * 64,
        locked=date(2000, 1, 1),
        newest={},
        distributions=dict(reversed(list(lock.distributions.items()))),
    )
    assert moved.digest == lock.digest
    assert replace(lock, python="3.7").digest != lock.digest


@given(locks(), NAMES, VERSIONS, HASHES)
def test_another_version_or_hash_is_another_digest(
    lock: Lock, name: str, version: str, hashes: tuple[str, ...]
) -> None:
    more = replace(lock, distributions={**lock.distributions, name: version}, hashes={**lock.hashes, name: hashes})
    same = lock.distributions.get(name) == version and lock.hashes[name] == hashes
    assert (more.digest == lock.digest) == same


@given(st.text())
def test_any_text_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(DamagedLock, match=r"^x\.txt"):  # what it lacks of the header is missed at the latest
        parse_lock(text, Path("x.txt"))


GOOD = """\
# Made by `evalkit lock six`; edit the adapter, not this file.
# adapter: six
# python: 3.11
# platform: linux-x86_64
# date: 2026-01-02
# download mb: 1.500
# asked: abc
# newest: six 1.18.0, locked 1.17.0
six==1.17.0 \\
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
"""


def test_a_lock_as_people_see_it() -> None:
    lock = parse_lock(GOOD, Path("six.linux-x86_64.txt"))
    assert (lock.tool, lock.python, lock.locked, lock.download_mb) == ("six", "3.11", date(2026, 1, 2), 1.5)
    assert (lock.distributions, lock.newest) == ({"six": "1.17.0"}, {"six": "1.18.0"})
    assert render_lock(lock) == GOOD


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("six==1.17.0", "six>=1.17.0", "x.txt:9: neither"),
        ("six==1.17.0", "--index-url https://example.org\nsix==1.17.0", "x.txt:9: neither"),
        ("six==1.17.0 \\", "<<<<<<< ours", "x.txt:9: neither"),
        ("    --hash=sha256:4721", "    --hash=md5:4721", "x.txt:10: neither"),
        ("# download mb: 1.500\n", "", "does not say 'download mb'"),
        ("2026-01-02", "yesterday", "x.txt: Invalid isoformat"),
        ("six 1.18.0, locked 1.17.0", "six", "x.txt:8: 'newest' must be"),
        ("six==1.17.0", "bare==1.0\nsix==1.17.0", "bare has no hash"),
        (
            "six==1.17.0",
            "six==1.16.0 \\\n    --hash=sha256:" + "0" * 64 + "\nsix==1.17.0",
            "x.txt:11: six is pinned twice",
        ),
    ],
)
def test_damage_is_named_with_its_line(old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(DamagedLock) as damaged:
        parse_lock(GOOD.replace(old, new), Path("folder/x.txt"))
    assert says in str(damaged.value)


def test_a_name_is_known_however_it_is_spelt() -> None:
    lock = Lock(
        file=Path("tool.txt"),
        tool="tool",
        platform="linux-x86_64",
        python="3.11",
        asked="0" * 64,
        locked=date(2026, 1, 1),
        download_mb=1.0,
        distributions={"Tiny_Tool.io": "1.0"},
        hashes={"Tiny_Tool.io": (f"sha256:{'0' * 64}",)},
        newest={"Tiny_Tool.io": "2.0"},
    )
    read = parse_lock(render_lock(lock), lock.file)
    assert read.distributions == {"tiny-tool-io": "1.0"}
    assert read.hashes.keys() == read.newest.keys() == {"tiny-tool-io"}
    twice = replace(
        lock,
        distributions={"Tiny_Tool.io": "1.0", "tiny-tool-io": "1.0"},
        hashes={**lock.hashes, "tiny-tool-io": lock.hashes["Tiny_Tool.io"]},
    )
    with pytest.raises(DamagedLock, match="tiny-tool-io is pinned twice"):
        parse_lock(render_lock(twice), twice.file)
