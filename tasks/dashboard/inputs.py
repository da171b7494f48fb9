"""Inputs of the dashboard task: losses of trainings, batch by batch, weights for a histogram and a picture.

The curve of each run has a shape that no other one has, at whatever scale it is drawn, so that one can be told from the other by sight.
"""

from __future__ import annotations

import csv
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from evalkit.model.verdict import Truth
from tasks.data import adult

UNIT = 10_000
"""Losses and weights stand in the files as whole numbers, so many to one."""
STEPS, HALF = 200, 100
"""Steps of a run; the run that is not finished stands in losses.csv up to its half."""
OTHER, UNFINISHED = "run-birch", "run-night"
"""The run that run-amber is compared with, and the one that goes on while somebody looks."""
TABLE, WEIGHTS, PICTURE = "losses.csv", "weights.txt", "learned.png"
COLUMNS = ("run", "step", "batch", "loss")
CELLS, PIXELS = 4, 32
"""The picture has so many cells a side, each so many pixels wide."""

Row = tuple[str, int, int, int]

ANCHORS: Mapping[str, Sequence[tuple[int, int]]] = {
    "run-amber": ((0, 21000), (30, 14500), (80, 15500), (120, 8500), (199, 6000)),
    "run-birch": ((0, 16000), (50, 8000), (100, 12500), (140, 19000), (199, 17000)),
    "run-cedar": ((0, 8000), (40, 18500), (90, 6500), (150, 7500), (199, 16500)),
    UNFINISHED: ((0, 17500), (60, 9500), (99, 11500), (130, 4500), (160, 13000), (199, 3500)),
}
"""Points that the curve of each run goes through: step and loss."""
_SPREAD = {"run-amber": 250}
"""How far the loss of a step is off the curve at most, where it is not as far as usual: run-amber is the smoothest."""
_USUAL_SPREAD, _BATCH_SPREAD = 900, 2000
_HEAPS = ((-5000, 1500, 14), (6000, 1000, 6))
"""Of the weights: the middle of each heap, how wide it is, and how many of twenty weights are in it."""
_WEIGHTS = 4000


def make(rows: int, seed: int, folder: Path) -> Truth:
    """Write losses.csv of about `rows` rows, weights.txt and learned.png; return all curves in numbers.

    The second half of the run that is not finished stands in the truth alone.
    """
    batches = max(1, rows // (len(ANCHORS) * STEPS - HALF))
    losses = {run: _losses(run, batches, seed) for run in ANCHORS}
    later = [row for row in losses[UNFINISHED] if row[1] >= HALF]
    losses[UNFINISHED] = [row for row in losses[UNFINISHED] if row[1] < HALF]
    written = [row for run in losses.values() for row in run]
    adult.write(folder / TABLE, COLUMNS, written)
    weights = _weights(seed)
    (folder / WEIGHTS).write_text("".join(f"{each}\n" for each in weights), encoding="utf-8")
    colours = _colours(seed)
    (folder / PICTURE).write_bytes(_png(colours))
    return {
        "curves": curves([*written, *later]),
        "later": [list(row) for row in later],
        "other": OTHER,
        "weights": [each / UNIT for each in weights],
        "picture": colours,
    }


def edited(folder: Path, truth: Truth, level: str, value: str) -> Truth:
    """The truth once run-amber is compared with the run `value`; the inputs stay as they are."""
    return {**truth, "other": value}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Make the losses of some batches of run-amber ten times as high: 1 % of all rows, from the middle of the run on."""
    rows = _read(folder / TABLE)
    count = max(1, len(rows) // 100)
    batches = 1 + max(row[2] for row in rows)
    each = max(1, batches // 8)
    steps = max(1, count // each)
    hit = {("run-amber", HALF + step, batch) for step in range(steps) for batch in range(each)}
    rows = [(*row[:3], row[3] * 10) if row[:3] in hit else row for row in rows]
    adult.write(folder / TABLE, COLUMNS, rows)
    return {**truth, "curves": curves([*rows, *map(tuple, truth["later"])])}


def curves(rows: Iterable[Sequence[object]]) -> dict[str, list[float]]:
    """The loss of each step of each run: the mean of its batches."""
    found: dict[str, dict[int, list[int]]] = {}
    for run, step, _, loss in rows:
        found.setdefault(str(run), {}).setdefault(int(str(step)), []).append(int(str(loss)))
    return {
        run: [round(sum(losses) / len(losses) / UNIT, 4) for _, losses in sorted(steps.items())]
        for run, steps in found.items()
    }


def _losses(run: str, batches: int, seed: int) -> list[Row]:
    spread = _SPREAD.get(run, _USUAL_SPREAD)
    return [
        (run, step, batch, max(1, loss + _off(_BATCH_SPREAD, seed, run, step, batch)))
        for step in range(STEPS)
        for loss in [_between(ANCHORS[run], step) + _off(spread, seed, run, step)]
        for batch in range(batches)
    ]


def _between(anchors: Sequence[tuple[int, int]], step: int) -> int:
    """The curve at a step, in whole numbers: smooth between the points, and level at each of them."""
    for (start, before), (end, after) in pairwise(anchors):
        if step <= end:
            width, at = end - start, step - start
            return before + (after - before) * at * at * (3 * width - 2 * at) // width**3
    return anchors[-1][1]


def _off(most: int, seed: int, *what: object) -> int:
    return adult.chance(seed, *what) % (2 * most + 1) - most


def _weights(seed: int) -> list[int]:
    """Weights in two heaps, of which one is larger; each is the sum of three chances, so that a heap has a middle."""
    found = []
    for place in range(_WEIGHTS):
        middle, width, _ = _HEAPS[adult.chance(seed, "heap", place) % 20 >= _HEAPS[0][2]]
        found.append(middle + sum(_off(width, seed, "weight", place, part) for part in range(3)))
    return found


def _colours(seed: int) -> list[list[int]]:
    """Red, green and blue of each cell, row by row; no cell is grey."""
    found = []
    for cell in range(CELLS * CELLS):
        tones = [(30, 128, 226)[adult.chance(seed, "cell", cell, part) % 3] for part in range(3)]
        if len(set(tones)) == 1:
            tones[adult.chance(seed, "cell", cell) % 3] = 30 if tones[0] != 30 else 226
        found.append(tones)
    return found


def _png(colours: Sequence[Sequence[int]]) -> bytes:
    """The cells as a PNG file that is not compressed, and so the same on every machine."""
    side = CELLS * PIXELS
    lines = [
        b"\0" + b"".join(bytes(colours[row * CELLS + column]) * PIXELS for column in range(CELLS))
        for row in range(CELLS)
        for _ in range(PIXELS)
    ]
    data = b"".join(lines)
    blocks = [data[at : at + 65535] for at in range(0, len(data), 65535)]
    stored = b"".join(
        struct.pack("<BHH", place == len(blocks) - 1, len(block), 0xFFFF ^ len(block)) + block
        for place, block in enumerate(blocks)
    )
    packed = b"\x78\x01" + stored + struct.pack(">I", zlib.adler32(data))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        _, *rows = csv.reader(text)
        return [(run, int(step), int(batch), int(loss)) for run, step, batch, loss in rows]
