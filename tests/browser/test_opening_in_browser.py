"""What lies compressed in the page comes out as it went in."""

from __future__ import annotations

import base64
import gzip
import random
import struct
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from evalkit.report.charts.library import library
from evalkit.report.page.embedding import packed
from tests.report.sample_report import sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


def opens(page: Page, text: str) -> str:
    shown: str = page.evaluate(
        "(packed) => { const e = document.createElement('i'); e.textContent = packed; return openedText(e); }", text
    )
    return shown


def texts() -> list[str]:
    chance = random.Random(3)
    letters = "".join(chr(code) for code in (*range(32, 127), 0xE9, 0x202F, 0x2713, 0x1F600))
    noise = ["".join(chance.choices(letters, k=size)) for size in (1, 7, 300, 70_000)]
    return ["", "a", "ab" * 40_000, "\n", "x" * 258, "abc" * 86, *noise, noise[3] + noise[3][:33_000] + noise[3]]


def test_every_kind_of_text_comes_out_as_it_went_in(standing: Opening) -> None:
    page = standing(sample)
    for text in texts():
        assert opens(page, packed(text)) == text


@pytest.mark.parametrize("level", [0, 1, 9])
def test_stored_quick_and_thorough_blocks_are_read(standing: Opening, level: int) -> None:
    page = standing(sample)
    for text in texts():
        shown = opens(page, base64.b64encode(gzip.compress(text.encode(), level, mtime=0)).decode())
        assert shown == text


def test_fixed_codes_are_read(standing: Opening) -> None:
    page = standing(sample)
    for text in texts():
        squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_FIXED)
        body = squeezer.compress(text.encode()) + squeezer.flush()
        whole = b"\x1f\x8b\x08" + bytes(7) + body + struct.pack("<II", 0, len(text.encode()))
        assert opens(page, base64.b64encode(whole).decode()) == text


def test_the_library_that_draws_comes_out_whole(standing: Opening) -> None:
    page = standing(sample)
    shown = page.evaluate("openedText(document.getElementById('charts-library'))")
    assert shown == library()


def test_a_part_of_the_evidence_is_opened_when_it_is_first_asked_for(opened: Opening) -> None:
    page = opened(sample)
    assert set(page.evaluate("Object.keys(evidenceData())")) >= {"metrics", "tools", "sources", "logs"}
    assert page.evaluate("evidenceData().logs === evidenceData().logs")
    assert "done" in page.evaluate("evidenceData().logs['skew/pandas/adapt'].text")
