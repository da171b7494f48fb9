"""The picture of a link to the page: the first picture of the page, stacks by criteria, as a PNG without words.

Programs that show links read neither SVG nor pictures within the page, so this one lies beside it as a file of a few
kB. The page itself never loads it: sent by mail alone, the page lacks nothing. The words of the card are its `og:`
fields.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from evalkit.report.page.heat_maps import stack_heat, tool_map
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import is_unknown
from evalkit.scoring import Points

WIDTH, HEIGHT = 1200, 630
"""In pixels: the size that those who show links ask for."""

MOST_ROWS, MOST_COLUMNS = 10, 16

_EDGE, _GAP, _BAR = 60, 8, 18
_PAPER, _ACCENT, _RULE = (251, 250, 246), (10, 90, 120), (217, 213, 202)
_STEPS = 200
"""Shades between paper and accent."""

_GROUND, _LINE = 0, _STEPS + 1
"""Places in the palette: the shade of no points, and the line around what is not known."""


def card(report: ReportInput) -> bytes:
    """Return the picture: a row for each stack, best first, or for each tool where there are no stacks."""
    rows = [[one.row.points, *one.criteria.values()] for one in stack_heat(report)[:MOST_ROWS]]
    if not rows:
        tasks = [table.task for table in report.scorecard.tasks]
        found = tool_map(report)[:MOST_ROWS]
        rows = [[one.cells[task].row.points if task in one.cells else None for task in tasks] for one in found]
    return _png(_drawn([row[:MOST_COLUMNS] for row in rows]))


def _drawn(rows: Sequence[Sequence[Points | None]]) -> list[bytes]:
    """Return the lines of the picture, one byte a pixel: its place in the palette."""
    blank = bytes([_GROUND]) * WIDTH
    lines = [bytes([_STEPS]) * WIDTH] * _BAR + [blank] * (_EDGE - _BAR)
    tall = (HEIGHT - 2 * _EDGE) // max(1, len(rows)) - _GAP
    for row in rows:
        wide = (WIDTH - 2 * _EDGE) // max(1, len(row)) - _GAP
        line = bytearray(blank)
        for at, points in enumerate(row):
            start = _EDGE + at * (wide + _GAP)
            line[start : start + wide] = bytes([_shade(points)]) * wide
        lines += [bytes(line)] * tall + [blank] * _GAP
    return [*lines, *[blank] * HEIGHT][:HEIGHT]


def _shade(points: Points | None) -> int:
    if points is None:
        return _GROUND
    return _LINE if is_unknown(points) else 1 + round((_STEPS - 1) * points.middle / 100)


def _png(lines: Sequence[bytes]) -> bytes:
    """Return a PNG with a palette (RFC 2083), every line of it unfiltered."""
    shades = [
        tuple(
            round(low + (high - low) * (0.06 + 0.94 * at / _STEPS)) for low, high in zip(_PAPER, _ACCENT, strict=True)
        )
        for at in range(1, _STEPS + 1)
    ]
    palette = b"".join(bytes(colour) for colour in [_PAPER, *shades, _RULE])
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
