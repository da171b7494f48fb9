"""The inputs of the task, and what is right: made from a seed alone, so that every machine makes the same bytes."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evalkit.model.verdict import Truth

PAGES = ("account", "cart", "help", "home", "search")
LIMIT = 400
"""Milliseconds above which a request is slow at level adapt, until somebody edits that line."""

Request = tuple[int, str, int]
"""Second, page, milliseconds."""


def make(rows: int, seed: int, folder: Path) -> Truth:
    """Write the inputs of `rows` rows into `folder`, and return the truth: what is right at each level.

    The truth is JSON data. evalkit hands it to `check` and keeps it away from every implementation.
    """
    requests: list[Request] = []
    second = 0
    for row in range(rows):
        second += 1 + chance(seed, "pause", row) % 9
        page = PAGES[chance(seed, "page", row) % len(PAGES)]
        requests.append((second, page, 20 + chance(seed, "milliseconds", row) % 600))
    requests.sort(key=lambda request: chance(seed, "order", request[0]))
    write(folder, requests)
    return truth_of(requests, LIMIT)


def edited(folder: Path, truth: Truth, level: str, value: int) -> Truth:
    """Return what is right once `value` stands on the marked line of `level`. The inputs stay as they are."""
    return truth_of(read(folder), value)


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Change 1 % of the input rows, so that another answer becomes right, and return the truth of the changed inputs."""
    requests = read(folder)
    others = [row for row, request in enumerate(requests) if request[1] != "help"]
    others.sort(key=lambda row: chance(seed, "changed", row))
    for row in others[: max(1, len(requests) // 100)]:
        requests[row] = (requests[row][0], "help", 900)
    write(folder, requests)
    return truth_of(requests, LIMIT)


def truth_of(requests: Sequence[Request], limit: int) -> Truth:
    """What is right at each level, as {level: {page: number}}."""
    counts = Counter(page for _, page, _ in requests)
    slow = Counter(page for _, page, milliseconds in requests if milliseconds > limit)
    pauses: dict[str, int] = {}
    last: dict[str, int] = {}
    for second, page, _ in sorted(requests):
        pauses[page] = max(pauses.get(page, 0), second - last.get(page, second))
        last[page] = second
    return {"hello": dict(counts), "adapt": {page: slow[page] for page in counts}, "stretch": pauses}


def chance(seed: int, *what: object) -> int:
    """A whole number that depends on the seed and on `what` it is for, the same on every machine and in every Python."""
    text = "/".join(str(part) for part in (seed, *what))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def write(folder: Path, requests: Sequence[Request]) -> None:
    """Write requests.csv."""
    with (folder / "requests.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("second", "page", "milliseconds"))
        writer.writerows(requests)


def read(folder: Path) -> list[Request]:
    """The requests of requests.csv."""
    with (folder / "requests.csv").open(encoding="utf-8", newline="") as file:
        return [(int(row["second"]), row["page"], int(row["milliseconds"])) for row in csv.DictReader(file)]
