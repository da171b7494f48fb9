"""Concepts read off whole programs, against what a person counted in them by the definition before the probe saw them."""

from __future__ import annotations

import ast
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalkit.model import Implementation
from evalkit.probes.usage.concepts import concepts_of
from evalkit.probes.usage.source_keys import with_keys
from evalkit.probes.usage.static_usage import static_usage
from tests.probes.usage.test_static_usage import PADDING

FOLDER = Path(__file__).with_name("by_hand")
PROGRAMS = sorted([*FOLDER.glob("*.py"), *FOLDER.glob("*.ipynb")])


def written_down(program: Path) -> dict[str, Any]:
    """What stands beside a program: `symbols`, `keys`, and modules of its `own` that it imports."""
    said: dict[str, Any] = yaml.safe_load(program.with_suffix(".concepts.yaml").read_text(encoding="utf-8"))
    return said


def by_hand(program: Path) -> Counter[str]:
    """The concepts that a person wrote down: symbols with their keywords, and keys."""
    said = written_down(program)
    counted: Counter[str] = Counter()
    for symbol, keywords in said["symbols"].items():
        last = symbol.rpartition(".")[2]
        counted.update([last, *(f"{last}({keyword}=)" for keyword in keywords)])
    counted.update(f"{key}:" for key in said.get("keys") or ())
    return counted


def read(program: Path) -> Counter[str]:
    """The same as the probe reads them off the source, each by its last name."""
    return read_text(program.read_text(encoding="utf-8"), program)


def read_text(text: str, program: Path) -> Counter[str]:
    """The same of another text of a program."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, program.name)
        file.write_text(text, encoding="utf-8")
        for name, content in written_down(program).get("own", {}).items():
            Path(folder, f"{name}.py").write_text(content, encoding="utf-8")
        one = Implementation("task", "", "adapt", file, (file,))
        usage = with_keys(static_usage(one, Path(folder), None, "not run"), one, lambda file: file.name)
    counted: Counter[str] = Counter()
    for concept in concepts_of(usage):
        last = concept.symbol.rpartition(".")[2]
        counted[f"{concept.key}:" if concept.key else f"{last}({concept.keyword}=)" if concept.keyword else last] += 1
    return counted


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_what_is_read_off_a_program_is_what_a_person_counts(program: Path) -> None:
    hand, found = by_hand(program), read(program)
    differing = (hand - found).total() + (found - hand).total()
    assert differing <= 0.02 * hand.total(), (hand - found, found - hand)


def test_four_programs_in_five_are_read_exactly() -> None:
    exact = sum(by_hand(program).total() == read(program).total() for program in PROGRAMS)
    assert len(PROGRAMS) >= 10
    assert exact >= 0.8 * len(PROGRAMS)


def padded(text: str) -> str:
    """A program with comments, blank lines and dead code between its statements."""
    chunks = [ast.unparse(statement) for statement in ast.parse(text).body]
    # an import from the future stays first
    begin = next(at for at, chunk in enumerate(chunks) if not chunk.startswith(("from __future__", '"', "'")))
    for number, padding in enumerate(PADDING):
        chunks.insert(begin + (number * 7) % (len(chunks) - begin), padding)
    return "\n".join(chunks)


RUN_BY_THEMSELVES = [
    program for program in PROGRAMS if program.suffix == ".py" and "__main__" in program.read_text(encoding="utf-8")
]
"""Of the others everything lives that is public, what is put between their statements too."""


@pytest.mark.parametrize("program", RUN_BY_THEMSELVES[::3], ids=lambda program: program.stem)
def test_padding_changes_no_concept_of_a_program(program: Path) -> None:
    text = program.read_text(encoding="utf-8")
    assert read_text(padded(text), program) == read(program)
