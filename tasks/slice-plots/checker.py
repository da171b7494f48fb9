"""Judge a drawing of the accuracy of slices by what can be read off it.

Written from the contract in README.md. A browser has shown the drawing, and look.py told where its shapes and texts
stand; what they mean is worked out here, the same way whichever tool drew them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.drawings import Key, Reading, decimals, names_in, read, shapes_of, whole_numbers

FILES = ("outputs/plot.svg", "outputs/plot.html")

TOLERANCE = 0.01
"""How far a bar or point may stand from the exact accuracy; any two slices are at least twice as far apart."""
WRITTEN = 0.0051
"""How far an accuracy that is written may be off: it may be rounded to two digits, or to whole percents."""
COARSEST = 0.01
"""The most that one pixel may be worth."""

HALF_WIDTH = (0.125, 2.5)
MEAN_WIDTH = (0.57, 1.7)
"""The least and the most an interval may measure, in widths of the normal interval: each half, and the mean of all.

They are those of the task sliced-metrics, which says how rarely an honest interval leaves them.
"""
_SLACK_PIXELS = 1.0
"""How far the end of a whisker may be off beyond that, because some tools draw on whole pixels."""

_SHARED = {"hello": ("race",), "adapt": ("race",), "stretch": ("race", "sex")}
_NAMED = 3

Slices = dict[Key, Mapping[str, Any]]
"""What is right for each slice, by its names."""
Shown = tuple[dict[str, str], list[str]]
"""The facts that a drawing leaves out, each with the reason, and what it claims wrongly."""


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the drawing of one level.

    Nothing that a drawing can hold makes this raise. Where the inputs had a `fault`, `truth["unanswerable"]` says why no
    drawing is right.
    """
    if fault and truth.get("unanswerable"):
        return _failed(f"no answer is right: {truth['unanswerable']}")
    pages = {file: page for file, page in truth.get("pages", {}).items() if file in FILES}
    if len(pages) != 1:
        return _failed(
            "both plot.svg and plot.html were written; write one" if pages else f"there is no {FILES[0]} or plot.html"
        )
    [page] = pages.values()
    if "trouble" in page:
        return _failed(f"no browser opens the drawing: {page['trouble']}")
    saw = page.get("saw") or {}
    slices: Slices = {tuple(each[name] for name in _SHARED[level]): each for each in truth[level]["slices"]}
    reading = _read(saw.get("shapes"), slices)
    if not reading.marks:
        return _failed(reading.trouble)
    wrong = [reading.trouble] if reading.trouble else []
    wrong += _shortened(_values(slices, reading))
    missed: dict[str, str] = {}
    shown = [] if wrong else _beyond(level, slices, reading, saw)
    for lacking, claims in shown:
        missed |= lacking
        wrong += claims
    return Verdict(not wrong, float(not wrong), tuple(wrong), missed)


def _failed(reason: str) -> Verdict:
    return Verdict(passed=False, score=0.0, reasons=(reason,))


def _read(told: Any, slices: Slices) -> Reading:
    shapes = shapes_of(told)
    if not shapes:
        return Reading(trouble="the drawing holds no SVG: nothing can be read off a picture of pixels")
    groups = sorted({key[0] for key in slices})
    kinds = sorted({key[1] for key in slices if len(key) > 1})
    reading = read(shapes, groups, kinds)
    if reading.scale and reading.scale.per_pixel > COARSEST:
        return Reading(trouble=f"the drawing is too small: one pixel is {reading.scale.per_pixel:.3f}")
    return reading


def _values(slices: Slices, reading: Reading) -> list[str]:
    wrong = []
    for key, exact in slices.items():
        mark = reading.marks.get(key)
        if mark is None:
            if not reading.trouble:
                wrong.append(f"{_named(key)}: there is no bar or point")
        elif abs(mark.value - exact["accuracy"]) > TOLERANCE:
            wrong.append(
                f"{_named(key)}: stands at {mark.value:.3f}, expected {exact['accuracy']:.3f} \N{PLUS-MINUS SIGN} {TOLERANCE}"
            )
    return wrong


def _beyond(level: str, slices: Slices, reading: Reading, saw: Mapping[str, Any]) -> list[Shown]:
    """What a drawing with right bars or points must show further, or can."""
    if level == "hello":
        return [_written(slices, reading), _sizes(slices, reading)]
    intervals = _intervals(slices, reading)
    if level == "adapt":
        lacking, wrong = intervals
        return [({}, [*lacking.values(), *wrong])]
    return [intervals, _details(slices, reading, saw.get("told")), _choices(slices, saw.get("clicked"))]


def _intervals(slices: Slices, reading: Reading) -> Shown:
    """Whether each slice has a whisker from the lower to the upper bound of a 95 % interval."""
    without = [key for key in slices if reading.marks[key].low is None]
    if without:
        reason = f"{len(without)} of {len(slices)} slices have no whisker, as {_named(without[0])}"
        return ({"intervals": reason}, []) if len(without) == len(slices) else ({}, [reason])
    slack = _SLACK_PIXELS * (reading.scale.per_pixel if reading.scale else 0.0)
    wrong, least, most = [], 0.0, 0.0
    for key, exact in slices.items():
        mark, value, half = reading.marks[key], exact["accuracy"], exact["half"]
        low, high = mark.low or 0.0, mark.high or 0.0
        sides = (value - low, high - value)
        if not all(HALF_WIDTH[0] * half - slack <= side <= HALF_WIDTH[1] * half + slack for side in sides):
            wrong.append(
                f"{_named(key)}: the whisker goes from {low:.3f} to {high:.3f}, where the normal interval of 95 % goes from "
                f"{value - half:.3f} to {value + half:.3f}"
            )
        least += (high - low - 2 * slack) / (2 * half)
        most += (high - low + 2 * slack) / (2 * half)
    if not wrong and not (most / len(slices) >= MEAN_WIDTH[0] and least / len(slices) <= MEAN_WIDTH[1]):
        kind = "narrow" if most / len(slices) < MEAN_WIDTH[0] else "wide"
        wrong.append(f"the whiskers are on the whole too {kind} for 95 %")
    return {}, _shortened(wrong)


def _written(slices: Slices, reading: Reading) -> Shown:
    """Whether each accuracy is written in line with its slice."""
    told = {key: [number for text in reading.marks[key].texts for number in decimals(text)] for key in slices}
    silent = [key for key, numbers in told.items() if not numbers]
    if silent:
        return {"values": f"no text in line with {_named(silent[0])} is an accuracy"}, []
    return {}, _shortened(
        [
            f"{_named(key)}: {told[key][0]:g} is written in line with it, expected {slices[key]['accuracy']:.3f}"
            for key in slices
            if not _holds(told[key], slices[key]["accuracy"])
        ]
    )


def _sizes(slices: Slices, reading: Reading) -> Shown:
    """Whether each number of rows is written in line with its slice."""
    told = {key: [number for text in reading.marks[key].texts for number in whole_numbers(text)] for key in slices}
    silent = [key for key, numbers in told.items() if not numbers]
    if silent:
        return {"sizes": f"no text in line with {_named(silent[0])} is a number of rows"}, []
    return {}, _shortened(
        [
            f"{_named(key)}: {told[key][0]} is written in line with it, expected {slices[key]['rows']} rows"
            for key in slices
            if slices[key]["rows"] not in told[key]
        ]
    )


def _details(slices: Slices, reading: Reading, told: Any) -> Shown:
    """Whether pointing at a slice tells its names, its accuracy and its number of rows."""
    races, sexes = {key[0] for key in slices}, {key[1] for key in slices}
    found: dict[Key, list[str]] = {}
    for each in told if isinstance(told, list) else []:
        named = [names_in(each["text"], races), names_in(each["text"], sexes)]
        key: Key = tuple(name for names in named for name in names)
        if len(key) == len(named) and key in slices and _is_at(each["at"], reading, key):
            found.setdefault(key, []).append(each["text"])
    silent = [key for key in slices if key not in found]
    if silent:
        return {"details": f"pointing at {_named(silent[0])} tells nothing that names it"}, []
    for key, texts in found.items():
        if not any(decimals(text) and whole_numbers(text) for text in texts):
            return {"details": f"pointing at {_named(key)} does not tell its accuracy and its number of rows"}, []
    wrong = [
        f"{_named(key)}: pointing at it tells {ascii(texts[0])[:80]}, expected {exact['accuracy']:.3f} and {exact['rows']} rows"
        for key, exact in slices.items()
        for texts in [found[key]]
        if not any(_holds(decimals(text), exact["accuracy"]) and exact["rows"] in whole_numbers(text) for text in texts)
    ]
    return {}, _shortened(wrong)


def _is_at(place: Sequence[float], reading: Reading, key: Key) -> bool:
    """Whether a place is on a bar or point, or in line with it; that another one is nearly as long says nothing."""
    across = 1 - reading.scale.axis if reading.scale else 0
    return abs(place[across] - reading.marks[key].middle[across]) <= 5


def _choices(slices: Slices, clicked: Any) -> Shown:
    """Whether a click on a sex leaves its slices alone on the drawing, or takes them away, with all else as it was."""
    lacking = "a click on the name of a sex shows and hides no slices"
    for each in clicked if isinstance(clicked, list) else []:
        left = _read(each["shapes"], slices).marks
        for part in (True, False):
            wanted = {key for key in slices if (key[1] == each["name"]) == part}
            if set(left) == wanted:
                wrong = [key for key in wanted if abs(left[key].value - slices[key]["accuracy"]) > TOLERANCE]
                if not wrong:
                    return {}, []
                lacking = f"after a click on {each['name']}, {_named(wrong[0])} stands elsewhere"
    return {"choices": lacking}, []


def _holds(numbers: Sequence[float], value: float) -> bool:
    return any(abs(number - value) <= WRITTEN for number in numbers)


def _named(key: Key) -> str:
    return ", ".join(key)


def _shortened(reasons: list[str]) -> list[str]:
    rest = len(reasons) - _NAMED
    return [*reasons[:_NAMED], f"... and {rest:,} more of this kind"] if rest > 0 else reasons
