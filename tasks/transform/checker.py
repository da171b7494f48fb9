"""Judge transformed rows against what follows from the training file, and what is said about the transform.

Written from the contract in README.md. Where tools may differ (the deviation, the borders of buckets, the numbers of
codes), everything that the contract allows passes, but it must be the same in all files.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import yaml

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_json, read_records, read_text

LARGEST = 200_000_000
"""Bytes of an output file: the largest scale has 300,000 rows."""
LONGEST = 10_000
"""Characters of a line of CSV."""
TOLERANCE = 1e-4
"""Difference to the right scaled number, and relative to it: what single precision costs, and more."""
SAME = 1e-6
"""Difference between the same row scaled by both processes."""
BORDER = 0.01
"""Share of the training rows by which a border of buckets may miss its quantile."""
SAVED = "transform"
SMALL = 20_000
"""Bytes of a file that lists the frequent cities: the training rows themselves are more."""
LARGEST_FORM = 20_000_000
MOST_FIELDS = 10_000
"""Fields of a message; a graph has one for each node."""
_NAMED = 3

Column = dict[str, str]
Table = dict[str, Column]
"""Columns by name; each has its fields by the row's id."""


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level; the score is the share of the facts that it shows.

    Nothing that an outputs folder can hold makes this raise. Where the inputs had a `fault`, it is also right to report one
    of the files that it spoils in refused.json.
    """
    try:
        if fault and _is_reported(outputs, fault):
            return Verdict(passed=True, score=1.0)
        return {"hello": _hello, "adapt": _adapt, "stretch": _stretch}[level](outputs, truth[level])
    except Unreadable as reason:
        return Verdict(passed=False, score=0.0, reasons=(str(reason),))


def _hello(outputs: Path, truth: Truth) -> Verdict:
    _must_be_saved(outputs)
    names = ["age", "fnlwgt", "hours-per-week", *(f"race_{race}" for race in truth["categories"])]
    rows = truth["serving"]["rows"]
    serving = _table(outputs, "serving.csv", names, _ids(truth["serving"]), _of(rows))
    return _verdict(_numbers_wrong([(serving, rows)], truth) + _flags_wrong([(serving, rows)], truth, "race"))


def _adapt(outputs: Path, truth: Truth) -> Verdict:
    _must_be_saved(outputs)
    names = ["age", "fnlwgt", "hours-per-week", "city", *(f"workclass_{value}" for value in truth["categories"])]
    train, serving = (
        _table(outputs, f"{name}.csv", names, _ids(truth[name]), _of(truth[name]["rows"]) | set(truth["again"]))
        for name in ("train", "serving")
    )
    again = _table(outputs, "again.csv", names, truth["again"], set(truth["again"]))
    parts = [(train, truth["train"]["rows"]), (serving, truth["serving"]["rows"])]
    wrong = _numbers_wrong(parts, truth) + _flags_wrong(parts, truth, "workclass") + _codes_wrong(parts, truth)
    wrong += _differences(train, again)
    refused, missed = _refusals(outputs, truth["wrong"], truth["columns"])
    if not _is_portable(outputs / SAVED, truth):
        missed["portable"] = (
            "outputs/transform/ holds no SavedModel, ONNX, PMML or SQL with the names of the columns and the frequent cities"
        )
    return _verdict(wrong + refused, missed)


def _stretch(outputs: Path, truth: Truth) -> Verdict:
    _must_be_saved(outputs)
    imports = set(read_text(outputs, "imports.txt").split())
    wrong = [] if "fit" in imports else ["fit did not import inputs/text_features.py, whose function it is to use"]
    parts = []
    for name in ("train", "serving"):
        rows = truth[name]["rows"]
        parts.append((_table(outputs, f"{name}.csv", ["pay", "tokens"], _ids(truth[name]), _of(rows)), rows))
    for column in ("pay", "tokens"):
        wrong += _scaled_wrong(parts, column, truth["rows_learned"])
    missed = {}
    if imports - {"fit"}:
        missed["carried-code"] = (
            "apply imported inputs/text_features.py: the saved transform does not hold the function"
        )
    if (outputs / "lineage.json").is_symlink() or (outputs / "lineage.json").exists():
        wrong += _lineage_wrong(read_json(outputs, "lineage.json"))
    else:
        missed["lineage"] = "outputs/lineage.json was not written"
    return _verdict(wrong, missed)


def _is_reported(outputs: Path, fault: str) -> bool:
    """Whether refused.json names the file that this fault spoils, with a message; no file is spoilt by a harmless change."""
    faults = yaml.safe_load(Path(__file__).with_name("task.yaml").read_text(encoding="utf-8"))["faults"]
    spoilt = "train-gaps.csv" if fault == "header-only" else "serving-gaps.csv"
    try:
        return faults[fault]["must"] == "caught" and any(
            entry.get("file") == spoilt and isinstance(message := entry.get("message"), str) and bool(message.strip())
            for entry in read_records(outputs, "refused.json")
        )
    except Unreadable:
        return False


def _verdict(wrong: Sequence[str], missed: Mapping[str, str] | None = None) -> Verdict:
    reasons = (*wrong[:_NAMED], f"and {len(wrong) - _NAMED} more") if len(wrong) > _NAMED + 1 else tuple(wrong)
    return Verdict(passed=not wrong, score=0.0 if wrong else 1.0, reasons=reasons, missed=missed or {})


# Reading


def _must_be_saved(outputs: Path) -> None:
    folder = outputs / SAVED
    if not folder.is_dir() or not any(file.is_file() and file.stat().st_size for file in folder.rglob("*")):
        raise Unreadable(f"outputs/{SAVED}/ holds nothing: fit saves the transform there")


def _ids(part: Truth) -> list[str]:
    return [str(number) for number in range(part["first"], part["first"] + part["count"])]


def _of(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def _table(outputs: Path, name: str, columns: Sequence[str], ids: Sequence[str], wanted: set[str]) -> Table:
    """The `columns` of the `wanted` rows of a CSV file; raises `Unreadable` unless it has one row for each of the `ids`."""
    text = read_text(outputs, name, LARGEST)
    if max(text.count("\n"), text.count("\r")) > 2 * len(ids) + 100:
        raise Unreadable(f"outputs/{name} has far more lines than its input has rows")
    if any(len(line) > LONGEST for line in text.split("\n")):
        raise Unreadable(f"outputs/{name} has a line of more than {LONGEST} characters")
    try:
        header, *rows = (row for row in csv.reader(StringIO(text, newline=""), strict=True) if row)
    except (csv.Error, ValueError) as error:
        raise Unreadable(f"outputs/{name} is not CSV with a header: {error}") from None
    if len(set(header)) < len(header):
        raise Unreadable(f"outputs/{name} has a column twice")
    lacking = [column for column in ("id", *columns) if column not in header]
    if lacking:
        raise Unreadable(f"outputs/{name} lacks the column {_clip(lacking[0])}{_more(lacking[1:])}")
    words = {column.partition("_")[0] for column in columns if "_" in column}
    added = [
        column for column in header if "_" in column and column.partition("_")[0] in words and column not in columns
    ]
    if added:
        raise Unreadable(f"outputs/{name} has a column {_clip(added[0])}, which no training row asks for")
    if any(len(row) != len(header) for row in rows):
        raise Unreadable(f"outputs/{name} has a row with another number of fields than its header")
    at = header.index("id")
    found = Counter(_whole(row[at]) for row in rows)
    differing = sorted(number for number, count in (found - Counter(ids) | Counter(ids) - found).items() if count)
    if differing:
        more = _more(differing[1:])
        raise Unreadable(
            f"outputs/{name} must hold each id of its input once; it differs by {_clip(differing[0])}{more}"
        )
    places = {column: header.index(column) for column in columns}
    kept = {_whole(row[at]): row for row in rows if _whole(row[at]) in wanted}
    return {column: {number: row[place] for number, row in kept.items()} for column, place in places.items()}


def _whole(field: str) -> str:
    """A whole number as digits, whether it was written as 3 or as 3.0; anything else as it is."""
    return field.removesuffix(".0")


def _number(field: str) -> float:
    """The finite number in a field, or NaN for anything else."""
    try:
        number = float(field)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


# Transformed rows

Parts = Sequence[tuple[Table, Sequence[Mapping[str, Any]]]]
"""Tables, each with what is right for some of its rows."""


def _numbers_wrong(parts: Parts, truth: Truth) -> list[str]:
    """What is wrong with the scaled ages, the buckets, and what is above the mean."""
    above = _unequal(parts, "hours-per-week", lambda right: str(right["hours-per-week"]))
    return _scaled_wrong(parts, "age", truth["rows_learned"]) + _buckets_wrong(parts, truth["buckets"]) + above


def _scaled_wrong(parts: Parts, column: str, learned: int) -> list[str]:
    """Both deviations will do, that of a population and that of a sample, but one of them in all rows."""
    best: list[str] = []
    for factor in (1.0, math.sqrt((learned - 1) / learned)):
        wrong = [
            f"{column} of row {right['id']} is {_clip(table[column][right['id']])}, not {right[column] * factor:.6g}"
            for table, rows in parts
            for right in rows
            if not _is_near(_number(table[column][right["id"]]), right[column] * factor, TOLERANCE)
        ]
        if not wrong:
            return []
        best = wrong if not best or len(wrong) < len(best) else best
    return _counted(best, column)


def _is_near(number: float, right: float, tolerance: float) -> bool:
    return abs(number - right) <= tolerance * (1 + abs(right))


def _buckets_wrong(parts: Parts, buckets: int) -> list[str]:
    """Which rows contradict every choice of borders that the contract allows.

    A border of share p may be any value of which at most p + BORDER of the training rows are smaller, and at least
    p - BORDER smaller or equal. Values at a border belong to either side, but equal values belong together.
    """
    bucket_of: dict[int, tuple[int, Mapping[str, Any]]] = {}
    wrong = []
    for table, rows in parts:
        for right in rows:
            field = _whole(table["fnlwgt"][right["id"]])
            if field not in {str(bucket) for bucket in range(buckets)}:
                wrong.append(f"fnlwgt of row {right['id']} is {_clip(field)}, not a bucket from 0 to {buckets - 1}")
            elif bucket_of.setdefault(right["fnlwgt"], (int(field), right))[0] != int(field):
                wrong.append(
                    f"fnlwgt of row {right['id']} is in bucket {field}, and the same value in another elsewhere"
                )
    if wrong:
        return _counted(wrong, "fnlwgt")
    ordered = sorted(bucket_of.items())
    for border in range(1, buckets):
        below = [right for value, (bucket, right) in ordered if bucket < border]
        above = [right for value, (bucket, right) in ordered if bucket >= border]
        share = border / buckets
        if not below or not above:
            wrong.append(f"fnlwgt: no row is {'below' if not below else 'above'} the border of share {share:g}")
        elif below[-1]["fnlwgt"] > above[0]["fnlwgt"]:
            wrong.append(
                f"fnlwgt: row {below[-1]['id']} is in a lower bucket than row {above[0]['id']}, whose value is smaller"
            )
        elif below[-1]["smaller"] > share + BORDER or above[0]["up_to"] < share - BORDER:
            wrong.append(f"fnlwgt: the border below bucket {border} is not at share {share:g} of the training rows")
    return wrong


def _flags_wrong(parts: Parts, truth: Truth, column: str) -> list[str]:
    """One-hot: 1 in the column of the row's category, 0 in all others, and in all columns for a category never seen."""
    wrong = []
    for category in truth["categories"]:
        wrong += _unequal(parts, f"{column}_{category}", partial(_flag, column, category))
    return wrong


def _flag(column: str, category: str, right: Mapping[str, Any]) -> str:
    return str(int(right[column] == category))


def _unequal(parts: Parts, column: str, right_one: Callable[[Mapping[str, Any]], str]) -> list[str]:
    return _counted(
        [
            f"{column} of row {right['id']} is {_clip(table[column][right['id']])}, not {right_one(right)}"
            for table, rows in parts
            for right in rows
            if _whole(table[column][right["id"]]) != right_one(right)
        ],
        column,
    )


def _codes_wrong(parts: Parts, truth: Truth) -> list[str]:
    """Frequent cities have a whole number each, their own; all rare ones share one, and so do all that are new."""
    sort = {city: "" if count >= truth["least"] else "rare" for city, count in truth["cities"].items()}
    code_of: dict[str, str] = {}
    owner: dict[str, str] = {}
    wrong = []
    for table, rows in parts:
        for right in rows:
            city, code = right["city"], _whole(table["city"][right["id"]])
            name = sort.get(city, "never seen") or repr(city)
            if not re.fullmatch("-?[0-9]{1,20}", code):
                wrong.append(f"city of row {right['id']} is {_clip(code)}, not a whole number")
                continue
            code = str(int(code))
            if code_of.setdefault(name, code) != code:
                wrong.append(f"city of row {right['id']}, {name}, is {code}, and {code_of[name]} elsewhere")
            elif {name, owner.setdefault(code, name)} not in ({name}, {"rare", "never seen"}):
                wrong.append(f"city of row {right['id']}, {name}, is {code}, the code of {owner[code]}")
    return _counted(wrong, "city")


def _differences(train: Table, again: Table) -> list[str]:
    """The same row must come out the same in both processes: whole numbers exactly, scaled ones within SAME."""
    wrong = []
    for column, fields in again.items():
        for row, field in fields.items():
            first = train[column][row]
            same = _is_near(_number(field), _number(first), SAME) if column == "age" else _whole(field) == _whole(first)
            if not same:
                wrong.append(f"{column} of row {row} is {_clip(first)} in train.csv and {_clip(field)} in again.csv")
    return _counted(wrong, "again.csv")


def _counted(wrong: list[str], what: str) -> list[str]:
    """The first of many findings of one kind, with their number."""
    return wrong if len(wrong) < 2 else [wrong[0], f"{what}: {len(wrong) - 1} more like this"]


# What is said about the transform


def _refusals(outputs: Path, at_fault: Mapping[str, str], columns: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """What is wrong in refused.json, and whether it misses the fact: a message that names the column, for each wrong file.

    The first column that a message names must be the one at fault; a message may explain more behind it.
    """
    try:
        entries = read_records(outputs, "refused.json")
    except Unreadable as reason:
        return [], {"refused-by-name": str(reason)}
    messages: dict[str, str] = {}
    for entry in entries:
        file, message = entry.get("file"), entry.get("message")
        if not isinstance(file, str) or not isinstance(message, str):
            return ['refused.json must hold objects {"file": name, "message": text}'], {}
        if not re.fullmatch(r"requests-[123]\.csv", file):
            return [f"refused.json names {_clip(file)}, which is none of the three requests"], {}
        if file not in at_fault:
            return [f"refused.json refuses {_clip(file)}, in which nothing is wrong"], {}
        if file in messages:
            return [f"refused.json has two entries for {file}"], {}
        messages[file] = message
    name = "|".join(re.escape(_bare(column)) for column in sorted(columns, key=len, reverse=True))
    for file, column in at_fault.items():
        if file not in messages:
            return [], {"refused-by-name": f"{file} was not refused"}
        named = re.search(rf"(?<![\w-])({name})(?![\w-])", _bare(messages[file]))
        if not named:
            return [], {"refused-by-name": f"the message about {file} names no column"}
        if named[0] != _bare(column):
            return [], {"refused-by-name": f"the message about {file} names {named[0]} first, where nothing is wrong"}
    return [], {}


def _bare(text: str) -> str:
    """A text in which columns are found however a tool writes them: HOURS_PER_WEEK is hours-per-week."""
    return text.lower().replace("_", "-")


def _is_portable(folder: Path, truth: Truth) -> bool:
    """Whether the saved transform, as a whole, is in a form that programs in other languages run.

    That is a SavedModel, ONNX, PMML or SQL which names the input columns, and the frequent cities there or in a small
    list beside it.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    frequent = {city for city, count in truth["cities"].items() if count >= truth["least"]} - {"missing"}
    beside = [
        _contents(file)
        for file in files
        if (file.suffix.lower() in _LISTS or file.parent.name == "assets") and file.stat().st_size <= SMALL
    ]
    for file in files:
        form = _FORMS.get(file.name.lower()) or _FORMS.get(file.suffix.lower())
        if form and file.stat().st_size <= LARGEST_FORM and (told := form(_contents(file), truth)):
            everything = "\n".join((told, *(content.decode(errors="replace") for content in beside)))
            if all(any(written in everything for written in _written(city)) for city in frequent):
                return True
    return False


def _contents(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _written(city: str) -> tuple[str, str, str]:
    """A city as a text, as in SQL, and as in JSON."""
    return city, city.replace("'", "''"), json.dumps(city)[1:-1]


def _inputs(truth: Truth) -> list[str]:
    return [column for column in truth["columns"] if column != "id"]


def _saved_model(data: bytes, truth: Truth) -> str:
    """The text of a saved_model.pb: its schema's version, and a graph of nodes with names and operations; else nothing.

    The fields' numbers are those of saved_model.proto, meta_graph.proto and graph.proto.
    """
    if not all(column.encode() in data for column in _inputs(truth)):
        return ""
    try:
        model = _message(data)
        for graph in _texts(model, 2):
            for nodes in _texts(_message(graph), 2):
                parsed = [_message(node) for node in _texts(_message(nodes), 1)]
                named = [node for node in parsed if any(_texts(node, 1)) and any(_texts(node, 2))]
                if isinstance(model.get(1, [b""])[0], int) and len(named) == len(parsed) >= len(_inputs(truth)):
                    return data.decode(errors="replace")
    except ValueError:
        pass
    return ""


def _onnx(data: bytes, truth: Truth) -> str:
    """The text of an ONNX model: its version, sets of operators, and a graph of nodes; else nothing.

    The fields' numbers are those of onnx.proto.
    """
    if not all(column.encode() in data for column in _inputs(truth)):
        return ""
    try:
        model = _message(data)
        nodes = [_message(node) for graph in _texts(model, 7) for node in _texts(_message(graph), 1)]
        inputs = {
            text.decode(errors="replace")
            for graph in _texts(model, 7)
            for value in _texts(_message(graph), 11)
            for text in _texts(_message(value), 1)
        }
        operations = [node for node in nodes if any(_texts(node, 4)) and any(_texts(node, 2))]
        whole = isinstance(model.get(1, [b""])[0], int) and _texts(model, 8) and operations
        return data.decode(errors="replace") if whole and inputs >= set(_inputs(truth)) else ""
    except ValueError:
        return ""


def _message(data: bytes) -> dict[int, list[int | bytes]]:
    """The fields of a protocol buffer by number; raises ValueError for anything else, and for too many fields."""
    found: dict[int, list[int | bytes]] = {}
    at = 0
    for _ in range(MOST_FIELDS):
        if at == len(data):
            return found
        key, at = _varint(data, at)
        kind = key & 7
        if key >> 3 == 0 or kind not in (0, 1, 2, 5):
            raise ValueError("a field of no known kind")
        size, at = _varint(data, at) if kind in (0, 2) else (8 if kind == 1 else 4, at)
        end = at if kind == 0 else at + size
        if end > len(data):
            raise ValueError("past the end")
        found.setdefault(key >> 3, []).append(size if kind == 0 else data[at:end])
        at = end
    raise ValueError("too many fields")


def _texts(message: Mapping[int, Sequence[int | bytes]], field: int) -> list[bytes]:
    return [value for value in message.get(field, ()) if isinstance(value, bytes)]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length number and the place behind it; raises ValueError if it is not complete."""
    number = 0
    for step, byte in enumerate(data[at : at + 10]):
        number |= (byte & 127) << 7 * step
        if byte < 128:
            return number, at + step + 1
    raise ValueError("a number without an end")


def _pmml(data: bytes, truth: Truth) -> str:
    """The texts of a PMML document that has a field for each input column and derives others; else nothing."""
    try:
        text = data.decode()
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            return ""
        root = ET.fromstring(text)  # noqa: S314 without a DTD no entity can grow
    except (ET.ParseError, ValueError, LookupError):
        return ""
    tags = [(element.tag.rpartition("}")[2], element) for element in root.iter()]
    fields = {element.get("name") for tag, element in tags if tag == "DataField"}
    derived = any(tag == "DerivedField" and len(element) for tag, element in tags)
    if tags[0][0] != "PMML" or not derived or not fields >= set(_inputs(truth)):
        return ""
    return "\n".join(text for _, element in tags for text in (element.text or "", *element.attrib.values()))


def _sql(data: bytes, truth: Truth) -> str:
    """The text of SQL that creates a view, a macro or a function of all input columns and for all classes; else nothing."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    # Comments go, and so do the contents of texts; what is not ended goes to the end, so that nothing is read twice.
    bare = re.sub(r"--[^\n]*|/\*.*?(?:\*/|\Z)|'[^']*(?:'|\Z)", " '' ", text, flags=re.DOTALL)
    for statement in bare.split(";"):
        head = re.match(r"\s*create\s+(?:[\w]+\s+){0,5}?(?:view|macro|function)\b", statement, re.IGNORECASE)
        if not head:
            continue
        body = statement[head.end() :]
        classes = all(f"workclass_{value}" in body for value in truth["categories"])
        chosen = re.search(r"\b(?:case|join)\b", body, re.IGNORECASE)
        named = all(re.search(rf"(?<![\w-]){re.escape(column)}(?![\w-])", body) for column in _inputs(truth))
        if named and (classes or chosen) and re.search(r"\bselect\b", body, re.IGNORECASE):
            return text
    return ""


_FORMS: dict[str, Callable[[bytes, Truth], str]] = {
    "saved_model.pb": _saved_model,
    ".onnx": _onnx,
    ".pmml": _pmml,
    ".sql": _sql,
}
_LISTS = (".sql", ".csv", ".parquet", ".txt", ".json")


def _lineage_wrong(value: Any) -> list[str]:
    """What is wrong with the sources of the output columns; those of the id may be left out."""
    if not isinstance(value, dict) or not all(
        isinstance(sources, list) and all(isinstance(source, str) for source in sources) for sources in value.values()
    ):
        return ["lineage.json must hold an object with a list of columns for each output column"]
    found = {column: sorted(set(sources)) for column, sources in value.items()}
    if {"id": ["id"], **found} == {"id": ["id"], "pay": ["hours-per-week", "title"], "tokens": ["title"]}:
        return []
    return [f"lineage.json names wrong columns: {_clip(found)}"]


def _more(items: Sequence[object]) -> str:
    return f" and {len(items)} more" if items else ""


def _clip(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
