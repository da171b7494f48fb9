"""Judge pages about a table by what they tell somebody who opens them, against what was planted in the table.

Written from the contract in README.md. The text of each page comes from a browser without a network. A fact that a page leaves
out is missed; a page that tells something wrong about the table fails the level.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable
from tasks.pages import Page, is_named, read_page
from tasks.told import Number, Told, is_count, numbers

PAGES = ("report.html", "more.html")
STATISTIC = "gain-per-hour"
LEEWAY = 0.0005
"""How far a mean or a statistic may be off, as a share of it, beside how it is rounded."""
STRONG = 0.9
"""From here on two columns are said to be nearly one."""

MEAN = ("means?", "averages?", "avg", "mean \N{PLUS-MINUS SIGN} std")
MISSING = ("missing", "nulls?", "nans?", "empty", "n/?a", "isna", "not filled", "blank")
ZEROS = ("zeros?", "zeroes")
CONSTANT = (
    "constant",
    "zero variance",
    "no variance",
    "(?:only )?(?:one|a single) (?:distinct |unique )?value",
    "single[- ]valued?",
)
REPEATED = ("duplicates?", "duplicated?", "repeated", "duplicate rows?", "duplicated rows?", "identical")
RELATED = re.compile(
    r"correlat|associat|near[- ]duplicate|nearly (?:the same|equal|identical)|redundant|dependent", re.IGNORECASE
)
UNRELATED = re.compile(
    r"\b(?:un|in(?=dependent))(?:correlat|associat|related|dependent)|\b(?:not|no|never|nothing|hardly|weakly)\b|n't\b",
    re.IGNORECASE,
)
EXPECTED = re.compile(
    r"\b(?:not|no|nothing|never)\s+(?:\w+\s+)?(?:new|unexpected|unseen)\b|n't\s+(?:new|unexpected)\b", re.IGNORECASE
)
UNEXPECTED = re.compile(r"\bnew\b|unexpected|unseen|unknown value|missing from|not in|only in", re.IGNORECASE)

_SHAPE = re.compile(r"<(?:path|rect|circle|line|polyline|polygon|use|ellipse)\b", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|svg\+xml|webp|gif)[^\"')\s]{2000}", re.IGNORECASE)
_PACKED = re.compile(r"[A-Za-z0-9+/]{400,}={0,2}")
_LONG_NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d{5,}(?:[eE][-+]?\d+)?(?![\w.])")
_CLOSED = frozenset(("svg", "table", "script", "style"))
"""Tags that every page closes; others may stay open."""
_FEWEST_WORDS = 12
"""On a page that opened; an empty frame, or a note that something is loading, has fewer."""
_MOST_PACKED = 4_000_000
_LIBRARY = 50_000
"""Characters of a script, less its packed data, from which on it may be a library that draws."""
_NAMED = 4


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the pages of one level; work that passes misses what it leaves out of the level's `shows`.

    `truth["pages"]` holds what a browser shows of the pages. Where the inputs had a fault, `truth["adapt"]["fault"]` says what a
    page must tell of it. Nothing that an outputs folder can hold makes this raise.
    """
    try:
        seen = _Seen(outputs, truth.get("pages", {}))
        if fault is not None and "fault" in truth["adapt"]:
            return _verdict(_untold(seen, truth["adapt"]), {})
        judge = {"hello": _hello, "adapt": _adapt, "stretch": _stretch}[level]
        missed: dict[str, str] = {}
        reasons = judge(seen, truth[level], missed)
    except Unreadable as reason:
        return _verdict([str(reason)], {})
    return _verdict(reasons, missed)


class _Seen:
    """The pages of a level: what can be read on them, and what their files hold."""

    def __init__(self, outputs: Path, shown: Mapping[str, Mapping[str, str]]) -> None:
        self.files: dict[str, Page] = {}
        self.texts: dict[str, str] = {}
        for name in PAGES:
            if name != PAGES[0] and not (outputs / name).exists():
                continue
            self.files[name] = page = read_page(outputs, name)
            if not page.source.rstrip().endswith(">") or page.unclosed & _CLOSED:
                raise Unreadable(
                    f"outputs/{name} is cut off: it does not end with the end of a tag, or a tag has no end"
                )
            opened = shown.get(f"outputs/{name}", {})
            if "trouble" in opened:
                raise Unreadable(f"no browser opens outputs/{name}: {opened['trouble']}")
            self.texts[name] = opened.get("all", "")
        self.text = "\n".join(self.texts.values())

    def told(self, names: Iterable[str]) -> Told:
        return Told(self.text, list(names))

    def data(self) -> str:
        return "\n".join(page.source for page in self.files.values())

    def loaded(self) -> list[str]:
        return [part for page in self.files.values() for part in page.loaded]


class _Data:
    """What the files of pages hold for their viewers: numbers of many digits, and what stands packed in base64."""

    def __init__(self, seen: _Seen) -> None:
        source = seen.data()
        self._text = source
        self._numbers = sorted({float(found[0]) for found in _LONG_NUMBER.finditer(source)})
        packed, size = [], 0
        for found in _PACKED.finditer(source):
            size += len(found[0])
            if size > _MOST_PACKED:
                break
            try:
                packed.append(base64.b64decode(found[0] + "=" * (-len(found[0]) % 4), validate=True))
            except (binascii.Error, ValueError):
                continue
        self._packed = b"\x00".join(packed)

    def names(self, name: str) -> bool:
        return is_named(name, self._text) or name.encode() in self._packed

    def holds(self, number: float) -> bool:
        """Whether the number stands in a file, to seven digits."""
        near = abs(number) * 1e-7
        if any(abs(number - found) <= near for found in self._numbers):
            return True
        return any(at >= 0 for at in self._places(number, near))

    def _places(self, number: float, near: float) -> Iterable[int]:
        """Where packed data holds a double of eight bytes near the number; its upper bytes are those of the number."""
        upper = struct.pack("<d", number)[5:]
        at = self._packed.find(upper)
        while at >= 0:
            if at >= 5:
                [found] = struct.unpack("<d", self._packed[at - 5 : at + 3])
                if abs(found - number) <= near:
                    yield at
            at = self._packed.find(upper, at + 1)


def _hello(seen: _Seen, truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    table = truth["table"]
    told = seen.told(table)
    reasons = _overview(seen, told, table)
    _offline(seen, missed)
    reasons += _missing(told, table, truth["missing"], missed)
    reasons += _constant(told, truth["constant"], missed)
    for kind, pair in truth["copies"].items():
        reasons += _copies(told, kind, pair, truth["strangers"], missed)
    reasons += _repeated(told, truth["repeated"], next(iter(table.values()))["rows"], missed)
    _days(told, truth["days"], missed)
    reasons += _zeros(told, truth["zeros"], table, missed)
    _sample(seen.text, truth["sample"], missed)
    _drawings(seen, len(table), missed)
    _findings(told, truth, table, missed)
    return reasons


def _adapt(seen: _Seen, truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    before, now = truth["months"]["march"], truth["months"][truth["other"]]
    differ = truth["differ"][truth["other"]]
    told = seen.told(before)
    reasons = _overview(seen, told, before, "march") + _overview(seen, told, now, truth["other"])
    _offline(seen, missed)
    _side_by_side(told, before, now, missed)
    reasons += _exchanged(told, {"march": before, truth["other"]: now})
    reasons += _gaps(told, before, now, differ["gaps"], missed)
    if not is_named(differ["new"], seen.text):
        missed["new-value"] = f"does not name {differ['new']}, which only {truth['other']}.csv holds"
    if not any(
        is_named(differ["new"], line) and UNEXPECTED.search(line) and not EXPECTED.search(line) for line in told.lines
    ):
        missed["unexpected"] = f"does not say that {differ['new']} is new"
    _drawings(seen, len(before), missed)
    return reasons


def _stretch(seen: _Seen, truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    part, whole, statistic = truth["slice"], truth["whole"], truth["statistic"]
    told = Told(seen.text, [*part, STATISTIC])
    data = _Data(seen)
    if not is_named(STATISTIC, seen.text) and not data.names(STATISTIC):
        return [f"no page names {STATISTIC}"]
    beside = told.numbers_of(STATISTIC, ["south"]) + _near(seen.text, STATISTIC)
    is_told = any(_is_value(number, statistic["south"]) for number in beside)
    reasons = [
        f"a table tells {cells[0].value:g} as the {STATISTIC} in the {region}, expected {exact:.4g}"
        for region, exact in statistic.items()
        if (cells := told.cells_of(STATISTIC, [region])) and not any(_is_value(number, exact) for number in cells)
    ]
    if not is_told:
        missed["told"] = f"what can be read on the pages does not tell {STATISTIC} in the south"
        if beside:
            reasons.append(f"the pages tell another {STATISTIC} than {statistic['south']:.4g}, that in the south")
        elif not data.holds(statistic["south"]):
            reasons.append(f"neither the pages nor their data tell {STATISTIC} in the south, {statistic['south']:.4g}")
    _offline(seen, missed)
    if not all(_tells_mean(told, name, known["mean"]) for name, known in part.items() if "mean" in known):
        missed["profile"] = "does not tell the mean of each number column in the south beside it"
    _side_by_side(told, part, whole, missed, "whole")
    every = [region for region in statistic if region != "all"]
    if not all(any(_is_value(number, statistic[region]) for number in beside) for region in every):
        missed["slices"] = f"does not tell {STATISTIC} of all {len(every)} regions"
    _drawings(seen, len(part), missed)
    return reasons


def _overview(seen: _Seen, told: Told, table: Mapping[str, Mapping[str, Any]], which: str = "") -> list[str]:
    """What the pages lack of the core: the name of each column, and the mean of each that has numbers."""
    data, reasons = None, []
    of = f" in {which}.csv" if which else ""
    for name, known in table.items():
        named = name in told.named(told.text)
        if named and ("mean" not in known or _tells_mean(told, name, known["mean"])):
            continue
        data = data or _Data(seen)
        if not named and not data.names(name):
            reasons.append(f"no page names the column {name}")
        elif "mean" in known and ((shown := told.numbers_of(name, MEAN)) or not data.holds(known["mean"])):
            wrong = f"; it tells {shown[0].value:g}" if shown else ""
            reasons.append(f"no page tells the mean of {name}{of}, {known['mean']:.4g}, beside its name{wrong}")
    return reasons


def _tells_mean(told: Told, name: str, exact: float) -> bool:
    """Whether a mean stands beside a column with a word for it, or in a line about the column alone."""
    if any(number.is_close(exact, LEEWAY) and not number.is_percent for number in told.numbers_of(name, MEAN)):
        return True
    return any(_is_mean(number, exact) for line in told.lines_of_numbers(name) for number in line)


def _is_mean(shown: Number, exact: float) -> bool:
    return shown.digits >= 2 and not shown.is_percent and shown.is_close(exact, LEEWAY)


def _is_value(shown: Number, exact: float) -> bool:
    """Whether a number is the statistic: to three digits at least, because any number near its name is looked at."""
    return shown.digits >= 3 and _is_mean(shown, exact)


def _exchanged(told: Told, months: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What tables with a column for each month tell of one month that is true of the other alone."""
    for month, described in months.items():
        [other] = (known for name, known in months.items() if name != month)
        for name, known in described.items():
            if "mean" in known:
                cells = told.cells_of(name, MEAN, [month])
                if (
                    cells
                    and not any(_is_mean(n, known["mean"]) for n in cells)
                    and any(_is_mean(n, other[name]["mean"]) for n in cells)
                ):
                    return [
                        f"a table tells {cells[0].value:g} as the mean of {name} in {month}, expected {known['mean']:.4g}"
                    ]
    return []


def _gaps(
    told: Told, before: Mapping[str, Any], now: Mapping[str, Any], name: str, missed: dict[str, str]
) -> list[str]:
    """Whether the missing values of a column are told for both months."""
    are_told = [_tells_missing(told, month[name], name) for month in (before, now)]
    if all(are_told):
        return []
    missed["missing"] = f"does not tell how many values of {name} are missing in both months"
    if not any(are_told) and (shown := told.numbers_of(name, MISSING)):
        return [f"the pages tell that {shown[0].value:g} of {name} are missing, expected {now[name]['missing']}"]
    return []


def _offline(seen: _Seen, missed: dict[str, str]) -> None:
    if loaded := seen.loaded():
        missed["offline"] = f"loads {loaded[0]}, so that it does not open without a network"
    for name, text in seen.texts.items():
        if len(text.split()) < _FEWEST_WORDS:
            missed["offline"] = f"nothing can be read on {name} without a network"


def _tells_missing(told: Told, known: Mapping[str, Any], name: str) -> bool:
    return any(is_count(number, known["missing"], known["rows"]) for number in told.numbers_of(name, MISSING))


def _missing(told: Told, table: Mapping[str, Any], name: str, missed: dict[str, str]) -> list[str]:
    if _tells_missing(told, table[name], name):
        return []
    missed["missing"] = f"does not tell beside {name} how many of its values are missing"
    if shown := told.numbers_of(name, MISSING):
        return [f"the pages tell that {shown[0].value:g} of {name} are missing, expected {table[name]['missing']}"]
    return []


def _constant(told: Told, name: str, missed: dict[str, str]) -> list[str]:
    if told.words_of(name, CONSTANT):
        return []
    missed["constant"] = f"does not say in words that {name} is constant"
    return []


def _copies(told: Told, kind: str, pair: Sequence[str], strangers: Sequence[str], missed: dict[str, str]) -> list[str]:
    one, other = pair
    fact = f"copies-of-{kind}"
    if not _are_related(told, one, other):
        missed[fact] = f"does not say that {one} and {other} are nearly the same"
    first, second = strangers
    if _are_related(told, first, second):
        return [f"the pages tell that {first} and {second} depend on each other, which they do not"]
    return []


def _are_related(told: Told, one: str, other: str) -> bool:
    if any(abs(number.value) >= STRONG for number in told.associations(one, other)):
        return True
    return any(_relates(told, line) for line in told.lines_of(one) if told.named(line) == {one, other})


def _relates(told: Told, line: str) -> bool:
    """Whether a line says that columns hang together, and neither denies it nor gives a weak measure of it."""
    measures = told.associations_in(line)
    is_weak = bool(measures) and all(abs(number.value) < STRONG for number in measures)
    return bool(RELATED.search(line)) and not UNRELATED.search(line) and not is_weak


def _repeated(told: Told, count: int, rows: int, missed: dict[str, str]) -> list[str]:
    """How many rows stand in the table again: those beyond the first of each, or all that have an equal."""
    word = rf"(?<![A-Za-z])(?:{'|'.join(REPEATED)})(?![A-Za-z])"
    behind = re.compile(rf"{word}(?:\s*\(%\)|\s*rows?)*[^A-Za-z0-9]{{0,30}}", re.IGNORECASE)
    shown = [n for found in behind.finditer(told.text) for n in numbers(told.text[found.end() : found.end() + 24])[:2]]
    for before, line in pairwise(["", *told.lines]):
        if re.search(word, line, re.IGNORECASE) and len(line) < 300:
            shown += numbers(line) or numbers(before)[-1:]
    if any(is_count(number, exact, rows) for number in shown for exact in (count, 2 * count)):
        return []
    missed["repeated-rows"] = "does not tell how many rows are repeated"
    return []


def _days(told: Told, days: Sequence[str], missed: dict[str, str]) -> None:
    beside = "\n".join([*told.lines_of("joined"), *told.sections_of("joined"), *told.column_of("joined")])
    if not all(any(form in beside for form in _forms(day)) for day in days):
        missed["dates"] = f"does not tell that joined runs from {days[0]} to {days[1]}"


def _forms(day: str) -> list[str]:
    """How people write a day."""
    year, month, date = day.split("-")
    name = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[int(month) - 1]
    return [
        day,
        f"{year}/{month}/{date}",
        f"{month}/{date}/{year}",
        f"{name} {int(date)}, {year}",
        f"{int(date)} {name} {year}",
    ]


def _zeros(told: Told, zeros: Mapping[str, Any], table: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    name, count = zeros["column"], zeros["count"]
    shown = told.numbers_of(name, ZEROS)
    if any(is_count(number, count, table[name]["rows"]) for number in shown):
        return []
    missed["zeros"] = f"does not tell beside {name} how many of its values are 0"
    return []


def _sample(text: str, rows: Sequence[Sequence[str]], missed: dict[str, str]) -> None:
    """Whether rows are shown; numbers may be rounded in them, so that four fifths of the values of a row will do."""
    lines = [
        {cell.strip().partition(" ")[0] for cell in line.split("\t")}
        for line in text.split("\n")
        if line.count("\t") >= 5
    ]
    known = [[value for value in row if value] for row in rows]
    if sum(any(sum(value in cells for value in row) >= 0.8 * len(row) for cells in lines) for row in known) < 3:
        missed["sample"] = "does not show three of the first or last ten rows of the table"


def _drawings(seen: _Seen, columns: int, missed: dict[str, str]) -> None:
    """Whether something is drawn: a picture, some shapes for each column, or a script that draws."""
    for page in seen.files.values():
        if page.loaded:
            continue
        if _PICTURE.search(page.source) or len(_SHAPE.findall(page.source)) >= 5 * columns or _has_library(page.source):
            return
    missed["drawings"] = "draws no distributions, or not without a network"


def _has_library(source: str) -> bool:
    scripts = re.split(r"<script\b[^>]*>", source, flags=re.IGNORECASE)[1:]
    return any(len(_PACKED.sub("", script.partition("</script")[0])) >= _LIBRARY for script in scripts)


def _findings(told: Told, truth: Mapping[str, Any], table: Mapping[str, Any], missed: dict[str, str]) -> None:
    """Whether one list of sentences names the planted faults of columns."""
    gappy, constant = truth["missing"], truth["constant"]
    places: dict[str, list[int]] = {"missing": [], "constant": [], "copies": []}
    for at, line in enumerate(told.lines):
        named = told.named(line)
        if named == {gappy} and re.search(rf"\b(?:{'|'.join(MISSING)})\b", line, re.IGNORECASE):
            places["missing"].append(at)
        if named == {constant} and re.search("|".join(CONSTANT), line, re.IGNORECASE):
            places["constant"].append(at)
        if any(named == set(pair) for pair in truth["copies"].values()) and _relates(told, line):
            places["copies"].append(at)
    if not any(
        max(one, other, third) - min(one, other, third) <= 60
        for one in places["missing"]
        for other in places["constant"]
        for third in places["copies"]
    ):
        missed["findings"] = (
            "has no list of what is remarkable, with the missing values, the constant and a near copy in it"
        )


def _side_by_side(
    told: Told, before: Mapping[str, Any], now: Mapping[str, Any], missed: dict[str, str], fact: str = "side-by-side"
) -> None:
    for name, known in before.items():
        if "mean" not in known or name not in now:
            continue
        both = (known["mean"], now[name]["mean"])
        lines = told.lines_of_numbers(name)
        in_lines = any(all(any(_is_mean(number, exact) for number in line) for exact in both) for line in lines)
        places = told.places_of(name, MEAN)
        if not in_lines and not any(
            all(any(n.is_close(exact, LEEWAY) and not n.is_percent for n in place) for exact in both)
            for place in places
        ):
            missed[fact] = f"does not tell both means of {name} beside each other"
            return


def _near(text: str, name: str) -> list[Number]:
    """The numbers within some lines behind a name."""
    found = []
    for place in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
        found += numbers(text[place.end() : place.end() + 400])
    return found


def _untold(seen: _Seen, truth: Mapping[str, Any]) -> list[str]:
    """What the pages do not tell of a fault in april.csv."""
    fault = truth["fault"]
    columns = list(truth["months"]["march"])
    told = Told(seen.text, [*columns, *fault.get("columns", ())])
    if not fault:
        return ["the pages tell nothing that is right, because there is nothing right to tell of such a file"]
    lacking = [name for name in fault.get("columns", ()) if not is_named(name, seen.text)]
    for name, values in fault.get("values", {}).items():
        beside = "\n".join([*told.lines_of(name), *told.sections_of(name)])
        lacking += [value for value in values if not is_named(value, beside)]
    if about := fault.get("told"):
        shown = told.numbers_of(about["column"], about["words"] or MISSING)
        if not any(is_count(number, about["count"], about["rows"]) for number in shown):
            lacking.append(f"{about['count']} values of {about['column']}")
    return [f"the pages do not tell of {lacking[0]}, which is wrong in april.csv"] if lacking else []


def _verdict(reasons: Sequence[str], missed: Mapping[str, str]) -> Verdict:
    if reasons:
        more = (f"and {len(reasons) - _NAMED} more",) if len(reasons) > _NAMED + 1 else ()
        return Verdict(False, 0.0, (*(reasons[:_NAMED] if more else reasons), *more), missed)
    return Verdict(True, 1.0, (), missed)
