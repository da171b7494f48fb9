"""Judge which columns were reported as drifted.

Written from the contract in README.md: exactly the planted columns pass; a false alarm fails, and so does a miss. What a
result of hello shows beyond that is looked for afterwards.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_json, read_records, read_text
from tasks.pages import is_named, read_page

_NAMED = 3
SURE = 0.01
"""The largest p-value of a planted drift: it moves a column by so much that every test is surer than that."""
UNSUSPICIOUS = 0.001
"""The smallest p-value of a column that did not drift; the inputs keep the classic tests above .005."""
_DIFFERENT = 4
"""So many of the undrifted columns' p-values differ from each other: those of a test do, made-up ones need not."""

Shown = tuple[dict[str, str], list[str]]
"""The facts that outputs leave out, each with the reason, and what they claim wrongly."""


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level; work that passes misses what it leaves out of the level's `shows`.

    Level `adapt` expects workclass to be reported where it moved by more than `truth["adapt"]["tolerated"]`. Nothing
    that an outputs folder can hold makes this raise.

    Where the inputs had a `fault`, `truth["adapt"]["fault"]` names the columns that it moved out of sight: they are to be
    reported too, all or `any` of them, at whatever distance, an infinite one among them.
    """
    try:
        if level == "hello":
            return _hello(outputs, truth["hello"])
        if level == "adapt" and fault:
            return _at_fault(_loose_records(outputs), _beyond(truth["adapt"]), truth["adapt"].get("fault"))
        if level == "adapt":
            return _reported(read_records(outputs, "drift.json"), _beyond(truth["adapt"]), with_distance=True)
        return _pair(outputs, set(truth["stretch"]["pair"]))
    except Unreadable as reason:
        return Verdict(passed=False, score=0.0, reasons=(str(reason),))


def _hello(outputs: Path, truth: Mapping[str, Any]) -> Verdict:
    records = read_records(outputs, "drift.json")
    verdict = _reported(records, set(truth["drifted"]), with_distance=False)
    missed: dict[str, str] = {}
    wrong: list[str] = []
    for left_out, mistakes in (_values(records, truth), _p_values(outputs, truth), _page(outputs, truth)):
        missed |= left_out
        wrong += mistakes
    reasons = (*verdict.reasons, *_shortened(wrong))
    return replace(verdict, passed=verdict.passed and not wrong, reasons=reasons, missed=missed)


def _values(records: Sequence[Mapping[str, Any]], truth: Mapping[str, Any]) -> Shown:
    """Whether the entry of each drifted text column names the value whose share moved most."""
    wrong = []
    for column, value in truth["moved_most"].items():
        told = [record.get("value") for record in records if record.get("column") == column]
        if not told or told[0] is None:
            return {"value": f"drift.json does not say which value of {column} moved"}, []
        if told[0] != value:
            wrong.append(
                f"drift.json: the value of {column} that moved most is {_clip(told[0])}, expected {_clip(value)}"
            )
    return {}, wrong


def _p_values(outputs: Path, truth: Mapping[str, Any]) -> Shown:
    """Whether every column has a p-value that fits: small for those that drifted, unsuspicious for the others."""
    if not os.path.lexists(outputs / "p-values.json"):
        return {"p-values": "there is no p-values.json"}, []
    told = read_json(outputs, "p-values.json")
    if not isinstance(told, dict):
        return {}, ["p-values.json must hold an object with a p-value for each column"]
    lacking = [column for column in truth["columns"] if told.get(column) is None]
    if lacking:
        return {"p-values": f"p-values.json has none of {lacking[0]}"}, []
    wrong = []
    for column in truth["columns"]:
        value = told[column]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            wrong.append(f"p-values.json: {_clip(value)} of {column} is no p-value")
        elif column in truth["drifted"] and value > SURE:
            wrong.append(f"p-values.json: {column} drifted, but has {value:.3g}, expected at most {SURE}")
        elif column not in truth["drifted"] and value < UNSUSPICIOUS:
            wrong.append(
                f"p-values.json: {column} did not drift, but has {value:.3g}, expected at least {UNSUSPICIOUS}"
            )
    undrifted = {told[column] for column in truth["columns"] if column not in truth["drifted"]}
    if truth["varied"] and not wrong and len(undrifted) < _DIFFERENT:
        wrong.append("p-values.json: columns that did not drift share a few p-values, which no test gives")
    return {}, wrong


def _page(outputs: Path, truth: Mapping[str, Any]) -> Shown:
    """Whether report.html draws the columns that drifted, from its own file alone."""
    if not os.path.lexists(outputs / "report.html"):
        return {"page": "there is no report.html"}, []
    try:
        page = read_page(outputs, "report.html")
    except Unreadable as reason:
        return {"page": str(reason)}, []
    if page.loaded:
        return {"page": f"report.html loads {page.loaded[0]} from the web"}, []
    if not page.draws:
        return {"page": "report.html draws nothing"}, []
    unnamed = [column for column in truth["drifted"] if not is_named(column, page.source)]
    if unnamed:
        return {"page": f"report.html does not name {unnamed[0]}"}, []
    for column, value in truth["moved_most"].items():
        if not is_named(value, page.source):
            return {"page": f"report.html does not draw {value}, the value of {column} that moved most"}, []
    return {}, []


def _beyond(truth: Mapping[str, Any]) -> set[str]:
    limits = {**truth["limits"], "workclass": truth["tolerated"]}
    return {column for column, size in truth["moved"].items() if size > limits[column]}


def _at_fault(records: Sequence[Any], planted: set[str], fault: Mapping[str, Any] | None) -> Verdict:
    """Judge a report on inputs that had a fault; None: one that leaves the right answer as it was."""
    if fault is None:
        return _reported(records, planted, with_distance=True)
    named = {str(record.get("column")) for record in records if isinstance(record, dict)}
    concerned = set(fault["columns"])
    planted = planted & named if fault["whole"] else planted
    planted |= (concerned & named or concerned) if fault["any"] else concerned
    accepted = planted | named if fault["whole"] else planted | set(fault["also"])
    return _reported(records, planted, accepted, with_distance=True)


def _loose_records(outputs: Path) -> Sequence[Any]:
    """The entries of drift.json, with the NaN and Infinity that JSON does not know but Python writes."""
    try:
        value = json.loads(read_text(outputs, "drift.json"))
    except (ValueError, RecursionError):
        raise Unreadable("outputs/drift.json is not JSON") from None
    if not isinstance(value, list) or not all(isinstance(record, dict) for record in value):
        raise Unreadable("outputs/drift.json must hold a JSON list of objects")
    return value


def _reported(
    records: Sequence[Mapping[str, Any]],
    planted: set[str],
    accepted: set[str] | None = None,
    *,
    with_distance: bool,
) -> Verdict:
    """The verdict on a report of the columns `planted`; those `accepted`, where given, are no false alarms."""
    reported: set[str] = set()
    reasons = []
    for entry, record in enumerate(records):
        column, distance = record.get("column"), record.get("distance")
        if not isinstance(column, str):
            reasons.append(f"drift.json: entry {entry} must hold 'column', a name, not {_clip(column)}")
        elif column in reported:
            reasons.append(f"drift.json: entry {entry} names {_clip(column)} again")
        elif with_distance and (isinstance(distance, bool) or not isinstance(distance, (int, float))):
            reasons.append(f"drift.json: entry {entry} must hold 'distance', a number, not {_clip(distance)}")
        else:
            reported.add(column)
    false = sorted(reported - (planted if accepted is None else accepted))
    if false:
        reasons.append(f"false alarm: nothing was planted in {', '.join(map(_clip, false[:_NAMED]))}{_more(false)}")
    found = len(planted & reported)
    if found < len(planted):
        reasons.append(f"{len(planted) - found} of {len(planted)} drifted columns are not reported")
    return Verdict(passed=not reasons, score=found / len(planted), reasons=_shortened(reasons))


def _pair(outputs: Path, planted: set[str]) -> Verdict:
    value = read_json(outputs, "interaction.json")
    columns = value.get("columns") if isinstance(value, dict) else None
    if not isinstance(columns, list) or not all(isinstance(column, str) for column in columns):
        return Verdict(False, 0.0, ('interaction.json must hold an object {"columns": [name, name]}',))
    if len(columns) != 2 or columns[0] == columns[1]:
        return Verdict(False, 0.0, (f"interaction.json must name two columns, not {len(set(columns))}",))
    found = len(planted & set(columns))
    if found == 2:
        return Verdict(True, 1.0)
    told = " and ".join(map(_clip, columns))
    which = "one of them takes part in the interaction, the other does not" if found else "neither takes part in it"
    return Verdict(False, found / 2, (f"interaction.json names {told}: {which}",))


def _shortened(reasons: list[str]) -> tuple[str, ...]:
    return (*reasons[:_NAMED], f"and {len(reasons) - _NAMED} more") if len(reasons) > _NAMED + 1 else tuple(reasons)


def _more(items: list[str]) -> str:
    return f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""


def _clip(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
