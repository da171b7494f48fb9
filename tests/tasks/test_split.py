"""The split task: its inputs hold what its contract says, and its checker is neither fooled nor stopped.

The answers are made by plain Python from the files alone, and by none of the tools.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Verdict
from tests.tasks.fault_files import Faults
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "split"
ROWS = 1000
LEVELS = ("hello", "adapt", "stretch")
EDIT = declared(TASK)["levels"]["adapt"]["edit"]
GOLDEN = "5a761aaf2b475961043645a24910e6be7b7ffbe35838306505439af48f91dcc5"

Row = dict[str, str]


inputs = load(TASK, "inputs")
checker = load(TASK, "checker")
faults = Faults(TASK, load(TASK, "faults"))


class Made(MadeInputs):
    """One set of inputs, read back from its files."""

    def __init__(self, rows: int, seed: int, folder: Path) -> None:
        super().__init__(inputs, rows, seed, folder)

    def people(self, name: str = "people") -> list[Row]:
        return read(self.folder / f"{name}.csv")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(ROWS, 0, tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", params=[(ROWS, 1), (3001, 2)], ids=str)
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    rows, seed = request.param
    return Made(rows, seed, tmp_path_factory.mktemp("inputs"))


# --- splits in plain Python


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def write(file: Path, rows: Sequence[Row], columns: Iterable[str] = inputs.COLUMNS) -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(columns), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def parts(outputs: Path, rows: Sequence[Row], test: Callable[[Row], bool], prefix: str = "") -> Path:
    """Write both sides of a split, and return the folder."""
    sides = [(row, test(row)) for row in rows]
    write(outputs / f"{prefix}test.csv", [row for row, tested in sides if tested])
    write(outputs / f"{prefix}train.csv", [row for row, tested in sides if not tested])
    return outputs


def hello(made: Made, outputs: Path, seed: int = 1) -> Path:
    people = made.people()
    chosen = {row["id"] for row in random.Random(seed).sample(people, len(people) // 5)}
    return parts(outputs, people, lambda row: row["id"] in chosen)


def stratified(people: Sequence[Row], share: float, seed: int) -> set[str]:
    """The ids for testing: of each grade its share, rounded down."""
    by_grade = defaultdict(list)
    for row in people:
        by_grade[row["grade"]].append(row["id"])
    chance = random.Random(seed)
    return {number for ids in by_grade.values() for number in chance.sample(sorted(ids), int(share * len(ids)))}


def adapt(made: Made, outputs: Path, share: float = 0.2, seeds: tuple[int, int, int] = (1, 1, 2)) -> Path:
    people = made.people()
    first, again, other = (stratified(people, share, seed) for seed in seeds)
    parts(outputs, people, lambda row: row["id"] in first)
    write(outputs / "again.csv", [row for row in people if row["id"] in again])
    write(outputs / "other.csv", [row for row in people if row["id"] in other])
    return outputs


def digest(household: str, name: str = "sha256") -> int:
    return int(hashlib.new(name, household.encode()).hexdigest(), 16)


def stretch(
    made: Made, outputs: Path, test: Callable[[Row], bool] = lambda row: digest(row["household"]) % 5 == 2
) -> Path:
    for prefix, name in (("", "people"), ("later-", "people-later")):
        parts(outputs, made.people(name), test, prefix)
    return outputs


ANSWER: dict[str, Callable[[Made, Path], Path]] = {"hello": hello, "adapt": adapt, "stretch": stretch}


def _check(outputs: Path, made: Made, level: str, fault: str | None = None) -> Verdict:
    verdict = checker.check(outputs, made.truth, level, fault)
    assert isinstance(verdict, Verdict)
    assert verdict.passed or verdict.reasons
    assert all(len(reason) < 400 for reason in verdict.reasons)
    return verdict


# --- inputs


def test_same_seed_names_the_same_bytes_for_ever(made: Made) -> None:
    assert made.digest() == GOLDEN


def test_another_seed_gives_other_bytes(made: Made, each: Made) -> None:
    assert each.digest() != made.digest()


def test_people_are_sorted_and_their_ids_count_from_one(each: Made) -> None:
    people = each.people()
    assert [row["id"] for row in people] == [str(number) for number in range(1, each.rows + 1)]
    assert people == sorted(people, key=lambda row: (row["grade"], int(row["age"])))


def test_later_the_same_people_are_there_in_another_order_with_a_quarter_more(each: Made) -> None:
    people, later = each.people(), each.people("people-later")
    assert len(later) == each.rows + each.rows // 4
    assert [row for row in sorted(later, key=lambda row: int(row["id"])) if int(row["id"]) <= each.rows] == people
    old = {row["household"] for row in people}
    joined = [row["household"] in old for row in later if int(row["id"]) > each.rows]
    assert 0.35 < sum(joined) / len(joined) < 0.65


def test_numbers_of_households_are_multiples_of_ten_and_their_sizes_one_to_five(each: Made) -> None:
    sizes = Counter(row["household"] for row in each.people())
    assert all(int(number) % 10 == 0 for number in sizes)
    assert set(sizes.values()) == {1, 2, 3, 4, 5}


def test_members_of_a_household_mostly_share_a_grade(each: Made) -> None:
    grades: dict[str, Counter[str]] = defaultdict(Counter)
    for row in each.people():
        grades[row["household"]][row["grade"]] += 1
    same = sum(counts.most_common(1)[0][1] for counts in grades.values())
    assert same / each.rows > 0.95


def test_grades_are_as_frequent_as_the_contract_says(each: Made) -> None:
    counts = Counter(row["grade"] for row in each.people())
    assert {grade: round(100 * count / each.rows) for grade, count in counts.items()} == inputs.GRADES


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1000 rows"):
        inputs.make(999, 0, tmp_path)


# --- what iterating needs


def test_after_the_edit_the_stale_answer_is_wrong_and_the_new_one_right(made: Made, tmp_path: Path) -> None:
    before = json.dumps(made.truth)
    edited = inputs.edited(made.folder, made.truth, "adapt", EDIT)
    assert edited == {**made.truth, "adapt": {**made.truth["adapt"], "share": EDIT}}
    assert json.dumps(made.truth) == before
    assert not checker.check(adapt(made, tmp_path), edited, "adapt").passed
    assert checker.check(adapt(made, tmp_path, share=EDIT), edited, "adapt").passed


def test_after_a_change_the_old_answer_is_wrong_and_the_new_one_right(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    made = Made(3001, 3, tmp_path / "inputs")
    before = {file.name: file.read_text().splitlines() for file in sorted(made.folder.iterdir())}
    adapt(made, tmp_path / "before")
    made.truth = json.loads(json.dumps(inputs.changed(made.folder, made.truth, 5)))
    for file in sorted(made.folder.iterdir()):
        differing = sum(a != b for a, b in zip(before[file.name], file.read_text().splitlines(), strict=True))
        assert differing == (30 if file.name == "people.csv" else 0)
    assert not _check(tmp_path / "before", made, "adapt").passed
    for level in LEVELS:
        verdict = _check(ANSWER[level](made, tmp_path / level), made, level)
        assert verdict.passed, verdict.reasons


# --- the checker: right answers


@pytest.mark.parametrize("level", LEVELS)
def test_right_answer_passes(each: Made, tmp_path: Path, level: str) -> None:
    verdict = _check(ANSWER[level](each, tmp_path), each, level)
    assert verdict.passed, verdict.reasons


@pytest.mark.parametrize("seed", range(5))
def test_a_split_left_to_chance_row_by_row_passes(seed: int, made: Made, tmp_path: Path) -> None:
    chance = random.Random(seed)
    assert _check(parts(tmp_path, made.people(), lambda _: chance.random() < 0.2), made, "hello").passed


def test_rows_and_columns_in_another_order_and_other_forms_of_numbers_pass(made: Made, tmp_path: Path) -> None:
    hello(made, tmp_path)
    for name in ("train.csv", "test.csv"):
        rows = [{**row, "age": f"{row['age']}.0"} for row in read(tmp_path / name)]
        write(tmp_path / name, rows[::-1], inputs.COLUMNS[::-1])
    verdict = _check(tmp_path, made, "hello")
    assert verdict.passed, verdict.reasons


def test_a_stratified_split_may_round_as_it_likes(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    test = read(tmp_path / "test.csv")
    more = next(row for row in read(tmp_path / "train.csv") if row["grade"] == "D")
    parts(tmp_path, made.people(), lambda row: row in test or row == more)
    write(tmp_path / "again.csv", [*test, more])
    assert _check(tmp_path, made, "adapt").passed


# --- the checker: answers that look right


def _first_rows(made: Made, outputs: Path) -> None:
    parts(outputs, made.people(), lambda row: int(row["id"]) <= ROWS // 5)


def _last_rows(made: Made, outputs: Path) -> None:
    parts(outputs, made.people(), lambda row: int(row["id"]) > ROWS - ROWS // 5)


def _every_fifth(made: Made, outputs: Path) -> None:
    parts(outputs, made.people(), lambda row: int(row["id"]) % 5 == 0)


def _every_fifth_on_average(made: Made, outputs: Path) -> None:
    parts(outputs, made.people(), lambda row: int(row["id"]) % 15 in (1, 4, 9))


def _of(made: Made, outputs: Path, among: Callable[[Row], bool]) -> None:
    chosen = random.Random(3).sample([row["id"] for row in made.people() if among(row)], ROWS // 5)
    parts(outputs, made.people(), lambda row: row["id"] in chosen)


def _from_the_middle(made: Made, outputs: Path) -> None:
    _of(made, outputs, lambda row: ROWS // 4 < int(row["id"]) <= 3 * ROWS // 4)


def _from_the_outside(made: Made, outputs: Path) -> None:
    _of(made, outputs, lambda row: not ROWS // 4 < int(row["id"]) <= 3 * ROWS // 4)


def _people_in_their_prime(made: Made, outputs: Path) -> None:
    _of(made, outputs, lambda row: 28 <= int(row["age"]) <= 48)


def _every_fifth_by_age(made: Made, outputs: Path) -> None:
    ordered = sorted(made.people(), key=lambda row: int(row["age"]))
    chosen = {row["id"] for row in ordered[::5]}
    parts(outputs, made.people(), lambda row: row["id"] in chosen)


def _a_third(made: Made, outputs: Path) -> None:
    parts(outputs, made.people(), lambda row: digest(row["id"]) % 3 == 0)


def _both_sides(made: Made, outputs: Path) -> None:
    write(hello(made, outputs) / "train.csv", made.people())


def _with_replacement(made: Made, outputs: Path) -> None:
    people = made.people()
    chosen = random.Random(1).choices(people, k=ROWS // 5)
    parts(outputs, people, lambda row: row in chosen)
    write(outputs / "test.csv", chosen)


def _lost_missing(made: Made, outputs: Path) -> None:
    hello(made, outputs)
    write(outputs / "train.csv", [row for row in read(outputs / "train.csv") if row["native-country"]])


def _without_columns(made: Made, outputs: Path) -> None:
    write(hello(made, outputs) / "test.csv", read(outputs / "test.csv"), inputs.COLUMNS[:3])


def _with_an_index(made: Made, outputs: Path) -> None:
    rows = read(hello(made, outputs) / "test.csv")
    write(outputs / "test.csv", [{"": str(n), **row} for n, row in enumerate(rows)], ("", *inputs.COLUMNS))


def _columns_mixed_up(made: Made, outputs: Path) -> None:
    rows = read(hello(made, outputs) / "test.csv")
    write(
        outputs / "test.csv",
        [{**row, "age": other["age"]} for row, other in zip(rows, rows[1:] + rows[:1], strict=True)],
    )


def _missing_as_text(made: Made, outputs: Path) -> None:
    rows = read(hello(made, outputs) / "train.csv")
    write(outputs / "train.csv", [{**row, "native-country": row["native-country"] or "nan"} for row in rows])


@pytest.mark.parametrize(
    "answer",
    [
        _first_rows,
        _last_rows,
        _every_fifth,
        _a_third,
        _both_sides,
        _with_replacement,
        _lost_missing,
        _without_columns,
        _with_an_index,
        _columns_mixed_up,
        _every_fifth_on_average,
        _from_the_middle,
        _from_the_outside,
        _people_in_their_prime,
        _every_fifth_by_age,
        _missing_as_text,
    ],
    ids=lambda answer: answer.__name__,
)
def test_a_split_that_looks_right_fails_at_hello(
    answer: Callable[[Made, Path], None], made: Made, tmp_path: Path
) -> None:
    answer(made, tmp_path)
    verdict = _check(tmp_path, made, "hello")
    assert not verdict.passed
    assert verdict.score == 0


def test_a_split_that_is_not_stratified_fails_at_adapt(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    hello(made, tmp_path)
    write(tmp_path / "again.csv", read(tmp_path / "test.csv"))
    assert not _check(tmp_path, made, "adapt").passed


def test_the_first_rows_of_each_grade_fail_at_adapt(made: Made, tmp_path: Path) -> None:
    people = made.people()
    left = {grade: int(0.2 * count) for grade, count in Counter(row["grade"] for row in people).items()}
    chosen = set()
    for row in people:
        if left[row["grade"]]:
            left[row["grade"]] -= 1
            chosen.add(row["id"])
    adapt(made, tmp_path)
    parts(tmp_path, people, lambda row: row["id"] in chosen)
    write(tmp_path / "again.csv", read(tmp_path / "test.csv"))
    assert any("by chance" in reason for reason in _check(tmp_path, made, "adapt").reasons)


def test_the_rows_of_another_seed_are_taken_by_chance_too(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    counts: Counter[str] = Counter()
    other = []
    for row in made.people():
        counts[row["grade"]] += 1
        if counts[row["grade"]] % 5 == 0:
            other.append(row)
    write(tmp_path / "other.csv", other)
    assert any("other.csv was not taken by chance" in reason for reason in _check(tmp_path, made, "adapt").reasons)


def test_another_seed_that_changes_half_of_the_rows_fails(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    first, second = read(tmp_path / "test.csv"), read(tmp_path / "other.csv")
    both = [row for at, row in enumerate(first) if row in second or at % 2]
    left = Counter(row["grade"] for row in first) - Counter(row["grade"] for row in both)
    for row in second:
        if row not in both and left[row["grade"]] > 0:
            left[row["grade"]] -= 1
            both.append(row)
    write(tmp_path / "other.csv", both)
    assert any("by another seed" in reason for reason in _check(tmp_path, made, "adapt").reasons)


@pytest.mark.parametrize("seeds", [(1, 2, 3), (1, 1, 1)])
def test_a_seed_that_does_not_decide_fails(seeds: tuple[int, int, int], made: Made, tmp_path: Path) -> None:
    assert not _check(adapt(made, tmp_path, seeds=seeds), made, "adapt").passed


def test_a_rarest_grade_that_is_not_tested_fails(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    test = [row for row in read(tmp_path / "test.csv") if row["grade"] != "E"]
    parts(tmp_path, made.people(), lambda row: row in test)
    write(tmp_path / "again.csv", test)
    assert any("grade E" in reason for reason in _check(tmp_path, made, "adapt").reasons)


WRONG_BY_HOUSEHOLD: dict[str, Callable[[Row], bool]] = {
    "a remainder instead of a hash": lambda row: int(row["household"]) % 5 == 0,
    "a remainder of the tens": lambda row: int(row["household"]) // 10 % 3 == 0,
    "a remainder of the tens by five": lambda row: int(row["household"]) // 10 % 5 == 0,
    "a remainder by fifty": lambda row: int(row["household"]) % 50 == 10,
    "the hundreds": lambda row: int(row["household"]) // 100 % 5 == 0,
    "by person": lambda row: digest(row["id"]) % 5 == 0,
    "by grade and household": lambda row: digest(row["grade"] + row["household"]) % 5 == 0,
    "everybody": lambda _: True,
    "nobody": lambda _: False,
}


@pytest.mark.parametrize("name", WRONG_BY_HOUSEHOLD)
def test_a_rule_that_looks_right_fails_at_stretch(name: str, made: Made, tmp_path: Path) -> None:
    assert not _check(stretch(made, tmp_path, WRONG_BY_HOUSEHOLD[name]), made, "stretch").passed


def test_households_that_change_sides_fail(made: Made, tmp_path: Path) -> None:
    stretch(made, tmp_path)
    parts(tmp_path, made.people("people-later"), lambda row: digest(row["household"], "md5") % 5 == 2, "later-")
    assert any("changed sides" in reason for reason in _check(tmp_path, made, "stretch").reasons)


def test_newcomers_who_are_all_for_training_fail(made: Made, tmp_path: Path) -> None:
    old = {row["household"] for row in made.people()}
    stretch(made, tmp_path, lambda row: row["household"] in old and digest(row["household"]) % 5 == 2)
    assert not _check(tmp_path, made, "stretch").passed


# --- the checker: facts


def _crc(data: bytes) -> int:
    """CRC-32C, bit by bit."""
    state = 0xFFFFFFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFFFFFF


def _masked(data: bytes) -> bytes:
    state = _crc(data)
    return (((state >> 15 | state << 17) + 0xA282EAD8) % 2**32).to_bytes(4, "little")


def _record(data: bytes) -> bytes:
    size = len(data).to_bytes(8, "little")
    return size + _masked(size) + data + _masked(data)


def _struct(*fields: tuple[int, int, bytes]) -> bytes:
    """A struct of (number, kind, value) in Thrift's compact protocol."""
    coded, before = b"", 0
    for number, kind, value in fields:
        coded += bytes([number - before << 4 | kind]) + value
        before = number
    return coded + b"\0"


def _whole(value: int) -> bytes:
    return _number(2 * value)


def _text(value: str) -> bytes:
    return _number(len(value.encode())) + value.encode()


def _list(kind: int, *items: bytes) -> bytes:
    return bytes([0xF0 | kind]) + _number(len(items)) + b"".join(items)


def _parquet(rows: Sequence[Row], numbers: Sequence[str] = ("id", "household", "age", "hours-per-week")) -> bytes:
    """A Parquet file: one group of rows, a plain page for each column, no missing values."""
    data, schema, chunks = b"PAR1", [_struct((4, 8, _text("root")), (5, 5, _whole(len(inputs.COLUMNS))))], []
    for column in inputs.COLUMNS:
        kind = 2 if column in numbers else 6
        fields = [row[column] for row in rows]
        if kind == 2:
            page = b"".join(int(field).to_bytes(8, "little") for field in fields)
        else:
            page = b"".join(len(field.encode()).to_bytes(4, "little") + field.encode() for field in fields)
        about = _struct((1, 5, _whole(len(rows))), (2, 5, _whole(0)), (3, 5, _whole(3)), (4, 5, _whole(3)))
        head = _struct((1, 5, _whole(0)), (2, 5, _whole(len(page))), (3, 5, _whole(len(page))), (5, 12, about))
        size, start = _whole(len(head) + len(page)), len(data)
        data += head + page
        schema.append(_struct((1, 5, _whole(kind)), (3, 5, _whole(0)), (4, 8, _text(column))))
        chunk = _struct(
            (1, 5, _whole(kind)),
            (2, 9, _list(5, _whole(0))),
            (3, 9, _list(8, _text(column))),
            (4, 5, _whole(0)),
            (5, 6, _whole(len(rows))),
            (6, 6, size),
            (7, 6, size),
            (9, 6, _whole(start)),
        )
        chunks.append(_struct((2, 6, _whole(start)), (3, 12, chunk)))
    group = _struct((1, 9, _list(12, *chunks)), (2, 6, _whole(len(data) - 4)), (3, 6, _whole(len(rows))))
    footer = _struct((1, 5, _whole(1)), (2, 9, _list(12, *schema)), (3, 6, _whole(len(rows))), (4, 9, _list(12, group)))
    return data + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def _tfrecord(rows: Sequence[Row]) -> bytes:
    return b"".join(_record(_example(row)) for row in rows)


def test_typed_files_show_the_fact_if_they_hold_the_rows_with_their_types(made: Made, tmp_path: Path) -> None:
    hello(made, tmp_path)
    train, test = read(tmp_path / "train.csv"), read(tmp_path / "test.csv")

    def shown(**files: bytes) -> bool:
        for file in sorted((tmp_path / "typed").rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        for name, content in files.items():
            file = tmp_path / "typed" / name.replace("__", "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        verdict = _check(tmp_path, made, "hello")
        assert verdict.passed
        return "typed-files" not in verdict.missed

    right = {"train": _tfrecord(train), "test": _tfrecord(test)}
    zipped = {name: gzip.compress(content) for name, content in right.items()}
    untyped = b"".join(_record(_example(row, numbers=())) for row in test)
    assert shown(train=_parquet(train), test=_parquet(test))
    assert shown(**right)
    assert shown(split_train__a=zipped["train"], split_test__b=zipped["test"], log=b"x")
    assert shown(train__1=_tfrecord(train[:9]), train__2=_tfrecord(train[9:]), test=right["test"])
    assert not shown(train=_parquet(train))
    assert not shown(train=_parquet(train), test=_parquet(test[1:]))
    assert not shown(train=_parquet(test), test=_parquet(train))
    assert not shown(train=_parquet(train, numbers=()), test=_parquet(test, numbers=()))
    assert not shown(train=_parquet(train), test=_parquet(test)[:4] + _parquet(test)[-900:])
    assert not shown(train=right["train"], test=right["test"][:-1])
    assert not shown(train=right["train"], test=untyped)
    assert not shown(train=right["train"], test=_tfrecord(train[: len(test)]))
    assert not shown(train=right["train"], test=right["test"].replace(b"United", b"Untied", 1))
    assert not shown(train=b"\0" * 16 * len(train), test=b"\0" * 16 * len(test))
    assert not shown(train=_record(b"x") * len(train), test=_record(b"x") * len(test))
    assert not shown(train=b"id\n1\n", test=b"id\n2\n")
    assert not shown(everything_train_test=right["train"])
    assert not shown()


def test_checksums_are_those_of_the_published_example() -> None:
    assert _crc(b"123456789") == 0xE3069283
    assert checker._masked(b"123456789") == _masked(b"123456789")


def test_parquet_files_of_pyarrow_are_counted(made: Made, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    numbers = ("id", "household", "age", "hours-per-week")
    for size in (1, 63, 64, ROWS):
        rows = made.people()[:size]
        columns = {name: [int(row[name]) if name in numbers else row[name] for row in rows] for name in inputs.COLUMNS}
        parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet", row_group_size=100)
        assert checker._parquet_rows((tmp_path / "a.parquet").read_bytes()) == size


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_have_some_number_of_typed_rows(data: bytes) -> None:
    assert checker._parquet_rows(data) == 0
    assert checker._parquet_rows(b"PAR1" + data + len(data).to_bytes(4, "little") + b"PAR1") == 0
    assert checker._records(data, 9) == [] or data
    assert checker._records(b"\x1f\x8b" + data, 9) == []


def _field(number: int, content: bytes) -> bytes:
    """One field of a protocol buffer that holds a text or a message."""
    return bytes([number << 3 | 2]) + _number(len(content)) + content


def _number(value: int) -> bytes:
    coded = b""
    while value > 127:
        coded += bytes([value & 127 | 128])
        value >>= 7
    return coded + bytes([value])


def _example(row: Row, numbers: Sequence[str] = ("id", "household", "age", "hours-per-week")) -> bytes:
    """A row as a tf.Example, written by hand: whole numbers and texts, and nothing where a value is missing."""
    features = b""
    for name, value in row.items():
        whole = _field(3, _field(1, _number(int(value)))) if name in numbers else b""
        text = _field(1, _field(1, value.encode())) if value and not whole else b""
        features += _field(1, _field(1, name.encode()) + _field(2, whole + text))
    return _field(1, features)


def _records(outputs: Path, folder: str, prefix: str = "") -> None:
    """Put TFRecord files in place of both CSV files of a split."""
    for part in ("train", "test"):
        file = outputs / f"{prefix}{part}.csv"
        data = b"".join(_record(_example(row)) for row in read(file))
        (outputs / folder / f"Split-{part}").mkdir(parents=True)
        (outputs / folder / f"Split-{part}" / "data.gz").write_bytes(gzip.compress(data))
        file.unlink()


def test_tfrecord_files_may_stand_for_the_parts(made: Made, tmp_path: Path) -> None:
    _records(hello(made, tmp_path / "hello"), "typed")
    verdict = _check(tmp_path / "hello", made, "hello")
    assert verdict.passed, verdict.reasons
    assert not verdict.missed
    _records(stretch(made, tmp_path / "stretch"), "typed")
    _records(tmp_path / "stretch", "later-typed", "later-")
    assert _check(tmp_path / "stretch", made, "stretch").passed


def test_tfrecord_files_are_judged_as_strictly(made: Made, tmp_path: Path) -> None:
    outputs = hello(made, tmp_path)
    rows = read(outputs / "train.csv")
    write(outputs / "train.csv", [{**rows[0], "age": "7"}, *rows[1:]])
    _records(outputs, "typed")
    assert any("age of id" in reason for reason in _check(outputs, made, "hello").reasons)
    file = outputs / "typed" / "Split-train" / "data.gz"
    malformed = (b"\x08\x01", b"\xff" * 12, b"\x0a\x7f", b"\x0a\x02\x0a\x00", b"\x0a")
    for spoilt in (
        [],
        [_example(row) for row in rows[1:]],
        [_example({**row, "note": "x"}) for row in rows],
        [_example({"age": "3"})] * len(rows),
        *([record] for record in malformed),
    ):
        file.write_bytes(gzip.compress(b"".join(map(_record, spoilt))))
        assert not _check(outputs, made, "hello").passed


def _grouped(people: Sequence[Row], outputs: Path, *, balance: bool, whole: bool = True) -> Path:
    """Add households for testing one by one, the largest first, wherever the grades lack most; or by chance."""
    households = defaultdict(list)
    for row in people:
        households[row["household"] if whole else row["id"]].append(row["grade"])
    wanted = Counter({grade: count / 5 for grade, count in Counter(row["grade"] for row in people).items()})
    chosen, left = set(), dict(wanted)
    for name in sorted(households, key=lambda name: (-len(households[name]), digest(name))):
        grades = Counter(households[name])
        fits = all(left[grade] >= count - 0.5 for grade, count in grades.items())
        if fits if balance else grades["A"]:
            chosen.add(name)
            for grade, count in grades.items():
                left[grade] -= count
    return parts(outputs, people, lambda row: row["household" if whole else "id"] in chosen, "grouped-")


def test_groups_that_are_stratified_show_the_fact(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    assert "stratified-groups" in _check(tmp_path, made, "adapt").missed
    verdict = _check(_grouped(made.people(), tmp_path, balance=True), made, "adapt")
    assert verdict.passed, verdict.reasons
    assert "stratified-groups" not in verdict.missed


@pytest.mark.parametrize(("balance", "whole"), [(False, True), (True, False)])
def test_groups_that_are_torn_or_not_balanced_fail(balance: bool, whole: bool, made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    assert not _check(_grouped(made.people(), tmp_path, balance=balance, whole=whole), made, "adapt").passed


def test_half_of_a_grouped_split_is_no_split(made: Made, tmp_path: Path) -> None:
    adapt(made, tmp_path)
    for name in ("train", "test"):
        _grouped(made.people(), tmp_path, balance=False)
        (tmp_path / f"grouped-{name}.csv").unlink()
        assert not _check(tmp_path, made, "adapt").passed


def test_a_rule_fitted_to_a_toss_of_coins_fails(made: Made, tmp_path: Path) -> None:
    chance = random.Random(4)
    households = {row["household"]: chance.random() < 0.2 for row in made.people("people-later")}
    stretch(made, tmp_path, lambda row: households[row["household"]])
    buckets = next(
        number
        for number in range(9000, 10_000)
        if not {digest(name) % number for name, tested in households.items() if tested}
        & {digest(name) % number for name, tested in households.items() if not tested}
    )
    test = sorted({digest(name) % buckets for name, tested in households.items() if tested})
    assert not _rule(tmp_path, made, {"hash": "sha256", "buckets": buckets, "test": test}).passed
    filled = sorted({*test, *(set(range(2000)) - {digest(name) % buckets for name in households})})
    assert not _rule(tmp_path, made, {"hash": "sha256", "buckets": buckets, "test": filled}).passed


def test_a_rule_of_many_buckets_has_one_range_for_test(made: Made, tmp_path: Path) -> None:
    stretch(made, tmp_path, lambda row: digest(row["household"]) % 1000 < 200)
    verdict = _rule(tmp_path, made, {"hash": "sha256", "buckets": 1000, "test": list(range(200))})
    assert verdict.passed, verdict.reasons


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"x"', "\ufeff{}", '{"buckets": NaN}', '{"buckets": 1e400}', "[" * 100_000]
)
def test_a_rule_that_is_none_fails(text: str, made: Made, tmp_path: Path) -> None:
    (stretch(made, tmp_path) / "rule.json").write_text(text)
    assert not _check(tmp_path, made, "stretch").passed


def _rule(outputs: Path, made: Made, rule: object) -> Verdict:
    (outputs / "rule.json").write_text(json.dumps(rule))
    return _check(outputs, made, "stretch")


def test_a_rule_that_others_can_follow_shows_the_fact(made: Made, tmp_path: Path) -> None:
    right: dict[str, object] = {"hash": "sha256", "buckets": 5, "test": [2]}
    malformed: list[object] = [
        [],
        {},
        3,
        {**right, "test": 2},
        {**right, "buckets": 2.5},
        {**right, "digits": True},
        {**right, "test": [[]]},
    ]
    assert "known-hash" in _check(stretch(made, tmp_path), made, "stretch").missed
    verdict = _rule(tmp_path, made, right)
    assert verdict.passed, verdict.reasons
    assert "known-hash" not in verdict.missed
    for wrong in ({"hash": "md5"}, {"buckets": 6}, {"test": [3]}, {"digits": 8}, {"hash": "siphash"}, {"buckets": 0}):
        assert not _rule(tmp_path, made, {**right, **wrong}).passed
    for rule in malformed:
        assert not _rule(tmp_path, made, rule).passed


@pytest.mark.parametrize(
    ("rule", "number"),
    [
        ({"hash": "md5", "digits": 8}, lambda text: int(hashlib.md5(text).hexdigest()[:8], 16)),
        ({"hash": "crc32"}, zlib.crc32),
        ({"hash": "sha1", "digits": 1}, lambda text: int(hashlib.sha1(text).hexdigest()[0], 16)),
    ],
)
def test_rules_of_other_hashes_are_followed(
    rule: dict[str, object], number: Callable[[bytes], int], made: Made, tmp_path: Path
) -> None:
    stretch(made, tmp_path, lambda row: number(row["household"].encode()) % 10 in (1, 2))
    verdict = _rule(tmp_path, made, {**rule, "buckets": 10, "test": [1, 2]})
    assert verdict.passed or "households are for test" in str(verdict.reasons)
    assert "rule.json" not in str(verdict.reasons)


@pytest.mark.parametrize(
    ("text", "number"),
    [(b"", 0), (b"a", 0x3C2569B2), (b"hello", 0x248BFA47), (b"hello, world", 0x149BBB7F), (b"test", 0xBA6BD213)],
)
def test_murmurhash_gives_the_published_values(text: bytes, number: int) -> None:
    assert checker._murmur(text) == number


def test_every_fact_that_the_checker_knows_is_one_of_the_level() -> None:
    levels = declared(TASK)["levels"]
    assert {level: set(about["shows"]) for level, about in levels.items()} == {
        "hello": {"typed-files"},
        "adapt": {"stratified-groups"},
        "stretch": {"known-hash"},
    }


# --- the checker: outputs that are no outputs


@pytest.mark.parametrize("level", LEVELS)
def test_missing_outputs_fail(level: str, made: Made, tmp_path: Path) -> None:
    assert not _check(tmp_path, made, level).passed


@pytest.mark.parametrize(
    "text", ["", "id", "id,id\n1,1\n", 'id,"\n', "id\x00\n1\n", "[" * 100_000, "\ud800", ",,,\n,,,\n"]
)
@pytest.mark.parametrize("level", LEVELS)
def test_malformed_tables_fail_with_a_sentence(level: str, text: str, made: Made, tmp_path: Path) -> None:
    (ANSWER[level](made, tmp_path) / "test.csv").write_text(text, errors="surrogatepass")
    assert not _check(tmp_path, made, level).passed


@pytest.mark.parametrize("field", ["0", "-1", "x", "", "99999999999999999999", "1.5", "\u00b2"])
def test_an_id_that_the_input_lacks_fails(field: str, made: Made, tmp_path: Path) -> None:
    rows = read(hello(made, tmp_path) / "test.csv")
    write(tmp_path / "test.csv", [{**rows[0], "id": field}, *rows[1:]])
    assert not _check(tmp_path, made, "hello").passed


@pytest.mark.parametrize("number", ["000000000001" + "0" * 5000, "000000000001999999", "1" * 5000, "\u0663", "01"])
@pytest.mark.parametrize(("level", "name"), [("hello", "train.csv"), ("adapt", "train.csv"), ("adapt", "other.csv")])
def test_a_row_with_a_foreign_id_of_any_length_fails(
    level: str, name: str, number: str, made: Made, tmp_path: Path
) -> None:
    file = ANSWER[level](made, tmp_path) / name
    file.write_text(f"{file.read_text()}{number},1,1,A,1,\n")
    assert any("that the input lacks" in reason for reason in _check(tmp_path, made, level).reasons)


@pytest.mark.parametrize(
    ("text", "why"),
    [("id\n" + "\n" * 8_000_000, "more lines"), ("id" + "," * 30_000_000, "a line"), ("id\n\r" * 5000, "more lines")],
    ids=["empty lines", "commas", "carriage returns"],
)
def test_a_table_far_larger_than_the_input_is_not_parsed(text: str, why: str, made: Made, tmp_path: Path) -> None:
    (hello(made, tmp_path) / "train.csv").write_text(text)
    assert why in str(_check(tmp_path, made, "hello").reasons)


def test_an_empty_line_at_the_end_does_no_harm(made: Made, tmp_path: Path) -> None:
    file = hello(made, tmp_path) / "train.csv"
    file.write_text(f"{file.read_text()}\n")
    assert _check(tmp_path, made, "hello").passed


def test_numbers_without_an_end_are_given_up() -> None:
    with pytest.raises(ValueError, match="ten bytes"):
        checker._varint(b"\xff" * 300_000, 0)
    with pytest.raises(ValueError, match="ten bytes"):
        checker._Thrift(b"\xff" * 300_000).varint()


def test_more_records_than_rows_are_given_up() -> None:
    assert checker._records(gzip.compress(b"\0" * 16_000_000), 1000) == []
    assert checker._records(_record(b"x") * 3, 2) == []


@pytest.mark.parametrize("text", ["", "{", "null", "[1]", "[" * 100_000, '{"hash":' * 50_000])
def test_no_rule_stops_the_checker(text: str, made: Made, tmp_path: Path) -> None:
    (stretch(made, tmp_path) / "rule.json").write_text(text)
    _check(tmp_path, made, "stretch")


@pytest.mark.parametrize("level", LEVELS)
def test_links_and_folders_in_place_of_files_fail(level: str, made: Made, tmp_path: Path) -> None:
    outputs = ANSWER[level](made, tmp_path / "outputs")
    moved = (outputs / "test.csv").rename(tmp_path / "test.csv")
    (outputs / "test.csv").symlink_to(moved)
    assert not _check(outputs, made, level).passed
    (outputs / "test.csv").unlink()
    (outputs / "test.csv").mkdir()
    assert not _check(outputs, made, level).passed
    (outputs / "test.csv").rmdir()
    os.mkfifo(outputs / "test.csv")
    assert not _check(outputs, made, level).passed


# --- faults


@pytest.mark.parametrize("name", faults.must("caught"))
def test_a_split_as_without_the_fault_is_right(name: str, made: Made, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    assert checker.check(adapt(made, tmp_path / "outputs"), altered.truth, "adapt", name).passed


@pytest.mark.parametrize(
    "name", ["duplicated-rows", "truncated-file", "header-only", "dropped-column", "renamed-column"]
)
def test_a_split_of_what_the_spoilt_file_holds_is_wrong(name: str, made: Made, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    people = read(altered.folder / "people.csv")
    outputs = tmp_path / "outputs"
    columns = list(people[0]) if people else inputs.COLUMNS
    for file, low, high in (("test", 0, 2), ("train", 2, 10), ("again", 0, 2), ("other", 4, 6)):
        write(outputs / f"{file}.csv", [row for n, row in enumerate(people) if low <= n % 10 < high], columns)
    assert not checker.check(outputs, altered.truth, "adapt", name).passed


@pytest.mark.parametrize("name", ["row-too-long", "not-utf8"])
def test_a_row_that_cannot_be_told_for_sure_may_be_written_as_it_is_read(name: str, made: Made, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    adapt(made, tmp_path / "outputs")
    for file in sorted((tmp_path / "outputs").iterdir()):
        rows = [{**row, "native-country": "?"} if row["id"] == str(ROWS // 2 + 1) else row for row in read(file)]
        write(file, rows)
    assert checker.check(tmp_path / "outputs", altered.truth, "adapt", name).passed
    assert not checker.check(tmp_path / "outputs", made.truth, "adapt").passed
