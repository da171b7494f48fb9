"""Judge which columns were reported as drifted.

Written from the contract in README.md: exactly the planted columns pass; a false alarm fails, and so does a miss.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_json, read_records, read_text

_NAMED = 3


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level; the score is the share of the planted facts that were reported.

    Level `adapt` expects workclass to be reported where it moved by more than `truth["adapt"]["tolerated"]`. Nothing
    that an outputs folder can hold makes this raise.

    Where the inputs had a `fault`, `truth["adapt"]["fault"]` names the columns that it moved out of sight: they are to be
    reported too, all or `any` of them, at whatever distance, an infinite one among them.
    """
    try:
        if level == "hello":
            records = read_records(outputs, "drift.json")
            return _reported(records, set(truth["hello"]["drifted"]), with_distance=False)
        if level == "adapt" and fault:
            return _at_fault(_loose_records(outputs), _beyond(truth["adapt"]), truth["adapt"].get("fault"))
        if level == "adapt":
            return _reported(read_records(outputs, "drift.json"), _beyond(truth["adapt"]), with_distance=True)
        return _pair(outputs, set(truth["stretch"]["pair"]))
    except Unreadable as reason:
        return Verdict(passed=False, score=0.0, reasons=(str(reason),))


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
    if found == 1:
        return Verdict(False, 0.5, ("one of the two columns takes part in the interaction, the other does not",))
    return Verdict(False, 0.0, ("neither of the two columns takes part in the interaction",))


def _shortened(reasons: list[str]) -> tuple[str, ...]:
    return (*reasons[:_NAMED], f"and {len(reasons) - _NAMED} more") if len(reasons) > _NAMED + 1 else tuple(reasons)


def _more(items: list[str]) -> str:
    return f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""


def _clip(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
