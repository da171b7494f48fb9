"""What the text of a page tells somebody of the columns of a table: which numbers stand beside a name and a word.

The text comes from a browser: lines end with a line end, and cells of a row with a tab. Pages say a thing in three ways, and
each is read: in a table, with a line for each column or a column for each; in a line that holds the name; and in a section, which
begins with the name alone and ends before the name of another column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

NUMBER = re.compile(
    r"(?<![\w.,])[-+\N{MINUS SIGN}]?(?:\d{1,3}(?:[,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]\d{3})+|\d+)(?:\.\d+)?"
    r"(?:[eE][-+]?\d+)?(?:\s?%|[kKM](?![\w.]))?(?![\w]|[.,]\d)"
)
"""A number for people: with commas between thousands, an exponent, a percent sign, or k and M for thousands and millions."""
_AROUND = " \t'\"\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}:#*."
_LONGEST_SECTION = 6000
_GAP = r"[^A-Za-z0-9]{0,30}"
"""What may stand between a word and its number: no other word, and no other number."""
_FOLLOWED = re.compile(rf"\s*{NUMBER.pattern}\s*(?:\n|$)")
_KIND = re.compile(
    r"(?<=[\w'\"])\s{1,3}[(\[]?(?:real|number|numeric|integer|float|int\d*|categor\w*|text|string|str|object|date\w*|time\w*|bool\w*)\b"
    r"[^\t\d,.;]{0,20}$",
    re.IGNORECASE,
)
"""The kind of a column behind its name in a heading."""
_OTHER = re.compile(
    r"(?<![A-Za-z])(?:medians?|min(?:imum|ima)?|max(?:imum|ima)?|std|(?:standard )?deviation|variance|sum|total|modes?|count"
    r"|skew(?:ness)?|kurtosis|quantiles?|percentiles?|ranges?|\d+\s?%)(?![A-Za-z])",
    re.IGNORECASE,
)
"""A statistic other than the mean."""
_OTHER_NUMBER = re.compile(rf"{_OTHER.pattern}[^A-Za-z0-9]{{0,5}}{NUMBER.pattern}", re.IGNORECASE)
_DENIED = r"(?!\W{0,5}(?:no|false|0)(?![\w.]))"
_AFFIRMED = re.compile(r"true|yes|x|\N{CHECK MARK}|\N{HEAVY CHECK MARK}", re.IGNORECASE)
_RELATES = re.compile(r"associat|correlat|information on|related", re.IGNORECASE)
_FILLER = r"(?:\s*(?:values?|cells?|rows?|count|share|number|\(?%\)?|percentage|percent|ratio|of))*"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a page shows it: its value, half a unit of its last digit, and whether it is a percentage."""

    value: float
    half: float
    is_percent: bool = False
    digits: int = 1

    @classmethod
    def read(cls, shown: str) -> Number:
        """Read what `NUMBER` matches."""
        text = re.sub(r"[,\s]", "", shown.replace("\N{MINUS SIGN}", "-"))
        is_percent = text.endswith("%")
        times = {"k": 1e3, "K": 1e3, "M": 1e6}.get(text[-1], 1.0)
        mantissa, _, exponent = text.rstrip("%kKM").lower().partition("e")
        unit = (
            times * 10.0 ** (int(exponent[:4] or 0) - len(mantissa.partition(".")[2]))
            if abs(int(exponent[:4] or 0)) < 300
            else 1.0
        )
        value = float(mantissa) * times * 10.0 ** int(exponent[:4] or 0) if abs(int(exponent[:4] or 0)) < 300 else 0.0
        return cls(value, unit / 2, is_percent, len(mantissa.replace(".", "").lstrip("-+0")) or 1)

    def is_close(self, exact: float, leeway: float = 0.0) -> bool:
        """Whether `exact`, rounded as the page rounds, is this number; `leeway` is a share of it."""
        return abs(self.value - exact) <= self.half * 1.001 + abs(exact) * (leeway + 1e-9)


def numbers(text: str) -> list[Number]:
    """The numbers in a text, in its order."""
    return [Number.read(found[0]) for found in NUMBER.finditer(text)]


def is_count(shown: Number, count: int, rows: int) -> bool:
    """Whether a number says `count` of `rows`: as it is, rounded to two digits or more, as a share, or as a percentage."""
    if shown.is_percent:
        return shown.is_close(100 * count / rows)
    if shown.value == count or (shown.half > 0.5 and shown.digits >= 2 and shown.is_close(count)):
        return True
    return shown.half <= 0.005 and 0 < shown.value < 1 and shown.is_close(count / rows)


class Told:
    """The text of a page, read for the columns `names`."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text, self.names = text, tuple(names)
        self.lines = [line for line in text.split("\n") if line.strip()]
        every = "|".join(sorted(map(re.escape, self.names), key=len, reverse=True))
        self._name = re.compile(rf"(?<![\w-])(?:{every})(?![\w-])") if every else re.compile(r"(?!)")

    def named(self, text: str) -> set[str]:
        """The columns that a text names."""
        return {found[0] for found in self._name.finditer(text)}

    def lines_of(self, name: str) -> list[str]:
        """The lines that name a column."""
        return [line for line in self.lines if name in self._names_by_line.get(line, ())]

    def sections_of(self, name: str) -> Iterator[str]:
        """What stands behind the name of a column that stands alone, up to the name of another one."""
        for at, (start, end, found) in enumerate(self._headings):
            if found == name:
                after = (begin for begin, _, other in self._headings[at + 1 :] if other != name)
                yield self.text[end : min(next(after, len(self.text)), start + _LONGEST_SECTION)]

    def numbers_of(self, name: str, words: Sequence[str]) -> list[Number]:
        """The numbers that stand beside a column's name and one of `words`, regular expressions for whole words."""
        return [number for place in self.places_of(name, words) for number in place]

    def places_of(self, name: str, words: Sequence[str]) -> Iterator[list[Number]]:
        """The same numbers, together where they stand in one cell, one line or one section."""
        word = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(words)})(?![A-Za-z])", re.IGNORECASE)
        behind = re.compile(rf"{word.pattern}{_FILLER}{_GAP}((?:{NUMBER.pattern}{_GAP}){{1,4}})", re.IGNORECASE)
        for cells in self._cells(name, word):
            yield [number for cell in cells for number in numbers(cell)]
        for line in self.lines_of(name):
            if self.named(line) == {name} and word.search(line):
                yield numbers(self._name.sub(" ", line))
        for section in self.sections_of(name):
            yield [number for match in behind.finditer(section) for number in numbers(match[1])]

    def lines_of_numbers(self, name: str) -> Iterator[list[Number]]:
        """The numbers of each line that names this column alone, less those that are said to be another statistic than a mean."""
        for line in self.lines_of(name):
            if "\t" not in line and self.named(line) == {name}:
                yield numbers(_OTHER_NUMBER.sub(" ", self._name.sub(" ", line)))
        for head, *rows in self._tables:
            for row in (head, *rows):
                if self.named("\t".join(row)) == {name}:
                    titles = head if row is not head else ()
                    yield [
                        number
                        for at, cell in enumerate(row)
                        if not (at < len(titles) and _OTHER.search(titles[at]))
                        and not (at and _OTHER.fullmatch(row[at - 1]))
                        for number in numbers(_OTHER_NUMBER.sub(" ", self._name.sub(" ", cell)))
                    ]

    def cells_of(self, name: str, *titles: Sequence[str]) -> list[Number]:
        """The numbers of the cells where the line of a column meets one whose title holds a word of each of `titles`."""
        every = "".join(rf"(?=.*(?<![A-Za-z])(?:{'|'.join(words)})(?![A-Za-z]))" for words in titles)
        title = re.compile(rf"^{every}", re.IGNORECASE)
        return [number for cells in self._cells(name, title) for cell in cells for number in numbers(cell)]

    def words_of(self, name: str, words: Sequence[str]) -> bool:
        """Whether a line that names a column, a section of it, or a cell in its row, says one of `words` and does not deny it."""
        plain = rf"(?<![A-Za-z])(?:{'|'.join(words)})(?![A-Za-z])"
        word = re.compile(rf"(?<!not )(?<!not a )(?<!n't )(?<!never )(?<!no )(?<!non-){plain}{_DENIED}", re.IGNORECASE)
        beside = [line for line in self.lines_of(name) if self.named(line) == {name}]
        if any(word.search(text) for text in (*beside, *self.sections_of(name))):
            return True
        cells = self._cells(name, re.compile(plain, re.IGNORECASE))
        return any(_AFFIRMED.fullmatch(cell) for row in cells for cell in row)

    def column_of(self, name: str) -> list[str]:
        """What stands in tables below the name of a column."""
        return [
            row[at]
            for head, *rows in self._tables
            for at, cell in enumerate(head)
            if _bare(cell) == name
            for row in rows
            if at < len(row)
        ]

    def associations(self, one: str, other: str) -> list[Number]:
        """The numbers from -1 to 1 that stand where a page relates two columns: in a line of both, a matrix, or a list under one."""
        found = [
            number
            for line in self.lines_of(one)
            if other in self._names_by_line[line] and len(self._names_by_line[line]) == 2
            for number in numbers(self._name.sub(" ", line))
        ]
        for first, second in ((one, other), (other, one)):
            for table in self._tables:
                places = [at for at, cell in enumerate(table[0]) if _bare(cell) == second]
                rows = [row for row in table[1:] if any(_bare(cell) == first for cell in row[:2])]
                found += [n for row in rows for at in places if at < len(row) for n in numbers(row[at])]
            for section in self.sections_of(first):
                if _RELATES.search(section):
                    beside = rf"(?<![\w-]){re.escape(second)}(?![\w-])[^A-Za-z0-9]{{1,20}}?({NUMBER.pattern})"
                    found += [number for match in re.finditer(beside, section) for number in numbers(match[1])]
        return [number for number in found if _is_measure(number)]

    def associations_in(self, line: str) -> list[Number]:
        """The numbers from -1 to 1 in a line, which may say how strongly columns are related."""
        return [number for number in numbers(self._name.sub(" ", line)) if _is_measure(number)]

    def _cells(self, name: str, word: re.Pattern[str]) -> Iterator[list[str]]:
        """The cells of a table where the line of a column and that of a word meet."""
        for table in self._tables:
            head, *rows = table
            titled = [at for at, cell in enumerate(head) if word.search(cell)]
            for row in rows:
                if any(_bare(cell) == name for cell in row[:3]):
                    yield [row[at] for at in titled if at < len(row)]
            named = [at for at, cell in enumerate(head) if _bare(cell) == name]
            for row in rows:
                if row and word.search(row[0]):
                    yield [row[at] for at in named if at < len(row)]

    @cached_property
    def _tables(self) -> list[list[list[str]]]:
        """Lines with tabs that follow each other, taken apart into cells; a line of words behind one with numbers begins a table."""
        tables: list[list[list[str]]] = []
        is_open = had_numbers = False
        for line in self.text.split("\n"):
            if "\t" in line:
                cells = [cell.strip() for cell in line.split("\t")]
                found = [cell for cell in cells if NUMBER.fullmatch(cell)]
                has_numbers = bool(found) and not _are_quantiles(found)
                if not is_open or (had_numbers and not has_numbers and sum(map(bool, cells)) >= 3):
                    tables.append([])
                tables[-1].append(cells)
                is_open, had_numbers = True, has_numbers
            elif line.strip():
                is_open = had_numbers = False
        return tables

    @cached_property
    def _headings(self) -> list[tuple[int, int, str]]:
        """Where a name stands alone in a line, or with its kind, and no number follows, as in a list: its start, end and the name."""
        names, found, at = set(self.names), [], 0
        for line in self.text.split("\n"):
            bare = _bare(_KIND.sub("", line))
            end = at + len(line)
            if bare in names and not _FOLLOWED.match(self.text, end):
                found.append((at, end, bare))
            at = end + 1
        return found

    @cached_property
    def _names_by_line(self) -> dict[str, set[str]]:
        return {line: named for line in self.lines if (named := self.named(line))}


def _are_quantiles(cells: Sequence[str]) -> bool:
    """Whether numbers in a line are the titles of quantiles, such as 25%, 50% and 75%, and no values."""
    shares = [int(cell[:-1]) if re.fullmatch(r"\d{1,2}%", cell) else 100 for cell in cells]
    return len(cells) >= 2 and max(shares) < 100 and shares == sorted(set(shares)) and shares[0] + shares[-1] == 100


def _is_measure(number: Number) -> bool:
    return abs(number.value) <= 1 and not number.is_percent and number.half <= 0.05


def _bare(cell: str) -> str:
    return cell.strip(_AROUND)
