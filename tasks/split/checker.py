"""Judge how people were split: every one on one side, whole and unchanged, by chance, and as the level asks.

Written from the contract in README.md. A split by chance is judged by limits that one in ten thousand right ones
would break; everything else exactly.
"""

from __future__ import annotations

import csv
import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_json, read_text

LARGEST = 100_000_000
"""Bytes of an output file: the largest scale has 375,000 rows."""
SHARE = 0.2
DEVIATIONS = 4
"""Standard deviations by which chance may miss what is expected."""
BALANCED = 0.03
"""How far the share of a grade of a hundred rows or more may be off where households are balanced too."""
MOST_BUCKETS = 10_000
LONGEST = 10_000
"""Characters of a line of CSV."""
_NAMED = 3

Row = Mapping[str, str]


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level; the score is the share of the facts that it shows.

    Nothing that an outputs folder can hold makes this raise.
    """
    try:
        return {"hello": _hello, "adapt": _adapt, "stretch": _stretch}[level](outputs, truth[level])
    except Unreadable as reason:
        return Verdict(passed=False, score=0.0, reasons=(str(reason),))


def _hello(outputs: Path, truth: Truth) -> Verdict:
    train, test = _parts(outputs, "train.csv", "test.csv", truth)
    size = len(truth["grades"])
    wrong = _share_wrong(len(test), size, SHARE, "rows")
    wrong += _pattern_wrong(sorted(test), [number / size for number in test])
    missed = {}
    if reason := _untyped(outputs / "typed", {"train": len(train), "test": len(test)}):
        missed["typed-files"] = reason
    return _verdict(wrong, missed)


def _adapt(outputs: Path, truth: Truth) -> Verdict:
    _, test = _parts(outputs, "train.csv", "test.csv", truth)
    again, other = (set(_rows(outputs, name, truth)) for name in ("again.csv", "other.csv"))
    wrong = _strata_wrong(test, truth, "test.csv") + _strata_wrong(other, truth, "other.csv")
    ranks = _ranks(truth["grades"])
    wrong += _pattern_wrong(sorted(test), [ranks[number] for number in test])
    if again != test:
        wrong.append(f"again.csv, by the same seed, differs from test.csv in {len(again ^ test)} rows")
    if len(other & test) > 0.6 * len(test):
        wrong.append(f"other.csv, by another seed, has {len(other & test)} of {len(test)} rows of test.csv")
    missed = {}
    try:
        _, grouped = _parts(outputs, "grouped-train.csv", "grouped-test.csv", truth)
        wrong += _torn(grouped, truth["households"], "grouped-test.csv") + _unbalanced(grouped, truth)
    except _NotThere as reason:
        missed["stratified-groups"] = str(reason)
    return _verdict(wrong, missed)


def _stretch(outputs: Path, truth: Truth) -> Verdict:
    sides: dict[int, bool] = {}
    wrong = []
    for prefix, name in (("", "people"), ("later-", "later")):
        households = truth[name]["households"]
        _, test = _parts(outputs, f"{prefix}train.csv", f"{prefix}test.csv", truth[name])
        wrong += _torn(test, households, f"{prefix}test.csv")
        side = {household: number in test for number, household in enumerate(households, start=1)}
        moved = [household for household, tested in sides.items() if side[household] != tested]
        if moved:
            wrong.append(f"{len(moved)} households changed sides when rows were added, {moved[0]} among them")
        new = [household for household in side if household not in sides]
        wrong += _share_wrong(sum(side[household] for household in new), len(new), SHARE, f"{prefix}households")
        sides |= side
    try:
        rule = read_json(outputs, "rule.json")
    except Unreadable as reason:
        return _verdict(wrong, {"known-hash": str(reason)})
    return _verdict(wrong + _rule_wrong(rule, sides))


def _verdict(wrong: Sequence[str], missed: Mapping[str, str] | None = None) -> Verdict:
    reasons = (*wrong[:_NAMED], f"and {len(wrong) - _NAMED} more") if len(wrong) > _NAMED + 1 else tuple(wrong)
    return Verdict(passed=not wrong, score=0.0 if wrong else 1.0, reasons=reasons, missed=missed or {})


# Reading


class _NotThere(Unreadable):
    """A file that may be left out, and was."""


def _parts(outputs: Path, train: str, test: str, truth: Truth) -> tuple[set[int], set[int]]:
    """The ids on both sides; raises `Unreadable` unless each person of the input is on one, once."""
    left, right = _rows(outputs, train, truth), _rows(outputs, test, truth)
    both = left.keys() & right.keys()
    if both:
        raise Unreadable(f"{len(both)} rows are in {train} and in {test}, id {min(both)} among them")
    lost = set(range(1, len(truth["grades"]) + 1)) - left.keys() - right.keys()
    if lost:
        raise Unreadable(f"{len(lost)} rows are neither in {train} nor in {test}, id {min(lost)} among them")
    return set(left), set(right)


def _rows(outputs: Path, name: str, truth: Truth) -> dict[int, Row]:
    """The rows of a part by id; raises `Unreadable` for one that is not in the input, is twice, or was changed."""
    columns = list(truth["rows"][0])
    rows: dict[int, Row] = {}
    for row in _read(outputs, name, columns, len(truth["grades"])):
        number = _plain(row["id"])
        if not re.fullmatch("[1-9][0-9]{0,8}", number) or int(number) > len(truth["grades"]):
            raise Unreadable(f"outputs/{name} has a row that the input lacks, with the id {_clip(row['id'])}")
        if int(number) in rows:
            raise Unreadable(f"outputs/{name} has the id {number} twice")
        rows[int(number)] = row
    for right in truth["rows"]:
        row = rows.get(int(right["id"]), right)
        changed = [column for column in columns if _plain(row[column]) != right[column]]
        if changed:
            found, wanted = _clip(row[changed[0]]), _clip(right[changed[0]])
            raise Unreadable(f"outputs/{name}: {changed[0]} of id {right['id']} is {found}, not {wanted}")
    return rows


def _read(outputs: Path, name: str, columns: Sequence[str], size: int) -> Iterator[Row]:
    """The rows of a CSV file, or, where there is none, those of the TFRecord files of the same part.

    What is far larger than the `size` rows of the input is not parsed.
    """
    if (outputs / name).is_symlink() or (outputs / name).exists():
        text = read_text(outputs, name, LARGEST)
        if max(text.count("\n"), text.count("\r")) > 2 * size + 100:
            raise Unreadable(f"outputs/{name} has far more lines than the input has rows")
        if any(len(line) > LONGEST for line in text.split("\n")):
            raise Unreadable(f"outputs/{name} has a line of more than {LONGEST} characters")
        try:
            header, *lines = csv.reader(StringIO(text, newline=""), strict=True)
        except (csv.Error, ValueError) as error:
            raise Unreadable(f"outputs/{name} is not CSV with a header: {error}") from None
        if sorted(header) != sorted(columns):
            raise Unreadable(
                f"outputs/{name} must have the columns {', '.join(columns)}, not {_clip(', '.join(header))}"
            )
        for line in filter(None, lines):
            if len(line) != len(header):
                raise Unreadable(f"outputs/{name} has a row with another number of fields: {_clip(','.join(line))}")
            yield dict(zip(header, line, strict=True))
        return
    prefix, _, part = name.removesuffix(".csv").rpartition("-")
    files = _files(outputs / f"{prefix}-typed" if prefix else outputs / "typed", part)
    if not files:
        raise _NotThere(f"outputs/{name} was not written")
    for file in files:
        for record in _records(file.read_bytes(), size):
            row = _example(record)
            if not row.keys() <= set(columns):
                raise Unreadable(
                    f"{file.name} of {part} must hold the columns {', '.join(columns)}, not {_clip(sorted(row))}"
                )
            yield dict.fromkeys(columns, "") | row


def _example(record: bytes) -> Row:
    """The first value of each feature of a tf.Example, as a text; raises `Unreadable` for anything else."""
    row = {}
    try:
        for features in _fields(record, 1):
            for entry in _fields(features, 1):
                [name], [feature] = _fields(entry, 1), _fields(entry, 2)
                texts, numbers = _fields(feature, 1), _fields(feature, 3)
                if texts and texts[0]:
                    row[name.decode()] = _fields(texts[0], 1)[0].decode()
                elif numbers and numbers[0]:
                    row[name.decode()] = str(_varint(_fields(numbers[0], 1)[0], 0)[0])
    except (IndexError, ValueError):
        raise Unreadable("a TFRecord file holds something else than tf.Examples of whole numbers and texts") from None
    return row


def _fields(message: bytes, wanted: int) -> list[bytes]:
    """The contents of the fields of this number in a protocol buffer that holds texts and messages only."""
    found, at = [], 0
    while at < len(message):
        key, at = _varint(message, at)
        if key & 7 != 2:
            raise ValueError("a field of another kind")
        size, at = _varint(message, at)
        if at + size > len(message):
            raise IndexError("past the end")
        if key >> 3 == wanted:
            found.append(message[at : at + size])
        at += size
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, and the place behind it."""
    number = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        number |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return number, at
    raise ValueError("a number of more than ten bytes")


def _plain(field: str) -> str:
    """A whole number as digits, whether it was written as 3 or as 3.0; anything else as it is."""
    return field[:-2] if re.fullmatch(r"[0-9]+\.0", field) else field


# Splits


def _share_wrong(found: int, size: int, share: float, what: str) -> list[str]:
    spread = DEVIATIONS * sqrt(share * (1 - share) * size) + 1
    if abs(found - share * size) <= spread:
        return []
    return [
        f"{found} of {size} {what} are for test; {share:g} of them would be {share * size:.0f}, give or take {spread:.0f}"
    ]


def _strata_wrong(test: set[int], truth: Truth, name: str) -> list[str]:
    """The grades whose share of the test rows is off by more than one row."""
    grades, share = truth["grades"], truth["share"]
    found = Counter(grades[number - 1] for number in test)
    return [
        f"{name} has {found[grade]} of {count} rows of grade {grade}; {share:g} of them are {share * count:.1f}"
        for grade, count in sorted(Counter(grades).items())
        if abs(found[grade] - share * count) > 1 + 1e-6
    ]


def _pattern_wrong(test: Sequence[int], places: Sequence[float]) -> list[str]:
    """Whether the rows of the test part were taken by their place, from 0 to 1, instead of by chance."""
    if len(test) < 2:
        return ["test.csv holds next to nothing"]
    mean = sum(places) / len(places)
    if abs(mean - 0.5) > DEVIATIONS * sqrt(1 / 12 / len(places)) + 1 / len(places):
        return [
            f"test.csv was not taken by chance: its rows lie at {mean:.2f} of the file on average, not in the middle"
        ]
    [(gap, often)] = Counter(after - before for before, after in pairwise(test)).most_common(1)
    if often > 0.5 * (len(test) - 1):
        return [f"test.csv was not taken by chance: {often} of its rows are {gap} behind the one before"]
    return []


def _ranks(grades: str) -> dict[int, float]:
    """The place of each person, by id, among those of the same grade, from 0 to 1."""
    counts, seen = Counter(grades), Counter[str]()
    ranks = {}
    for number, grade in enumerate(grades, start=1):
        seen[grade] += 1
        ranks[number] = (seen[grade] - 0.5) / counts[grade]
    return ranks


def _torn(test: set[int], households: Sequence[int], name: str) -> list[str]:
    sides: dict[int, set[bool]] = defaultdict(set)
    for number, household in enumerate(households, start=1):
        sides[household].add(number in test)
    torn = [household for household, found in sides.items() if len(found) > 1]
    return [f"{name} holds a part only of {len(torn)} households, {torn[0]} among them"] if torn else []


def _unbalanced(test: set[int], truth: Truth) -> list[str]:
    found = Counter(truth["grades"][number - 1] for number in test)
    return [
        f"grouped-test.csv has {found[grade] / count:.3f} of grade {grade}, not about {SHARE}"
        for grade, count in sorted(Counter(truth["grades"]).items())
        if count >= 100 and abs(found[grade] / count - SHARE) > BALANCED
    ]


# The rule


def _murmur(data: bytes) -> int:
    """MurmurHash3 of 32 bits, with the seed 0; see Austin Appleby's description of the algorithm."""
    state = 0
    body = len(data) // 4 * 4
    for at in range(0, body, 4):
        state ^= _stirred(int.from_bytes(data[at : at + 4], "little"))
        state = (state << 13 | state >> 19) & 0xFFFFFFFF
        state = (5 * state + 0xE6546B64) & 0xFFFFFFFF
    if data[body:]:
        state ^= _stirred(int.from_bytes(data[body:], "little"))
    state ^= len(data)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        state = ((state ^ state >> shift) * factor) & 0xFFFFFFFF
    return state ^ state >> 16


def _stirred(block: int) -> int:
    block = block * 0xCC9E2D51 & 0xFFFFFFFF
    block = (block << 15 | block >> 17) & 0xFFFFFFFF
    return block * 0x1B873593 & 0xFFFFFFFF


_HASHES: dict[str, Callable[[bytes], str]] = {
    **{name: lambda data, one=name: hashlib.new(one, data).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")},
    "crc32": lambda data: f"{zlib.crc32(data):08x}",
    "murmurhash3_32": lambda data: f"{_murmur(data):08x}",
}


def _rule_wrong(rule: Any, sides: Mapping[int, bool]) -> list[str]:
    """The households that the rule puts on another side than they were on.

    {"hash": name, "digits": n, "buckets": n, "test": [numbers]}: the first `digits` hexadecimal digits of the hash of the
    household's number, written in decimal, are a number; its remainder by `buckets` is in `test` if it is for test.
    """
    form = "rule.json must hold the name of a hash, and whole numbers of digits and buckets, and which of these are for test"
    if not isinstance(rule, dict) or not isinstance(rule.get("test"), list):
        return [form]
    name, digits, buckets, test = (rule.get(key) for key in ("hash", "digits", "buckets", "test"))
    if not isinstance(name, str) or name not in _HASHES:
        return [f"rule.json: the hash must be one of {', '.join(_HASHES)}, not {_clip(name)}"]
    numbers = [buckets, *(() if digits is None else (digits,)), *test]
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        return [form]
    if (
        not 1 <= buckets <= MOST_BUCKETS
        or not 1 <= (1 if digits is None else digits) <= 128
        or len(test) > MOST_BUCKETS
    ):
        return [form]
    tests = set(test)
    for household, tested in sides.items():
        bucket = int(_HASHES[name](str(household).encode())[:digits], 16) % buckets
        if (bucket in tests) != tested:
            return [f"by rule.json, household {household} is for {'train' if tested else 'test'}, and it is not"]
    return []


# Typed files


def _untyped(folder: Path, sizes: Mapping[str, int]) -> str:
    """Why the files in a folder are not both parts in a typed form, with as many rows as the CSV files; or nothing."""
    for part, size in sizes.items():
        found = sum(_typed_rows(file.read_bytes(), size) for file in _files(folder, part))
        if found != size:
            return f"the Parquet or TFRecord files of {part} in outputs/typed/ have {found} rows, not {size}"
    return ""


def _files(folder: Path, part: str) -> list[Path]:
    """The files below a folder whose path in it speaks of one part and not of the other."""
    other = "train" if part == "test" else "test"
    found = [file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink()]
    paths = [file.relative_to(folder).as_posix() for file in found]
    return [
        file
        for file, path in zip(found, paths, strict=True)
        if part in path and other not in path and file.stat().st_size <= LARGEST
    ]


def _typed_rows(data: bytes, most: int) -> int:
    """How many rows a Parquet or a TFRecord file has; 0 for anything else, and for more than `most` records."""
    if data[:4] == data[-4:] == b"PAR1" and len(data) >= 12:
        return _parquet_rows(data[-8 - int.from_bytes(data[-8:-4], "little") : -8])
    return len(_records(data, most))


def _records(data: bytes, most: int) -> list[bytes]:
    """The records of a TFRecord file, gzipped or not; none for anything else, and for a file of more than `most`.

    A record is its length, the checksum of that, its bytes, and the checksum of these.
    """
    if data[:2] == b"\x1f\x8b":
        try:
            data = zlib.decompressobj(31).decompress(data, LARGEST)
        except zlib.error:
            return []
    records, at = [], 0
    while at + 12 <= len(data) and len(records) <= most:
        size = int.from_bytes(data[at : at + 8], "little")
        records.append(data[at + 12 : at + 12 + size])
        at += 16 + size
    return records if at == len(data) and len(records) <= most else []


def _parquet_rows(footer: bytes) -> int:
    """The number of rows that the footer of a Parquet file tells: field 3 of a struct in Thrift's compact protocol."""
    fields = _Thrift(footer)
    try:
        for field, kind in fields.struct():
            if field == 3 and kind == _Thrift.LONG:
                number = fields.varint()
                return number >> 1 if number % 2 == 0 else 0
            fields.skip(kind)
    except (IndexError, RecursionError):
        pass
    return 0


class _Thrift:
    """Thrift's compact protocol, as far as passing over fields needs it; raises IndexError past the end."""

    BOOLEANS, BYTE, WHOLE, LONG, DOUBLE, BINARY, LISTS, MAP, STRUCT = (1, 2), 3, (4, 5, 6), 6, 7, 8, (9, 10), 11, 12

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        number = 0
        for shift in range(0, 70, 7):
            byte = self.byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
        raise IndexError("a number of more than ten bytes")

    def struct(self) -> Iterator[tuple[int, int]]:
        """Number and kind of each field; who asks for the next one has passed over this one's value."""
        field = 0
        while kind := (head := self.byte()) & 15:
            field = field + (head >> 4) if head >> 4 else self.varint() >> 1
            yield field, kind

    def skip(self, kind: int, *, alone: bool = False) -> None:
        """Pass over a value; a boolean that stands `alone`, in a list, takes a byte."""
        if kind in self.WHOLE:
            self.varint()
        elif kind == self.BINARY:
            size = self.varint()
            self.at += size
        elif kind == self.DOUBLE:
            self.at += 8
        elif kind in self.LISTS:
            head = self.byte()
            for _ in range(head >> 4 if head >> 4 < 15 else self.varint()):
                self.skip(head & 15, alone=True)
        elif kind == self.STRUCT:
            for _, inner in self.struct():
                self.skip(inner)
        elif kind == self.BYTE or (kind in self.BOOLEANS and alone):
            self.byte()
        elif kind not in self.BOOLEANS:
            raise IndexError(kind)


def _clip(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
