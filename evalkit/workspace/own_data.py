"""Data of one's own: a table and the roles of its columns, coded so that a task can put its rows into its own form.

Coded are words alone: each value of a label, a group or a text becomes a number that says how frequent it is. So no
word of the table leaves the process that reads it. Numbers stay what they are, as whole numbers.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shlex
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evalkit.documents import BadInput, Form, Place, Problem, Written, did_you_mean, quoted, read_document, validate
from evalkit.model import OwnData
from evalkit.model.own_data import MISSING, DataMapping, Role
from evalkit.workspace.founding import CannotBegin
from evalkit.workspace.number_format import PLAIN, NumberFormat, number_format_of
from evalkit.workspace.tables import Table, read_table, separators_in

MAPPING = "data.yaml"
"""The file beside a table that says which column plays which role."""
FEWEST = 500
"""Rows that it takes for what tasks plant in them to be told from chance."""

_CODING = 1
"""The version of how tables are coded: another one makes other inputs of the same table."""
_WITHOUT_GAPS: tuple[Role, ...] = ("label", "numbers")
"""Roles of columns in which inputs hold no gaps."""
_LARGEST = 2_000_000_000
"""Of a number: what fits into 32 bits, because some tools read whole numbers so."""
_MOST_DECIMALS = 4
_MOST_COMPARED = 20_000
"""Pairs of names that are compared to say which column was meant: a second's work. Wide tables have millions."""
_VALUES_OF_A_PROPOSAL = 5_000_000
"""Of a larger table, a proposal is made of the first rows."""
_FORM = Form(DataMapping, "table")
_TRUE = ("1", "yes", "true", "y", "t", "1.0", "positive")
_UNTRUE = ("0", "no", "false", "n", "f", "0.0", "negative")
_LABELS = ("label", "target", "class", "y", "outcome", "income", "churn", "default")
_FEW_GROUPS, _FEW_TEXTS = 12, 200
_GROUPS = 2
"""Columns that a proposal makes groups; tasks use no more."""


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A coded table, as CSV whose header names roles (label, group-1, number-1, text-1 …), and what is told of it."""

    content: bytes
    told: OwnData
    roles: Mapping[Role, int]
    """How many columns play each role."""

    @contextmanager
    def as_file(self) -> Iterator[Path]:
        """Yield a file that holds the coded table; it is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="evalkit-own-") as folder:
            file = Path(folder) / "own.csv"
            file.write_bytes(self.content)
            yield file


def read_own_data(file: Path, *, shown: bool = False) -> OwnTable:
    """Return a table with the roles of data.yaml beside it; `shown` says that what is kept of a run may show its values.

    Raises:
        BadInput: there is no data.yaml, with a proposal for one; or all mistakes in it and in the table.
    """
    mapping_file = file.parent / MAPPING
    _refuse_mapping(file)
    if file.is_file() and not mapping_file.is_file():
        proposal = "".join(f"    {line}\n" for line in propose(file).splitlines())
        command = f"evalkit new data {shlex.quote(str(file))}"
        message = f"is missing; `{command}` writes this proposal, whose comments say what to change:\n{proposal}"
        raise BadInput([Problem(Place(str(mapping_file)), message.rstrip("\n"))])
    if not file.is_file():
        read_table(file, keep=())  # says what is wrong with it
    problems: list[Problem] = []
    written = read_document(mapping_file, mapping_file.parent, problems)
    mapping = written and validate(_FORM, file.name, written, Place(MAPPING), problems)
    if problems or not written or not mapping:
        raise BadInput(_beside(problems, mapping_file))
    columns = mapping.columns
    table = read_table(file, mapping.separator, keep={name for names in columns.values() for name in names})
    coded = _Coded(table, mapping, written)
    if coded.problems:
        raise BadInput(_beside(coded.problems, mapping_file))
    described = mapping.model_dump(mode="json")
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    digest.update(repr((_CODING, sorted(described.items(), key=str))).encode())
    told = OwnData(
        rows=len(coded.kept),
        rows_read=table.rows,
        columns=sum(map(len, columns.values())),
        digest=digest.hexdigest(),
        shown=shown,
        table=file.name if shown else "",
    )
    return OwnTable(coded.content(), told, {role: len(names) for role, names in columns.items() if names})


def _refuse_mapping(file: Path) -> None:
    """Raise BadInput where somebody names data.yaml in place of the table that it is about."""
    if file.name == MAPPING:
        raise BadInput([Problem(Place(str(file)), "says what the columns of a table are; name the table beside it")])


def _beside(problems: Sequence[Problem], file: Path) -> list[Problem]:
    """The problems, with data.yaml by the path that leads to it."""
    return [
        Problem(Place(str(file), one.place.line, one.place.column), one.message) if one.place.file == MAPPING else one
        for one in problems
    ]


class _Coded:
    """The columns of a table that play a role, coded, and what is wrong with them."""

    def __init__(self, table: Table, mapping: DataMapping, written: Written) -> None:
        self.problems: list[Problem] = []
        self._table, self._mapping, self._written = table, mapping, written
        self._missing = frozenset(mapping.missing) | {""}
        self._unknown()
        self.kept: list[int] = [] if self.problems else self._with_label_and_numbers()
        self.columns: dict[str, list[str]] = {}
        if not self.problems:
            self._enough()
        if not self.problems:
            self._code()

    def content(self) -> bytes:
        """The coded table as CSV."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*self.columns.values(), strict=True))
        return text.getvalue().encode()

    def _named(self) -> Iterator[tuple[Role, str, Place]]:
        """Yield each column that plays a role, and where data.yaml says so."""
        for role, names in self._mapping.columns.items():
            for at, name in enumerate(names):
                node = self._written.at(role) if role == "label" else self._written.at(role, at)
                yield role, name, node.place if node else self._written.place

    def _unknown(self) -> None:
        known = self._table.names
        there = set(known)
        for _, name, place in self._named():
            if name not in there:
                looks = len(self.problems) * len(known) < _MOST_COMPARED
                hint = did_you_mean(name, known) if looks else ""
                self.problems.append(Problem(place, f"{self._table.file} has no column {quoted(name)}{hint}"))

    def _fields(self, name: str) -> list[str]:
        return [("" if field in self._missing else field) for field in map(str.strip, self._table.columns[name])]

    def _with_label_and_numbers(self) -> list[int]:
        """The numbers of the rows that lack neither the label nor a number: inputs hold no gaps there."""
        columns = [self._fields(name) for role, name, _ in self._named() if role in _WITHOUT_GAPS]
        return [row for row in range(self._table.rows) if all(column[row] for column in columns)]

    def _enough(self) -> None:
        if len(self.kept) >= FEWEST:
            return
        place = Place(self._table.file)
        if self._table.rows < FEWEST:
            message = _too_few(self._table.rows)
        else:
            gaps = {
                name: sum(not field for field in self._fields(name))
                for role, name, _ in self._named()
                if role in _WITHOUT_GAPS
            }
            worst = max(gaps, key=lambda name: gaps[name])
            message = (
                f"has {len(self.kept):,} rows with a label and all numbers, and evalkit needs {FEWEST}; column "
                f"{quoted(worst)} lacks {gaps[worst]:,} values: fill it, or take it out of data.yaml{self._if_a_value(worst)}"
            )
        self.problems.append(Problem(place, message))

    def _code(self) -> None:
        counts: Counter[Role] = Counter()
        for role, name, place in self._named():
            counts[role] += 1
            column = self._fields(name)
            fields = [column[row] for row in self.kept]
            if role == "label":
                self.columns["label"] = self._label(name, fields, place)
            elif role == "numbers":
                self.columns[f"number-{counts[role]}"] = self._numbers(name, fields, place)
            elif role == "groups":
                self.columns[f"group-{counts[role]}"] = self._words(
                    name, [field or "(none)" for field in fields], place
                )
            else:
                self.columns[f"text-{counts[role]}"] = self._words(name, fields, place)

    def _label(self, name: str, fields: list[str], place: Place) -> list[str]:
        seen = list(dict.fromkeys(fields))
        if len(seen) != 2:
            remedy = "name another column, or leave the label out"
            if len(seen) > 2:
                third = self._table.place(self.kept[fields.index(seen[2])], name)
                message = (
                    f"the label {quoted(name)} has {len(seen):,} values, and a label has two; the third comes first in "
                )
                self.problems.append(Problem(place, f"{message}{third.file}, line {third.line}; {remedy}"))
            else:
                message = f"the label {quoted(name)} has one value only; {remedy}{self._if_a_value(name)}"
                self.problems.append(Problem(place, message))
            return fields
        positive = self._mapping.positive
        if positive is None:
            found = [value for value in seen if value.lower() in _TRUE]
            others = [value for value in seen if value.lower() in _UNTRUE]
            if len(found) != 1 or len(others) != 1:
                message = f"which value of the label {quoted(name)} counts as 1? write it, in quotes, as `positive:`"
                self.problems.append(Problem(place, message))
                return fields
            positive = found[0]
        if str(positive) not in seen:
            node = self._written.at("positive")
            message = f"the label {quoted(name)} never has this value; write one of its two"
            self.problems.append(Problem(node.place if node else place, message))
        return [str(int(field == str(positive))) for field in fields]

    def _if_a_value(self, name: str) -> str:
        """The end of a message about gaps in a column: what to do if a word that stands for them is a value there."""
        words = self._missing - {""}
        found = next((field for field in map(str.strip, self._table.columns[name]) if field in words), None)
        if found is None:
            return ""
        return f"; or, if {quoted(found)} is a value there, list under `missing:` what does stand for a missing one"

    def _numbers(self, name: str, fields: list[str], place: Place) -> list[str]:
        numbers: list[float] = []
        written = NumberFormat(self._mapping.decimal, self._mapping.thousands)
        for row, field in zip(self.kept, fields, strict=True):
            number = written.number(field)
            if number is None:
                remedy = _remedy(fields, self._mapping.separator)
                message = f"column {quoted(name)} holds no number here; {remedy}"
                self.problems.append(Problem(self._table.place(row, name), message))
                return fields
            numbers.append(number)
        if min(numbers) == max(numbers):
            self.problems.append(Problem(place, f"column {quoted(name)} holds one number only; leave it out"))
        largest = max(map(abs, numbers))
        if largest > _LARGEST:
            message = f"column {quoted(name)} holds numbers above {_LARGEST:,}; write them in thousands or millions"
            self.problems.append(Problem(place, message))
            return fields
        decimals = next(
            (d for d in range(_MOST_DECIMALS) if all(_is_whole(n * 10**d) for n in numbers)), _MOST_DECIMALS
        )
        while decimals and largest * 10**decimals > _LARGEST:
            decimals -= 1
        whole = [str(round(number * 10**decimals)) for number in numbers]
        if len(set(whole)) == 1 < len(set(numbers)):
            message = (
                f"column {quoted(name)} holds numbers that differ behind the fourth decimal only; write them larger"
            )
            self.problems.append(Problem(place, message))
        return whole

    def _words(self, name: str, fields: list[str], place: Place) -> list[str]:
        counts = Counter(field for field in fields if field)
        if len(counts) < 2:
            self.problems.append(Problem(place, f"column {quoted(name)} holds one value only; leave it out"))
        elif len(counts) > len(fields) / 2:
            message = (
                f"column {quoted(name)} holds another value in nearly every row, as an identifier or a free text does; leave it "
                "out"
            )
            self.problems.append(Problem(place, message))
        ranks = {
            word: str(rank) for rank, word in enumerate(sorted(counts, key=lambda word: (-counts[word], word)), start=1)
        }
        return [ranks.get(field, "") for field in fields]


def _remedy(fields: list[str], separator: str) -> str:
    """What to do about a column that holds no numbers as data.yaml says that they are written."""
    found = number_format_of([fields], separator)
    if found.reads_all(fields):
        return f"all of the column are numbers with {' and '.join(_lines_of(found) or ['the default `decimal`'])} in data.yaml"
    return "correct it, list it under `missing:` in data.yaml, or let the column be one of texts"


def _lines_of(written: NumberFormat) -> list[str]:
    """The keys of data.yaml that say how numbers are written, where that is not the default."""
    lines = [f"decimal: {_quoted(written.decimal)}"] if written.decimal != PLAIN.decimal else []
    return [*lines, f"thousands: {_quoted(written.thousands)}"] if written.thousands else lines


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


# A first data.yaml


def begin_data(file: Path) -> Path:
    """Write a proposal of data.yaml beside a table, and return its path.

    Raises:
        BadInput: the table cannot be read, or has too few rows.
        CannotBegin: there is one already.
    """
    target = file.parent / MAPPING
    _refuse_mapping(file)
    text = propose(file)
    if target.exists():
        raise CannotBegin(f"{target} is there already, and nothing is overwritten; move it away, or change it")
    target.write_text(text, encoding="utf-8")
    return target


def propose(file: Path) -> str:
    """Return a proposal of data.yaml for a table: what its columns look like, with comments that say what to change.

    Raises:
        BadInput: the table cannot be read, or has too few rows.
    """
    separator, table = _with_separator(file)
    if table.rows < FEWEST and table.is_whole:
        raise BadInput([Problem(Place(table.file), _too_few(table.rows))])
    written = number_format_of([_present(fields) for fields in table.columns.values()], separator)
    looks = {name: _look(fields, written) for name, fields in table.columns.items()}
    of = {kind: [name for name, look in looks.items() if look == kind] for kind in ("two", "group", "text", "number")}
    gaps = {name: sum(field.strip() in MISSING for field in table.columns[name]) for name in of["two"]}
    whole = min(reversed(of["two"]), key=gaps.__getitem__, default="")  # rows that lack the label are left out
    label = next((name for name in of["two"] if name.lower() in _LABELS), whole)
    grouping = [name for name in (*of["two"], *of["group"]) if name != label]
    groups, texts = grouping[:_GROUPS], [*of["text"], *grouping[_GROUPS:]]
    lines = [
        f"# What the columns of {_in_a_comment(file.name)} are. evalkit puts its rows in place of those that it brings along:",
        f"#   evalkit run rubrics/quick.yaml --data {_in_a_comment(shlex.quote(str(file)))}",
        "# No value of the table enters the report, unless you add --show-data. Leave a column out to keep it out.",
        *([] if table.is_whole else [f"# evalkit looked at the first {table.rows:,} rows."]),
        "",
    ]
    if said := [*([f"separator: {_quoted(separator)}"] if separator != "," else []), *_lines_of(written)]:
        lines += [*said, ""]
    lines.append("# The column that a model would predict: it has two values. `positive` is the one that counts as 1.")
    if label:
        counts = Counter(field for field in map(str.strip, table.columns[label]) if field not in MISSING)
        positive = next(
            (value for value in counts if value.lower() in _TRUE), min(counts, key=lambda value: counts[value])
        )
        lines += [f"label: {_quoted(label)}", f"positive: {_quoted(positive)}  # check this"]
    else:
        lines.append("# label: …  # no column has two values")
    told = (
        ("groups", groups, "Columns whose values are groups: metrics are compared between those of the first."),
        ("numbers", of["number"], "Columns of numbers; tasks use the first three. Rows that lack one are left out."),
        ("texts", texts, "Columns of words that each stand in many rows; tasks use the first four."),
    )
    for role, names, what in told:
        shown = f"{role}: [{', '.join(map(_quoted, names))}]" if names else f"# {role}: []"
        lines += ["", f"# {what}", shown]
    words = set(MISSING) - {""}
    gone = sorted({field.strip() for fields in table.columns.values() for field in fields if field.strip() in words})
    if gone:
        lines += [
            "",
            f"# Taken for missing values: {', '.join(map(_quoted, gone))}. To change that, list all that are:",
        ]
        lines.append(f"# missing: [{', '.join(map(_quoted, gone))}]")
    unused = [name for name, look in looks.items() if look == "other"]
    if unused:
        lines += [
            "",
            f"# Left out, because they look like identifiers or free texts, or hold one value: {', '.join(map(_quoted, unused))}",
        ]
    return "\n".join(lines) + "\n"


def _with_separator(file: Path) -> tuple[str, Table]:
    """The table, read with the separator that gives it most columns, and that separator."""
    best: tuple[str, Table] | None = None
    first: BadInput | None = None
    for separator in separators_in(file):
        try:
            table = read_table(file, separator, beginning=_VALUES_OF_A_PROPOSAL)
        except BadInput as error:
            first = first or error
        else:
            if best is None or len(table.names) > len(best[1].names):
                best = separator, table
    if best is None:
        raise first or AssertionError("there is a separator to try")
    return best


def _too_few(rows: int) -> str:
    return f"has {rows:,} rows, and evalkit needs {FEWEST}; bring more of them"


def _present(fields: list[str]) -> set[str]:
    return {field.strip() for field in fields} - set(MISSING)


def _look(fields: list[str], written: NumberFormat) -> str:
    """What a column looks like: 'two' values, a 'number', a 'group' of few values, a 'text' of some, or something 'other'."""
    present = [field.strip() for field in fields if field.strip() not in MISSING]
    values = set(present)
    if len(values) < 2:
        return "other"
    if len(values) == 2:
        return "two"
    if written.reads_all(values):
        is_counter = len(values) == len(fields) and all(value.isdigit() for value in values)
        return "other" if is_counter else "number"
    if len(values) <= _FEW_GROUPS:
        return "group"
    return "text" if len(values) <= min(_FEW_TEXTS, len(present) / 2) else "other"


def _quoted(text: str) -> str:
    """A text as YAML in double quotes, which JSON is as well; what cannot be printed is written as its number.

    YAML takes some of it for the end of a line, also in a comment.
    """
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in json.dumps(text, ensure_ascii=False)
    )


def _in_a_comment(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
