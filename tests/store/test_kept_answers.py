"""Answers kept for other runs: what is there is found again, and what is damaged, foreign or old is as if it were not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.store.kept_answers import UNUSED_DAYS, KeptAnswers

KEY, OTHER = "0123456789abcdef0123", "fedcba98765432100000"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(value=VALUES.filter(lambda value: value is not None))
def test_an_answer_is_found_by_its_key_and_by_no_other(value: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = KeptAnswers(tmp_path_factory.mktemp("answers"))
    kept.put(KEY, value)
    assert (kept.get(KEY), kept.get(OTHER)) == (value, None)


def test_without_a_folder_nothing_is_kept() -> None:
    kept = KeptAnswers(None)
    kept.put(KEY, 1)
    assert kept.get(KEY) is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_damaged_answer_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"{KEY}.json").write_bytes(content)
    assert KeptAnswers(tmp_path).get(KEY) is None


def test_no_key_leads_out_of_the_folder_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("1")
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / f"{KEY}.json").symlink_to(tmp_path / "secret.json")
    kept = KeptAnswers(folder)
    kept.put("../secret", 2)
    assert (kept.get("../secret"), kept.get(KEY), (tmp_path / "secret.json").read_text()) == (None, None, "1")


def test_where_nothing_can_be_written_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file where a folder should be")
    kept = KeptAnswers(tmp_path / "answers")
    kept.put(KEY, 1)
    assert kept.get(KEY) is None


def test_what_nobody_asked_for_in_a_long_time_is_removed_and_what_somebody_did_stays(tmp_path: Path) -> None:
    days = [0.0]

    def at() -> float:
        return 1e9 + days[0] * 86400

    for key in (KEY, OTHER):
        KeptAnswers(tmp_path, at).put(key, key)
        os.utime(tmp_path / f"{key}.json", (at(), at()))
    days[0] = UNUSED_DAYS - 1
    assert KeptAnswers(tmp_path, at).get(KEY) == KEY
    days[0] = UNUSED_DAYS + 1
    later = KeptAnswers(tmp_path, at)
    later.put("00000000000000000000", 3)
    assert (later.get(KEY), later.get(OTHER)) == (KEY, None)
