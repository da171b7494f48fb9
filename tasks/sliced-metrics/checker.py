"""Judge reported metrics of groups against exact ones.

Written from the contract in README.md. All asked values must be right; a group that nobody asked for, or that is left
out, fails the work. What a result of hello shows beyond that is looked for afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_json, read_records

TOLERANCE = 0.001
"""How far a reported accuracy, area or cost may lie from the exact one."""

HALF_WIDTH = (0.125, 2.5)
MEAN_WIDTH = (0.57, 1.7)
SINGLE_WIDTH = (0.5, 2.0)
"""The least and the most an interval may measure, in widths of the normal interval: each half, and the mean of all.

An honest interval from 20 bootstrap samples and Student's t, the coarsest in use, leaves these bounds about once in
100,000 runs; one from the percentiles of 500 samples practically never. The mean width of 68 % intervals is about .51.
`SINGLE_WIDTH` is for an interval that stands by itself.
"""

_KEYS = {"hello": ("sex",), "adapt": ("sex", "race"), "stretch": ("sex",)}
_VALUES = {
    "hello": ("accuracy", "auc"),
    "adapt": ("rows", "accuracy", "auc", "small"),
    "stretch": ("cost", "low", "high"),
}
_LARGEST = 1e9
_NAMED = 3

Group = tuple[str, ...]
Record = Mapping[str, Any]
Shown = tuple[dict[str, str], list[str]]
"""The facts that outputs leave out, each with the reason, and what they claim wrongly."""
Errors = dict[str, str]
"""What is wrong with the values of one group, by their names."""


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level; its score, where it lists no facts, is the share of right values.

    Level `adapt` expects `small` to be true below `truth["adapt"]["small"]` rows. Nothing that an outputs folder can
    hold makes this raise. Where the inputs had a `fault`, `truth["unanswerable"]` says why no answer is right.
    """
    if fault and truth.get("unanswerable"):
        return Verdict(passed=False, score=0.0, reasons=(f"no answer is right: {truth['unanswerable']}",))
    asked: dict[Group, Record] = {tuple(each[key] for key in _KEYS[level]): each for each in truth[level]["groups"]}
    try:
        reported, reasons = _reported(outputs, _KEYS[level])
    except Unreadable as reason:
        return Verdict(passed=False, score=0.0, reasons=(str(reason),))

    found = {group: reported[group] for group in asked if group in reported}
    if level == "stretch":
        errors = {group: _price(asked[group], record) for group, record in found.items()}
        _compare_widths(asked, found, errors)
    else:
        errors = {group: _quality(asked[group], record) for group, record in found.items()}
        reasons += _same_twice(asked, found)
    if level == "adapt":
        for group, record in found.items():
            errors[group] |= _size(asked[group], record, truth["adapt"]["small"])

    reasons += _shortened(
        [f"{', '.join(group)}: {name} {error}" for group in found for name, error in errors[group].items()]
    )
    reasons += _strangers(asked, reported)
    right = sum(len(_VALUES[level]) - len(errors[group]) for group in found)
    missed: dict[str, str] = {}
    if level == "hello":
        for shown in (
            _intervals(asked, found),
            _thresholds(asked, found),
            _difference(outputs, truth["hello"]["apart"]),
        ):
            missed |= shown[0]
            reasons += shown[1]
    score = right / (len(_VALUES[level]) * len(asked))
    return Verdict(passed=not reasons, score=score, reasons=tuple(reasons), missed=missed)


def _intervals(asked: Mapping[Group, Record], found: Mapping[Group, Record]) -> Shown:
    """Whether both metrics of every group have an interval, and whether these can be honest ones of 95 %."""
    names = [f"{metric}_{side}" for metric in ("accuracy", "auc") for side in ("low", "high")]
    for group, record in found.items():
        lacking = [name for name in names if record.get(name) is None]
        if lacking:
            return {"intervals": f"metrics.json has no {lacking[0]} of {', '.join(group)}"}, []
    wrong = []
    for metric in ("accuracy", "auc"):
        widths = []
        for group, record in found.items():
            value, half = asked[group][metric], asked[group]["half"][metric]
            low, high = _number(record[f"{metric}_low"]), _number(record[f"{metric}_high"])
            wrong += [
                f"{', '.join(group)}: the interval of {metric} {error}" for error in _bounds(value, half, low, high)
            ]
            if low is not None and high is not None:
                widths.append((high - low) / (2 * half))
        if widths and not wrong and not MEAN_WIDTH[0] <= sum(widths) / len(widths) <= MEAN_WIDTH[1]:
            wrong.append(f"the intervals of {metric} are on the whole too narrow or too wide for 95 %")
    return {}, _shortened(wrong)


def _bounds(value: float, half: float, low: float | None, high: float | None) -> list[str]:
    """What is wrong with the bounds of one interval of a `value`, whose normal interval is `half` wide to each side."""
    if low is None or high is None:
        return ["must have two numbers as its bounds"]
    if not low <= value <= high:
        return ["does not contain the value"]
    if not all(HALF_WIDTH[0] <= abs(bound - value) / half <= HALF_WIDTH[1] for bound in (low, high)):
        return ["lies too near to the value or too far from it for 95 %"]
    return []


def _thresholds(asked: Mapping[Group, Record], found: Mapping[Group, Record]) -> Shown:
    """Whether every group has the counts of its decisions at the other thresholds."""
    wrong: list[str] = []
    for group, record in found.items():
        told = record.get("thresholds")
        listed = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
        counts = {_number(each.get("threshold")): each for each in listed}
        for threshold, exact in asked[group]["counts"].items():
            here = counts.get(float(threshold))
            if here is None or any(here.get(name) is None for name in exact):
                lacking = f"metrics.json has no counts of {', '.join(group)} at the threshold {threshold}"
                return {"thresholds": lacking}, _shortened(wrong)
            wrong += [
                f"{', '.join(group)}: {name} at {threshold} is {_clip(here[name])}, expected {count}"
                for name, count in exact.items()
                if _number(here[name]) != count
            ]
    return {}, _shortened(wrong)


def _difference(outputs: Path, apart: Mapping[str, Any]) -> Shown:
    """Whether difference.json says how far the sexes are apart, and how sure that is."""
    if not os.path.lexists(outputs / "difference.json"):
        return {"difference": "there is no difference.json"}, []
    try:
        told = read_json(outputs, "difference.json")
    except Unreadable as reason:
        return {}, [str(reason)]
    wrong: list[str] = []
    for metric, exact in apart.items():
        here = told.get(metric) if isinstance(told, dict) else None
        if not isinstance(here, dict) or any(here.get(name) is None for name in ("difference", "low", "high")):
            return {"difference": f"difference.json does not tell the difference of {metric} with an interval"}, wrong
        value, low, high = (_number(here[name]) for name in ("difference", "low", "high"))
        if value is None or abs(value - exact["difference"]) > 2 * TOLERANCE:
            wrong.append(f"the difference of {metric} is {_figure(value)}, expected {_figure(exact['difference'])}")
        elif errors := _bounds(value, exact["half"], low, high):
            wrong += [f"the interval of the difference of {metric} {error}" for error in errors]
        elif not SINGLE_WIDTH[0] <= ((high or 0.0) - (low or 0.0)) / (2 * exact["half"]) <= SINGLE_WIDTH[1]:
            wrong.append(f"the interval of the difference of {metric} is too narrow or too wide for 95 %")
    return {}, wrong


def _reported(outputs: Path, keys: tuple[str, ...]) -> tuple[dict[Group, Record], list[str]]:
    """The records of metrics.json by group, and what is wrong with those that name none, or one named before."""
    reported: dict[Group, Record] = {}
    reasons = []
    for entry, record in enumerate(read_records(outputs, "metrics.json")):
        group = tuple(part for part in map(record.get, keys) if isinstance(part, str))
        if len(group) < len(keys):
            reasons.append(f"metrics.json: entry {entry} must hold a string as {' and '.join(keys)}")
        elif group in reported:
            reasons.append(f"metrics.json: entry {entry} is about {_clip(', '.join(group))}, as an entry before it is")
        else:
            reported[group] = record
    return reported, _shortened(reasons)


def _strangers(asked: Mapping[Group, Record], reported: Mapping[Group, Record]) -> list[str]:
    missing = [", ".join(group) for group in asked if group not in reported]
    invented = [_clip(", ".join(group)) for group in reported if group not in asked]
    reasons = []
    if missing:
        reasons.append(f"{len(missing):,} of {len(asked):,} groups were left out, as {missing[0]}")
    if invented:
        reasons.append(
            f"{len(invented):,} groups were reported that are not asked for, as {'; '.join(invented[:_NAMED])}"
        )
    return reasons


def _quality(exact: Record, record: Record) -> Errors:
    errors = _off("accuracy", exact["accuracy"], record)
    if exact["auc"] is not None:
        return errors | _off("auc", exact["auc"], record)
    if "auc" in record and record["auc"] is None:
        return errors
    return errors | {"auc": "must be null, since all rows have the same label"}


def _same_twice(asked: Mapping[Group, Record], found: Mapping[Group, Record]) -> list[str]:
    """The slip of calling one metric for two columns: seen where both are equal in all groups in which they differ."""
    pairs = []
    for group, record in found.items():
        exact = asked[group]
        if exact["auc"] is not None and abs(exact["auc"] - exact["accuracy"]) > TOLERANCE:
            pairs.append((_number(record.get("accuracy")), _number(record.get("auc"))))
    if pairs and all(one is not None and two is not None and abs(one - two) < 1e-6 for one, two in pairs):
        return ["auc equals accuracy in every group: one metric was computed twice and reported under both names"]
    return []


def _size(exact: Record, record: Record, small: float) -> Errors:
    errors: Errors = {}
    if _number(record.get("rows")) != exact["rows"]:
        errors["rows"] = f"is {_clip(record.get('rows'))}, expected {exact['rows']}"
    if not isinstance(record.get("small"), bool):
        errors["small"] = "must be true or false"
    elif record["small"] != (exact["rows"] < small):
        expected = "true" if exact["rows"] < small else "false"
        errors["small"] = f"must be {expected}: the group has {exact['rows']} rows, and it is true below {small}"
    return errors


def _price(exact: Record, record: Record) -> Errors:
    errors = _off("cost", exact["cost"], record)
    for name, side in (("low", -1), ("high", 1)):
        bound = _number(record.get(name))
        if bound is None:
            errors[name] = "must be a number"
        elif (bound - exact["cost"]) * side < 0:
            errors[name] = "leaves the cost outside of the interval"
        elif not HALF_WIDTH[0] <= abs(bound - exact["cost"]) / exact["half"] <= HALF_WIDTH[1]:
            errors[name] = "lies too near to the cost or too far from it for an interval of 95 %"
    return errors


def _compare_widths(asked: Mapping[Group, Record], found: Mapping[Group, Record], errors: dict[Group, Errors]) -> None:
    """Add to `errors`, where each interval by itself is plausible, that all together are too narrow or too wide."""
    if len(found) < len(asked) or any("low" in each or "high" in each for each in errors.values()):
        return
    shares = [(found[group]["high"] - found[group]["low"]) / (2 * asked[group]["half"]) for group in asked]
    mean = sum(shares) / len(shares)
    if not MEAN_WIDTH[0] <= mean <= MEAN_WIDTH[1]:
        kind = "narrow" if mean < 1 else "wide"
        for each in errors.values():
            each.update(dict.fromkeys(("low", "high"), f"is of intervals that are on the whole too {kind} for 95 %"))


def _off(name: str, exact: float, record: Record) -> Errors:
    value = _number(record.get(name))
    if value is None:
        return {name: "must be a number"}
    if abs(value - exact) <= TOLERANCE:
        return {}
    return {name: f"is {_figure(value)}, expected {_figure(exact)} \N{PLUS-MINUS SIGN} {TOLERANCE}"}


def _number(value: object) -> float | None:
    """`value`, if it is a number of ordinary size; JSON also knows whole numbers that are too large for a float."""
    if isinstance(value, int | float) and not isinstance(value, bool) and -_LARGEST <= value <= _LARGEST:
        return float(value)
    return None


def _figure(value: float | None) -> str:
    """A number for a reason, as exact as the tolerance asks for."""
    return "no number" if value is None else f"{value:.4f}"


def _shortened(reasons: list[str]) -> list[str]:
    rest = len(reasons) - _NAMED
    return [*reasons[:_NAMED], f"... and {rest:,} more of this kind"] if rest > 0 else reasons


def _clip(value: object) -> str:
    """`value` for a reason: printable ASCII only and at most 60 characters of it."""
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
