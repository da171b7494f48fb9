"""Judge what an implementation reported against what was planted.

Written from the contract in README.md. A fact is found when a record names it exactly; a record that names anything
else is a false alarm, and one false alarm fails the work.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_records, read_text

_KINDS = ("unexpected-value", "missing-share", "column-added", "column-dropped", "column-retyped")
_NAMED = 3
"""How many reasons of one sort are given in full."""
_READ = 10
"""How many schema files are looked at: a folder can hold a million of them."""

Fact = tuple[str | int, ...]


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level; the score is the share of the planted facts that were reported.

    Level `adapt` expects a missing share to be reported where it is above `truth["adapt"]["tolerated"]`. Nothing that
    an outputs folder can hold makes this raise.

    Where the inputs had a `fault`, `truth["adapt"]["fault"]` names the columns of a file that it concerns: entries about
    them are consequences and no false alarms, and where it says `any`, one is asked for that was not `known` before.
    """
    try:
        if level == "hello":
            return _hello(outputs, truth["hello"])
        if level == "adapt":
            return _adapt(outputs, truth["adapt"], truth["adapt"].get("fault") if fault else None)
        return _stretch(outputs, truth["stretch"])
    except Unreadable as reason:
        return Verdict(passed=False, score=0.0, reasons=(str(reason),))


def _hello(outputs: Path, truth: Mapping[str, Any]) -> Verdict:
    reported, reasons = _anomalies(outputs, ("column",))
    planted = {_fact(record, ("column",)) for record in truth["planted"]}
    return _verdict(planted, reported, reasons)


def _adapt(outputs: Path, truth: Mapping[str, Any], fault: Mapping[str, Any] | None) -> Verdict:
    place = ("file", "column")
    reported, reasons = _anomalies(outputs, place)
    planted = {_fact(record, place) for record in truth["planted"]}
    planted |= {
        ("missing-share", file, column)
        for file, gaps in truth["missing"].items()
        for column, count in gaps.items()
        if count > truth["tolerated"] * truth["rows"][file]
    }
    if fault:
        about = {fact for fact in reported if fact[1] == fault["file"] and fact[2] in fault["columns"]}
        reported = {fact: None for fact in reported if fact in planted or fact not in about}
        known = planted | {_fact(record, place) for record in fault["known"]}
        if fault["any"] and not about - known:
            reasons = [*reasons, f"nothing was reported of the columns of {fault['file']} that are at fault"]
    return _verdict(planted, reported, reasons + _faults_of_schema(outputs, truth["columns"]))


def _stretch(outputs: Path, truth: Mapping[str, Any]) -> Verdict:
    reported: dict[Fact, None] = {}
    reasons = []
    for entry, record in enumerate(read_records(outputs, "violations.json")):
        rule, rows = record.get("rule"), record.get("rows")
        if not isinstance(rule, str) or rule not in truth["violations"]:
            reasons.append(f"violations.json: entry {entry} must name a rule of the contract, not {_clip(rule)}")
        elif not isinstance(rows, list) or not all(type(row) is int for row in rows):
            reasons.append(f"violations.json: entry {entry} must hold 'rows', a list of whole numbers")
        else:
            reported |= dict.fromkeys((rule, row) for row in rows)
    planted: set[Fact] = {(rule, row) for rule, rows in truth["violations"].items() for row in rows}
    return _verdict(planted, reported, _shortened(reasons))


def _anomalies(outputs: Path, place: tuple[str, ...]) -> tuple[dict[Fact, None], list[str]]:
    """The facts that anomalies.json names, in its order, and what is wrong with its other entries."""
    reported: dict[Fact, None] = {}
    reasons = []
    for entry, record in enumerate(read_records(outputs, "anomalies.json")):
        kind = record.get("kind")
        needed = (*place, "value") if kind == "unexpected-value" else place
        wrong = [key for key in needed if not isinstance(record.get(key), str)]
        if not isinstance(kind, str) or kind not in _KINDS:
            reasons.append(
                f"anomalies.json: entry {entry} has the kind {_clip(kind)}, which the contract does not know"
            )
        elif wrong:
            reasons.append(f"anomalies.json: entry {entry} must hold a string as {' and '.join(wrong)}")
        else:
            reported[_fact(record, place)] = None
    return reported, _shortened(reasons)


def _fact(record: Mapping[str, str], place: tuple[str, ...]) -> Fact:
    kind = record["kind"]
    where = tuple(record[key] for key in place)
    return (kind, *where, record["value"]) if kind == "unexpected-value" else (kind, *where)


def _faults_of_schema(outputs: Path, columns: Iterable[str]) -> list[str]:
    """What is wrong with the schema file; nothing, if any one of the files named schema.* is in order."""
    try:
        names = sorted(name for name in os.listdir(outputs) if re.fullmatch(r"schema\.\w{1,20}", name, re.ASCII))
    except OSError:
        names = []
    faults = []
    for name in names[:_READ]:
        try:
            text = read_text(outputs, name)
        except Unreadable as reason:
            faults.append(str(reason))
            continue
        unnamed = [column for column in columns if not re.search(rf"(?<![\w-]){re.escape(column)}(?![\w-])", text)]
        if not unnamed:
            return []
        faults.append(f"outputs/{name} does not mention {len(unnamed)} of the columns of train.csv, as {unnamed[0]}")
    return _shortened(faults) or ["no schema was written: a text file outputs/schema.<suffix> is asked for"]


def _verdict(planted: set[Fact], reported: Mapping[Fact, None], reasons: list[str]) -> Verdict:
    missed = planted - reported.keys()
    false = [fact for fact in reported if fact not in planted]
    if missed:
        kinds = ", ".join(sorted({str(fact[0]) for fact in missed}))
        reasons = [*reasons, f"{len(missed):,} of {len(planted):,} planted facts were not reported ({kinds})"]
    if false:
        some = "; ".join(_clip(" ".join(str(part) for part in fact)) for fact in false[:_NAMED])
        reasons = [*reasons, f"{len(false):,} reported facts are false alarms, as {some}"]
    return Verdict(passed=not reasons, score=1 - len(missed) / len(planted), reasons=tuple(reasons))


def _shortened(reasons: list[str]) -> list[str]:
    rest = len(reasons) - _NAMED
    return [*reasons[:_NAMED], f"... and {rest:,} more of this kind"] if rest > 0 else reasons


def _clip(value: object) -> str:
    """`value` for a reason: printable ASCII only and at most 60 characters of it."""
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
