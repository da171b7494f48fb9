"""What is shown of a link to the page: its fields, and the picture beside it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.report import ReportInput, render
from evalkit.report.formats.as_terminal import as_terminal
from evalkit.report.page.card import HEIGHT, WIDTH, card
from evalkit.report.publishing import republish
from evalkit.report.report_input import ReportInput as Input
from tests.report.crowded_report import crowded
from tests.report.sample_report import rubric, sample
from tests.report.test_report_page import Reader
from tests.report.test_sentences_of_any_run import RUNS
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run


def without_stacks() -> Input:
    return sample(rubric=rubric(stacks={}))


MADE: dict[str, Callable[[], ReportInput]] = {**RUNS, "crowded": crowded, "without stacks": without_stacks}


def pixels(picture: bytes) -> tuple[list[bytes], bytes]:
    """The lines of a PNG with a palette, and the palette; checks its sums."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    at, parts = 8, dict[bytes, bytes]()
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        assert struct.unpack(">I", picture[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + body),)
        parts[kind], at = body, at + 12 + size
    assert struct.unpack(">IIBBBBB", parts[b"IHDR"]) == (WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    whole = zlib.decompress(parts[b"IDAT"])
    return [whole[row * (WIDTH + 1) + 1 : (row + 1) * (WIDTH + 1)] for row in range(HEIGHT)], parts[b"PLTE"]


@pytest.mark.parametrize("run", MADE)
def test_the_picture_is_a_whole_png_of_a_few_kb(run: str) -> None:
    picture = card(MADE[run]())
    lines, palette = pixels(picture)
    assert len(lines) == HEIGHT
    assert max(max(line) for line in lines) < len(palette) // 3 <= 256
    assert len(picture) < 20_000


def test_more_points_have_a_stronger_colour() -> None:
    report = sample()
    lines, palette = pixels(card(report))
    first = [row.points.middle for row in report.scorecard.stacks]
    rows = len(first)
    tall = (HEIGHT - 120) // rows
    inks = [sum(palette[3 * (place := lines[60 + at * tall + 5][65]) : 3 * place + 3]) for at in range(rows)]
    assert inks == sorted(inks), "the darkest stands first"
    assert len(set(inks)) == rows


def fields(report: ReportInput) -> dict[str, str]:
    tags = [tag for name, tag in Reader(render(report)).tags if name == "meta"]
    return {str(tag.get("property") or tag.get("name")): str(tag.get("content")) for tag in tags}


@pytest.mark.parametrize("run", RUNS)
def test_a_link_is_told_by_the_title_and_the_answer(run: str) -> None:
    report = RUNS[run]()
    found = fields(report)
    assert found["og:title"] == report.scorecard.title
    assert found["og:description"] == found["description"] == as_terminal(report).splitlines()[0]


def test_a_page_without_a_picture_beside_it_names_none() -> None:
    assert not [name for name in fields(sample()) if name.startswith(("og:image", "og:url", "twitter"))]
    assert fields(replace(sample(), card="card.png"))["og:image"] == "card.png"


def test_the_picture_that_is_named_lies_beside_the_page(tmp_path: Path) -> None:
    run = made_run(tmp_path / "a", run_data())
    page = Reader(republish(run).read_text("utf-8"))
    (named,) = [tag["content"] for name, tag in page.tags if name == "meta" and tag.get("property") == "og:image"]
    pixels((run / str(named)).read_bytes())


def test_where_the_page_will_be_the_picture_has_its_whole_address(tmp_path: Path) -> None:
    run = made_run(tmp_path / "a", run_data())
    text = republish(run, "https://example.org/runs/report.html").read_text("utf-8")
    assert '<meta property="og:image" content="https://example.org/runs/card.png">' in text
    assert '<meta property="og:url" content="https://example.org/runs/report.html">' in text
