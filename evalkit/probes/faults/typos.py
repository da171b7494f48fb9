"""Typos in an implementation: one letter of a column's name, or an attribute of a library with a letter too many."""

from __future__ import annotations

import ast
import csv
import hashlib
import re
import string
import sys
import tokenize
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.model.rubric import USUAL_TYPOS
from evalkit.probes.dsls.detector import find_in_python
from evalkit.source.embedded import weighed_tokens
from evalkit.source.names import imported_names, qualified
from evalkit.source.other_languages import without_comments
from evalkit.source.reading import read_source


@dataclass(frozen=True, slots=True)
class Typo:
    """One wrong word in a script: `text` is the whole script with it, `line` (from 1) where it stands."""

    right: str
    wrong: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Site:
    """A word of the script that may be mistyped: where it begins, from 0 in the whole text."""

    word: str
    start: int
    line: int
    is_column: bool


def columns_of(inputs: Path) -> frozenset[str]:
    """The names in the headers of the CSV files in a folder, whatever else they hold."""
    found: set[str] = set()
    for file in sorted(inputs.glob("*.csv")):
        with file.open(encoding="utf-8", errors="replace", newline="") as text:
            found.update(next(csv.reader(text), []))
    return frozenset(found)


def typos(text: str, label: str, columns: Collection[str], *, most: int = USUAL_TYPOS) -> tuple[Typo, ...]:
    """Up to `most` typos in a script, in different words as far as there are any, chosen by SHA-256 of `label`.

    Only names of `columns` in string literals above the hand-over line are mistyped: a literal that is the name, or a
    quoted name inside of a longer one, as configuration texts have them. The keys of a dictionary that holds nothing
    but texts are left alone: they are data, and name no column. What is missing to `most` is made up by attributes of
    libraries, the standard library aside. Raises `NotPython` where the script is none.
    """
    sites = sorted(_sites(text, columns), key=lambda site: (not site.is_column, _digest(label, site.line, site.start)))
    first = {site.word: site for site in reversed(sites)}  # a second place of one word says little more than the first
    fresh = [site for site in sites if first[site.word] == site]
    rest = [site for site in sites if first[site.word] != site]
    chosen = sorted([*fresh, *rest], key=lambda site: not site.is_column)[:most]
    return tuple(_mistyped(text, site, label, columns) for site in chosen)


def _sites(text: str, columns: Collection[str]) -> Iterator[_Site]:
    source = read_source(text)
    end = source.handover_line or text.count("\n") + 2
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    untouched = _documentation_and_data(source.tree, lines)
    names = "|".join(re.escape(column) for column in sorted(columns, key=len, reverse=True))
    if names:
        quoted = re.compile(rf"(?P<quote>[\"'])(?P<name>{names})(?P=quote)")
        bare = re.compile(rf"(?<![\w.-])(?P<name>{names})(?![\w-])")
        for one in weighed_tokens(text, find_in_python(text).embedded):
            token = one.token
            if token.type == tokenize.STRING and token.start[0] < end and token.start not in untouched:
                start, stop = (starts[row - 1] + column for row, column in (token.start, token.end))
                spelled = text[start:stop]
                within = without_comments(spelled, one.language) if one.language else spelled
                # in a text of another language a column needs no quotes
                for found in (bare if one.language and len(within) == len(spelled) else quoted).finditer(spelled):
                    at = token.start[0] + spelled.count("\n", 0, found.start())
                    yield _Site(found["name"], start + found.start("name"), at, is_column=True)
    imported = {
        name: meant
        for name, meant in imported_names(source.tree).items()
        if meant.partition(".")[0] not in sys.stdlib_module_names
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.lineno < end and qualified(node, imported):
            number = node.end_lineno or node.lineno
            last = starts[number - 1] + _characters(lines[number - 1], node.end_col_offset or 0)
            yield _Site(node.attr, last - len(node.attr), number, is_column=False)


def _characters(line: str, byte_offset: int) -> int:
    return len(line.encode()[:byte_offset].decode(errors="ignore"))


def _documentation_and_data(tree: ast.Module, lines: Sequence[str]) -> frozenset[tuple[int, int]]:
    """Where strings begin that are an expression by themselves, or a key of a dictionary of texts."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            found.append(node.value)
        elif isinstance(node, ast.Dict) and all(map(_is_text, node.values)):
            found += [key for key in node.keys if key is not None]
    return frozenset(
        (each.lineno, _characters(lines[each.lineno - 1], each.col_offset)) for each in found if _is_text(each)
    )


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _mistyped(text: str, site: _Site, label: str, columns: Collection[str]) -> Typo:
    wrong = site.word + site.word[-1]
    if site.is_column:
        wrong = next(word for word in _near(site.word, _digest(label, site.line, site.word)) if word not in columns)
    changed = text[: site.start] + wrong + text[site.start + len(site.word) :]
    return Typo(site.word, wrong, site.line, changed)


def _near(word: str, chance: int) -> Iterator[str]:
    """Every word that differs in one letter, beginning with one of chance."""
    letters = [at for at, letter in enumerate(word) if letter.lower() in string.ascii_lowercase] or [len(word) - 1]
    for turn in range(25 * len(letters)):
        at = letters[(chance + turn) % len(letters)]
        step = 1 + (chance // len(letters) + turn // len(letters)) % 25
        place = string.ascii_lowercase.find(word[at].lower())
        yield word[:at] + string.ascii_lowercase[(place + step) % 26] + word[at + 1 :]


def _digest(*what: object) -> int:
    text = "\x1f".join(str(part) for part in what)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
