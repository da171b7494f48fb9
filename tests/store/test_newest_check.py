from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.store.newest_check import FILE, Newer, NewestCheck, read_check, write_check

CHECK = NewestCheck(
    "2026-11-29T06:00:00Z", {"tfdv": Newer("1.16.1", "1.18.0", 2, "2026-10-01")}, {"aim": "it cannot be reached"}
)


def test_what_was_learnt_is_read_again(tmp_path: Path) -> None:
    assert read_check(tmp_path) is None
    write_check(tmp_path, CHECK)
    assert read_check(tmp_path) == CHECK


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"checked": 1, "tools": {}}', '{"checked": "x", "tools": {"a": 1}}', "[" * 9999]
)
def test_a_file_that_somebody_else_wrote_is_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    assert read_check(tmp_path) is None


@given(st.text(), st.text(), st.integers(0, 10**9))
def test_any_words_of_an_index_survive(
    tmp_path_factory: pytest.TempPathFactory, newest: str, why: str, count: int
) -> None:
    check = NewestCheck("2026-11-29T06:00:00Z", {"a": Newer("1", newest, count)}, {"b": why})
    folder = tmp_path_factory.mktemp("run")
    write_check(folder, check)
    assert read_check(folder) == check
