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
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
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
SHARED = 0.4
"""Share of the test rows that two seeds may have in common; chance makes it about the share of the test rows."""
KOLMOGOROV = 2.23
"""Largest distance to an even spread, times the root of the number of rows: one even sample in 10,000 has more."""
LONGEST_PERIOD = 30
CHI_DEVIATIONS = 6.0
"""Standard deviations that a chi-square may exceed: all periods together refuse less than one right split in 10,000."""
NUMBERS = ("id", "household", "age", "hours-per-week")
FEWEST_BUCKETS = 100
"""Up to so many buckets, those for test may be any."""
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
    wrong += _not_by_chance("test.csv", _by_id(test, size), _by_age(test, truth["rows"]))
    missed = {}
    if reason := _untyped(outputs / "typed", {"train": train, "test": test}, size):
        missed["typed-files"] = reason
    return _verdict(wrong, missed)


def _adapt(outputs: Path, truth: Truth) -> Verdict:
    _, test = _parts(outputs, "train.csv", "test.csv", truth)
    again, other = (set(_rows(outputs, name, truth)) for name in ("again.csv", "other.csv"))
    wrong = _strata_wrong(test, truth, "test.csv") + _strata_wrong(other, truth, "other.csv")
    for name, part in (("test.csv", test), ("other.csv", other)):
        orders = _by_id(part, len(truth["grades"])), _by_grade(part, truth["grades"]), _by_age(part, truth["rows"])
        wrong += _not_by_chance(name, *orders)
    if again != test:
        wrong.append(f"again.csv, by the same seed, differs from test.csv in {len(again ^ test)} rows")
    if len(other & test) > SHARED * len(test):
        wrong.append(f"other.csv, by another seed, has {len(other & test)} of {len(test)} rows of test.csv")
    missed = {}
    if not any(_is_written(outputs, name) for name in ("grouped-train.csv", "grouped-test.csv")):
        missed["stratified-groups"] = "outputs/grouped-train.csv and outputs/grouped-test.csv were not written"
    else:
        _, grouped = _parts(outputs, "grouped-train.csv", "grouped-test.csv", truth)
        wrong += _torn(grouped, truth["households"], "grouped-test.csv") + _unbalanced(grouped, truth)
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
    tested = [place for place, household in enumerate(sorted(sides)) if sides[household]]
    wrong += _not_by_chance("test.csv", _Order("number of the household", [len(sides)], tested))
    if not _is_written(outputs, "rule.json"):
        return _verdict(wrong, {"known-hash": "outputs/rule.json was not written"})
    return _verdict(wrong + _rule_wrong(read_json(outputs, "rule.json"), sides))


def _verdict(wrong: Sequence[str], missed: Mapping[str, str] | None = None) -> Verdict:
    reasons = (*wrong[:_NAMED], f"and {len(wrong) - _NAMED} more") if len(wrong) > _NAMED + 1 else tuple(wrong)
    return Verdict(passed=not wrong, score=0.0 if wrong else 1.0, reasons=reasons, missed=missed or {})


# Reading


def _is_written(outputs: Path, name: str) -> bool:
    return (outputs / name).is_symlink() or (outputs / name).exists() or bool(_files(*_typed(outputs, name)))


def _typed(outputs: Path, name: str) -> tuple[Path, str]:
    """The folder in which TFRecord files may stand for this CSV file, and the part that their paths name."""
    prefix, _, part = name.removesuffix(".csv").rpartition("-")
    return outputs / (f"{prefix}-typed" if prefix else "typed"), part


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
    folder, part = _typed(outputs, name)
    files = _files(folder, part)
    if not files:
        raise Unreadable(f"outputs/{name} was not written")
    for file in files:
        for record in _records(file.read_bytes(), size):
            row = _example(record)
            if not row.keys() <= set(columns):
                raise Unreadable(
                    f"{file.name} of {part} must hold the columns {', '.join(columns)}, not {_clip(sorted(row))}"
                )
            yield dict.fromkeys(columns, "") | {column: str(value) for column, value in row.items()}


def _example(record: bytes) -> dict[str, str | int]:
    """The first value of each feature of a tf.Example; raises `Unreadable` for anything else."""
    row: dict[str, str | int] = {}
    try:
        for features in _fields(record, 1):
            for entry in _fields(features, 1):
                [name], [feature] = _fields(entry, 1), _fields(entry, 2)
                texts, numbers = _fields(feature, 1), _fields(feature, 3)
                if texts and texts[0]:
                    row[name.decode()] = _fields(texts[0], 1)[0].decode()
                elif numbers and numbers[0]:
                    row[name.decode()] = _varint(_fields(numbers[0], 1)[0], 0)[0]
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
    grades: Sequence[str] = truth["grades"]
    share = truth["share"]
    found = Counter(grades[number - 1] for number in test)
    return [
        f"{name} has {found[grade]} of {count} rows of grade {grade}; {share:g} of them are {share * count:.1f}"
        for grade, count in sorted(Counter(grades).items())
        if abs(found[grade] - share * count) > 1 + 1e-6
    ]


@dataclass(frozen=True)
class _Order:
    """One order of the input, in blocks of these sizes, and the places of the test rows in their blocks, from 0."""

    by: str
    sizes: Sequence[int]
    places: Sequence[int]
    within: Sequence[int] = ()
    """The block of each place; by default all are in the first."""


def _by_id(test: Collection[int], size: int) -> _Order:
    return _Order("id", [size], [number - 1 for number in test])


def _by_grade(test: Collection[int], grades: str) -> _Order:
    """By id within each grade."""
    names = sorted(set(grades))
    counts = Counter[str]()
    places, within = [], []
    for number, grade in enumerate(grades, start=1):
        if number in test:
            places.append(counts[grade])
            within.append(names.index(grade))
        counts[grade] += 1
    return _Order("id within each grade", [counts[name] for name in names], places, within)


def _by_age(test: Collection[int], rows: Sequence[Row]) -> _Order:
    """By age among the rows that the truth holds."""
    ordered = sorted((int(row["age"]), int(row["id"])) for row in rows)
    return _Order("age", [len(ordered)], [place for place, (_, number) in enumerate(ordered) if number in test])


def _not_by_chance(name: str, *orders: _Order) -> list[str]:
    """Whether the rows of a part were taken by their place in some order, which chance does once in 10,000 splits."""
    for order in orders:
        if len(order.places) < 2:
            return [f"{name} holds next to nothing"]
        if _is_uneven(order):
            return [f"{name} was not taken by chance: some stretches of the rows by {order.by} have far more test rows"]
        if period := _period(order):
            return [f"{name} was not taken by chance: its rows by {order.by} recur every {period} rows"]
    return []


def _is_uneven(order: _Order) -> bool:
    """The test of Kolmogorov and Smirnov on the shares of the blocks at which the rows lie."""
    blocks = order.within or [0] * len(order.places)
    shares = sorted((place + 0.5) / order.sizes[block] for place, block in zip(order.places, blocks, strict=True))
    count = len(shares)
    gap = max(max(share - at / count, (at + 1) / count - share) for at, share in enumerate(shares))
    return gap > KOLMOGOROV / sqrt(count)


def _period(order: _Order) -> int:
    """The first period up to the longest in which the rows recur, by a chi-square test of their remainders; or 0."""
    count, size = len(order.places), sum(order.sizes)
    for period in range(2, LONGEST_PERIOD + 1):
        found = Counter(place % period for place in order.places)
        squares = 0.0
        for rest in range(period):
            expected = sum((block - rest + period - 1) // period for block in order.sizes) * count / size
            if expected:
                squares += (found[rest] - expected) ** 2 / expected
        free = period - 1
        if squares > free * (1 - 2 / (9 * free) + CHI_DEVIATIONS * sqrt(2 / (9 * free))) ** 3:  # Wilson and Hilferty
            return period
    return 0


def _torn(test: set[int], households: Sequence[int], name: str) -> list[str]:
    sides: dict[int, set[bool]] = defaultdict(set)
    for number, household in enumerate(households, start=1):
        sides[household].add(number in test)
    torn = [household for household, found in sides.items() if len(found) > 1]
    return [f"{name} holds a part only of {len(torn)} households, {torn[0]} among them"] if torn else []


def _unbalanced(test: set[int], truth: Truth) -> list[str]:
    grades: Sequence[str] = truth["grades"]
    found = Counter(grades[number - 1] for number in test)
    return [
        f"grouped-test.csv has {found[grade] / count:.3f} of grade {grade}, not about {SHARE}"
        for grade, count in sorted(Counter(grades).items())
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


def _hex_digest(name: str, data: bytes) -> str:
    return hashlib.new(name, data).hexdigest()


_HASHES: dict[str, Callable[[bytes], str]] = {
    **{name: partial(_hex_digest, name) for name in ("md5", "sha1", "sha256", "sha512")},
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
    parts: list[Any] = [rule.get(key) for key in ("hash", "digits", "buckets", "test")]
    name, digits, buckets, test = parts
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
    if not tests <= set(range(buckets)) or abs(len(tests) / buckets - SHARE) > 0.05:
        return [f"rule.json: about a fifth of the buckets is for test, not {len(tests)} of {buckets}"]
    if buckets > FEWEST_BUCKETS and max(tests) - min(tests) + 1 != len(tests):
        return [f"rule.json: of more than {FEWEST_BUCKETS} buckets, those for test are one range without gaps"]
    for household, tested in sides.items():
        bucket = int(_HASHES[name](str(household).encode())[:digits], 16) % buckets
        if (bucket in tests) != tested:
            return [f"by rule.json, household {household} is for {'train' if tested else 'test'}, and it is not"]
    return []


# Typed files


def _untyped(folder: Path, parts: Mapping[str, set[int]], size: int) -> str:
    """Why the files in a folder are not both parts in a typed form, with the rows of the CSV files; or nothing."""
    for part, ids in parts.items():
        rows, found = 0, list[str | int]()
        for file in _files(folder, part):
            data = file.read_bytes()
            rows += _parquet_rows(data)
            for record in _records(data, size):
                try:
                    example = _example(record)
                except Unreadable as reason:
                    return str(reason)
                if not all(isinstance(example.get(column), int) for column in NUMBERS):
                    return f"a TFRecord file of {part} in outputs/typed/ holds no whole numbers in {', '.join(NUMBERS)}"
                found.append(example["id"])
        if rows + len(found) != len(ids) or (found and not rows and set(found) != ids):
            return (
                f"the Parquet or TFRecord files of {part} in outputs/typed/ have {rows + len(found)} of {len(ids)} rows"
            )
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


def _records(data: bytes, most: int) -> list[bytes]:
    """The records of a TFRecord file, gzipped or not; none for anything else, and for a file of more than `most`.

    A record is its length, the checksum of that, its bytes, and the checksum of these.
    """
    if data[:2] == b"\x1f\x8b":
        try:
            data = zlib.decompressobj(31).decompress(data, LARGEST)
        except zlib.error:
            return []
    records, at = list[bytes](), 0
    sums = []
    while at + 12 <= len(data) and len(records) <= most:
        length, sum_of_length = data[at : at + 8], data[at + 8 : at + 12]
        size = int.from_bytes(length, "little")
        if size > LONGEST or _masked(length) != sum_of_length:
            return []
        records.append(data[at + 12 : at + 12 + size])
        sums.append(data[at + 12 + size : at + 16 + size])
        at += 16 + size
    if at != len(data) or len(records) > most:
        return []
    some = range(0, len(records), 1 + len(records) // 2000)  # pure Python is slow at sums
    return records if all(_masked(records[place]) == sums[place] for place in some) else []


def _masked(data: bytes) -> bytes:
    """The checksum that TFRecord files hold: CRC-32C, turned by 15 bits, and a constant added."""
    state = 0xFFFFFFFF
    for byte in data:
        state = _CRC[(state ^ byte) & 255] ^ state >> 8
    state ^= 0xFFFFFFFF
    return ((state >> 15 | state << 17) + 0xA282EAD8 & 0xFFFFFFFF).to_bytes(4, "little")


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    return byte


_CRC = [_crc_of(byte) for byte in range(256)]


def _parquet_rows(data: bytes) -> int:
    """The rows of a Parquet file with the six columns, by its footer, whose chunks must lie in the file; else 0.

    The fields' numbers are those of parquet.thrift.
    """
    if len(data) < 12 or not data[:4] == data[-4:] == b"PAR1":
        return 0
    end = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    try:
        about = _Thrift(data[max(end, 4) : -8]).struct()
        kinds = {element[4].decode(): element.get(1) for element in about[2]}
        groups = [(group[3], [chunk[3] for chunk in group[1]]) for group in about[4]]
        chunks = [(rows, chunk) for rows, columns in groups for chunk in columns]
        whole = (
            kinds.keys() >= {*NUMBERS, "grade", "native-country"}
            and all(kinds[column] in (_INT32, _INT64, _DOUBLE) for column in NUMBERS)
            and sum(rows for rows, _ in groups) == about[3]
            and all(len(columns) == len(kinds) - 1 for _, columns in groups)
            and all(chunk[5] == rows and chunk[7] > 0 and 4 <= chunk[9] < end for rows, chunk in chunks)
            and sum(chunk[7] for _, chunk in chunks) <= end - 4
        )
        return int(about[3]) if whole else 0
    except (IndexError, KeyError, TypeError, AttributeError, ValueError, RecursionError):
        return 0


_INT32, _INT64, _DOUBLE = 1, 2, 5
"""Physical types of Parquet."""


class _Thrift:
    """Thrift's compact protocol; raises IndexError past the end and for what it does not know."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def bytes(self, size: int) -> bytes:
        self.at += size
        if self.at > len(self.data):
            raise IndexError("past the end")
        return self.data[self.at - size : self.at]

    def varint(self) -> int:
        number, self.at = _varint(self.data, self.at)
        return number

    def struct(self) -> dict[int, Any]:
        """The values of a struct by the numbers of their fields."""
        fields: dict[int, Any] = {}
        field = 0
        while kind := (head := self.bytes(1)[0]) & 15:
            field = field + (head >> 4) if head >> 4 else self.varint() >> 1
            fields[field] = kind == 1 if kind in (1, 2) else self.value(kind)
        return fields

    def value(self, kind: int) -> Any:
        """A value that stands by itself: a boolean in a list takes a byte."""
        if kind in (1, 2, 3):
            return self.bytes(1)[0]
        if kind in (4, 5, 6):
            number = self.varint()
            return number >> 1 ^ -(number & 1)
        if kind == 7:
            return self.bytes(8)
        if kind == 8:
            return self.bytes(self.varint())
        if kind in (9, 10):
            head = self.bytes(1)[0]
            return [self.value(head & 15) for _ in range(head >> 4 if head >> 4 < 15 else self.varint())]
        if kind == 12:
            return self.struct()
        raise IndexError(kind)


def _clip(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
