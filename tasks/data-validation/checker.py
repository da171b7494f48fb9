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
from tasks.outputs import Unreadable, read_json, read_records, read_text
from tasks.pages import read_page, stands_behind
from tasks.tables import digest_of, read_rows

_KINDS = ("unexpected-value", "missing-share", "column-added", "column-dropped", "column-retyped")
_NAMED = 3
"""How many reasons of one sort are given in full."""
_READ = 10
"""How many schema files are looked at: a folder can hold a million of them."""
_CLOSE = 1e-3
"""How far a mean may be off, as a share of it: tools round it for people."""
_LARGEST_TABLE = 60_000_000
"""Bytes of a table that is read."""

Fact = tuple[str | int, ...]
Shown = tuple[dict[str, str], list[str]]
"""The facts that outputs leave out, each with the reason, and what they claim wrongly."""


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level; work that passes misses what it leaves out of the level's `shows`.

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
    missed: dict[str, str] = {}
    for shown in (_rows, _statistics, _page):
        left_out, wrong = shown(outputs, truth)
        missed |= left_out
        reasons += wrong
    return _verdict(planted, reported, reasons, missed)


def _rows(outputs: Path, truth: Mapping[str, Any]) -> Shown:
    """Whether the entries of anomalies.json say in which rows their values stand."""
    named: set[tuple[str, str]] = set()
    wrong = []
    for entry, record in enumerate(read_records(outputs, "anomalies.json")):
        column, value, rows = record.get("column"), record.get("value"), record.get("rows")
        if rows is None or not isinstance(column, str) or not isinstance(value, str):
            continue
        named.add((column, value))
        planted = truth["rows"].get(column, {}).get(value, [])
        if not isinstance(rows, list) or not all(type(row) is int for row in rows) or sorted(rows) != planted:
            wrong.append(
                f"anomalies.json: entry {entry} says that {_clip(value)} stands as {_clip(column)} in the rows {_clip(rows)}, "
                f"expected {_clip(planted)}"
            )
    lacking = [value for column, values in truth["rows"].items() for value in values if (column, value) not in named]
    missed = {"rows": f"anomalies.json names no rows of {lacking[0]}"} if lacking else {}
    return missed, _shortened(wrong)


def _statistics(outputs: Path, truth: Mapping[str, Any]) -> Shown:
    """Whether statistics.json tells what every column of eval.csv holds."""
    if not _is_there(outputs, "statistics.json"):
        return {"statistics": "there is no statistics.json"}, []
    profile = read_json(outputs, "statistics.json")
    if not isinstance(profile, dict):
        return {}, ["statistics.json must hold an object with a profile for each column"]
    wrong: list[str] = []
    for column, known in truth["statistics"].items():
        told = profile.get(column)
        if not isinstance(told, dict) or any(told.get(name) is None for name in known):
            return {"statistics": f"statistics.json does not tell {' and '.join(known)} of {column}"}, _shortened(wrong)
        wrong += [
            f"statistics.json: {name} of {column} is {_clip(told[name])}, expected {exact}"
            for name, exact in known.items()
            if not _is_close(told[name], exact, _CLOSE if name == "mean" else 0.0)
        ]
    return {}, _shortened(wrong)


def _page(outputs: Path, truth: Mapping[str, Any]) -> Shown:
    """Whether report.html shows every unexpected value behind the name of its column."""
    if not _is_there(outputs, "report.html"):
        return {"page": "there is no report.html"}, []
    try:
        text = read_page(outputs, "report.html").text
    except Unreadable as reason:
        return {"page": str(reason)}, []
    for record in truth["planted"]:
        column, value = record["column"], record["value"]
        if not stands_behind(value, column, text, truth["statistics"]):
            return {"page": f"what can be read on report.html does not say that {column} holds {value}"}, []
    return {}, []


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
    missed, wrong = _clean_rows(outputs, truth["clean"])
    return _verdict(planted, reported, _shortened(reasons) + wrong, missed)


def _clean_rows(outputs: Path, truth: Mapping[str, Any]) -> Shown:
    """Whether clean.csv holds the rows that break no rule, all of them and no others."""
    if not _is_there(outputs, "clean.csv"):
        return {"clean-rows": "there is no clean.csv"}, []
    rows = read_rows(outputs, "clean.csv", truth["columns"], _LARGEST_TABLE)
    if len(rows) != truth["rows"]:
        return {}, [f"clean.csv has {len(rows):,} rows, but {truth['rows']:,} rows break no rule"]
    if digest_of(rows) != truth["digest"]:
        return {}, ["clean.csv does not hold the rows that break no rule, as they stand in eval-rules.csv"]
    return {}, []


def _is_there(outputs: Path, name: str) -> bool:
    return os.path.lexists(outputs / name)


def _is_close(value: object, exact: float, share: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value - exact) <= share * abs(exact)


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


def _verdict(
    planted: set[Fact], reported: Mapping[Fact, None], reasons: list[str], missed: Mapping[str, str] | None = None
) -> Verdict:
    """The verdict on what was reported; `missed` are the facts of the level's `shows` that the outputs leave out."""
    unseen = planted - reported.keys()
    false = [fact for fact in reported if fact not in planted]
    if unseen:
        kinds = ", ".join(sorted({str(fact[0]) for fact in unseen}))
        reasons = [*reasons, f"{len(unseen):,} of {len(planted):,} planted facts were not reported ({kinds})"]
    if false:
        some = "; ".join(_clip(" ".join(str(part) for part in fact)) for fact in false[:_NAMED])
        reasons = [*reasons, f"{len(false):,} reported facts are false alarms, as {some}"]
    score = 1 - len(unseen) / len(planted)
    return Verdict(passed=not reasons, score=score, reasons=tuple(reasons), missed=missed or {})


def _shortened(reasons: list[str]) -> list[str]:
    rest = len(reasons) - _NAMED
    return [*reasons[:_NAMED], f"... and {rest:,} more of this kind"] if rest > 0 else reasons


def _clip(value: object) -> str:
    """`value` for a reason: printable ASCII only and at most 60 characters of it."""
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
