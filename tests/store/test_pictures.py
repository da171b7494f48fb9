"""Which files of a run's folder are pictures that evalkit may show."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.store.pictures import LARGEST, TALLEST, WIDEST, picture, size_of

DOT = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
"""The smallest WebP: one pixel."""


def extended(width: int, height: int, *, flags: int = 0, more: bytes = b"") -> bytes:
    """A WebP in the extended format, as Chromium writes it."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = b"VP8X" + (10).to_bytes(4, "little") + bytes([flags, 0, 0, 0]) + size + more
    return b"RIFF" + (4 + len(chunks)).to_bytes(4, "little") + b"WEBP" + chunks


def test_a_picture_is_read_with_its_size(tmp_path: Path) -> None:
    for data, size in ((DOT, (1, 1)), (extended(WIDEST, TALLEST), (WIDEST, TALLEST))):
        (tmp_path / "a.webp").write_bytes(data)
        assert picture(tmp_path, "a.webp") == (data, *size)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg onload='alert(1)'/>",
        DOT + b"more than it says",
        extended(WIDEST + 1, 10),
        extended(10, TALLEST + 1),
        extended(10, 10, flags=2),
        extended(10, 10, more=bytes(LARGEST)),
    ],
)
def test_what_evalkit_would_not_write_is_no_picture(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.webp").write_bytes(data)
    assert picture(tmp_path, "a.webp") is None


def test_no_link_leads_out_of_the_runs_folder(tmp_path: Path) -> None:
    (tmp_path / "private.webp").write_bytes(DOT)
    run = tmp_path / "run"
    run.mkdir()
    (run / "linked.webp").symlink_to(tmp_path / "private.webp")
    assert [picture(run, name) for name in ("linked.webp", "../private.webp", "none.webp", "")] == [None] * 4


@given(st.binary(max_size=60) | st.binary(max_size=50).map(lambda rest: DOT[:16] + rest))
def test_any_bytes_are_a_picture_or_none(data: bytes) -> None:
    found = size_of(data)
    assert found is None or all(side >= 0 for side in found)
