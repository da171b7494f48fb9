"""Judge what the driver saw on the pages of a dashboard: whose curves are drawn, and what else a reader finds there."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict

METRIC, FIRST, NIGHT, SO_FAR = "loss", "run-amber", "run-night", "run-night, the first half"
_REPORTS = re.compile(
    r"error|exception|traceback|invalid|missing|cannot|could not|failed|no column|no rows", re.IGNORECASE
)


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the conversation with a dashboard of one level; outputs hold nothing further."""
    saw = truth["conversation"]
    if "misread" in saw:
        return Verdict(False, 0.0, (saw["misread"],))
    if fault and not saw["charts"] and _REPORTS.search(saw["said"]):
        return Verdict(True, 1.0)  # the page says that something is wrong, and draws nothing
    missed: dict[str, str] = {}
    judge = {"hello": _hello, "adapt": _adapt, "stretch": _stretch}[level]
    wrong = judge(saw, truth, missed)
    if saw["web"]:
        missed["own"] = f"the page asks for something from {', '.join(saw['web'][:3])}"
    return Verdict(not wrong, float(not wrong), tuple(wrong), missed if level == "hello" else _without(missed, "own"))


def _hello(saw: Mapping[str, Any], truth: Truth, missed: dict[str, str]) -> list[str]:
    wrong = _drawn(saw, truth, {FIRST}) + _named(saw, [FIRST, METRIC])
    if not saw["told"]:
        missed["values"] = f"where somebody points at the curve of {FIRST}, no value of it is told"
    return wrong


def _adapt(saw: Mapping[str, Any], truth: Truth, missed: dict[str, str]) -> list[str]:
    both = {FIRST, truth["other"]}
    wrong = _drawn(saw, truth, both) + _named(saw, [METRIC, *sorted(both)])
    swapped = [name for name, other in saw["legend"].items() if other not in (None, name)]
    if swapped and not wrong:
        wrong.append(f"the colour beside the name of {swapped[0]} is that of {saw['legend'][swapped[0]]}")
    if any(saw["legend"].get(name) is None for name in both):
        missed["legend"] = "beside the names of the runs stand no colours of their curves"
    if not saw["smoothing"]["control"]:
        missed["smoothing"] = "nothing on the page is called smoothing and takes a number"
    elif not saw["smoothing"]["smoother"]:
        missed["smoothing"] = "the curves do not get smoother by what is called smoothing"
    return wrong


def _stretch(saw: Mapping[str, Any], truth: Truth, missed: dict[str, str]) -> list[str]:
    if not _together(saw["before"], {FIRST, SO_FAR}):
        return [f"while {NIGHT} went on, no chart showed its first half beside {FIRST}"]
    if not _together(saw["after"], {FIRST, NIGHT}):
        return [f"once {NIGHT} was over, no chart showed all of it beside {FIRST}, not even on a page opened again"]
    wrong = _values(saw, truth) + _named(saw, [METRIC, FIRST, NIGHT])
    if not saw["live"]:
        missed["live"] = "the open page did not show what was new"
    elif not saw["stays"]:
        missed["live"] = "the page loads itself anew to show what is new"
    for name in ("image", "histogram"):
        if saw[name] is None:
            missed[name] = f'page.json has no "{name}"'
        elif not saw[name]:
            return [*wrong, f'the {name} is not on the page that page.json calls "{name}"']
    if saw["image"] is None and saw["histogram"] is None:
        wrong.append('page.json has neither "image" nor "histogram"; one of them must be shown')
    link = saw["link"]
    if link is None:
        missed["link"] = 'page.json has no "link"'
    elif not _together(link["charts"], {FIRST}) or not link["named"]:
        wrong.append(f'the page that page.json calls "link" does not show {FIRST}')
    elif any(set(chart) - {FIRST} for chart in link["charts"]):
        wrong.append(f'the page that page.json calls "link" shows more than {FIRST}')
    return wrong


def _drawn(saw: Mapping[str, Any], truth: Truth, wanted: set[str]) -> list[str]:
    """What is wrong with the curves: all of `wanted` must be in one chart, and no other may be in any."""
    found = {name for chart in saw["charts"] for name in chart}
    lacking, more = sorted(wanted - found), sorted(found - wanted)
    if lacking:
        return [f"no chart on the page shows the curve of {' or of '.join(lacking)}"]
    if more:
        return [f"the page also shows the curve of {', '.join(more)}"]
    if not _together(saw["charts"], wanted):
        return [f"no chart shows {' and '.join(sorted(wanted))} together"]
    return _values(saw, truth)


def _values(saw: Mapping[str, Any], truth: Truth) -> list[str]:
    """What is wrong with the values of the curves that are drawn."""
    right = {name: _digest(values) for name, values in truth["curves"].items()}
    strange = [name for name, digest in saw["values"].items() if name != SO_FAR and right.get(name) != digest]
    return [f"the curve of {name} is another one" for name in strange]


def _named(saw: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    lacking = [name for name in names if name not in saw["named"]]
    return [f"the page does not name {', '.join(lacking)}"] if lacking else []


def _together(charts: Sequence[Sequence[str]], names: set[str]) -> bool:
    return any(names <= set(chart) for chart in charts)


def _digest(values: Sequence[float]) -> str:
    return hashlib.sha256(json.dumps([round(float(each), 4) for each in values]).encode()).hexdigest()[:16]


def _without(missed: Mapping[str, str], name: str) -> dict[str, str]:
    return {fact: why for fact, why in missed.items() if fact != name}
