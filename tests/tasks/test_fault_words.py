"""The words that a good message about a fault may use are the fault's own or everybody's, and none is one tool's."""

from __future__ import annotations

import builtins
import itertools
from pathlib import Path

import pytest

from evalkit.probes.faults.typos import columns_of
from tests.tasks.fault_files import Faults, contents
from tests.tasks.task_files import MadeInputs, load

FOLDERS = {file.parent.name: file.parent for file in (Path(__file__).parents[2] / "tasks").glob("*/faults.py")}
FAULTS = {task: Faults(folder, load(folder, "faults")) for task, folder in sorted(FOLDERS.items())}
CAUGHT = [(task, name) for task, faults in FAULTS.items() for name in faults.must("caught")]

ALIKE = (
    {"renamed-column", "dropped-column", "dropped-number-column", "no-label-in-training"},
    {"text-in-numbers", "unit-behind-numbers"},
    {"all-missing", "all-missing-words", "missing-scores"},
    {"not-utf8", "utf16-file"},
)
"""Faults that are one thing to say, each under more than one name."""


@pytest.fixture(scope="module")
def general(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], frozenset[str]]:
    """The words of each fault less the columns and files, and the values that only the spoiled inputs hold."""
    found = {}
    for task, faults in FAULTS.items():
        made = MadeInputs(load(FOLDERS[task], "inputs"), 1000, 0, tmp_path_factory.mktemp("inputs"))
        before = b"".join(contents(made.folder).values()).decode(errors="replace")
        for name in faults.must("caught"):
            altered = faults.inject(name, made, tmp_path_factory.mktemp("faults") / "inputs").folder
            after = b"".join(contents(altered).values()).decode(errors="replace")
            places = {"row", *columns_of(made.folder), *columns_of(altered), *contents(made.folder)}
            found[task, name] = frozenset(
                word
                for word in faults.listed[name]["names"]
                if word not in places and not (word in after and word not in before)
            )
    return found


def _sort(name: str) -> str:
    return next((" or ".join(sorted(group)) for group in ALIKE if name in group), name)


@pytest.mark.parametrize("sort", sorted({_sort(name) for _, name in CAUGHT}))
def test_what_is_one_fault_is_named_by_the_same_words_in_every_task(
    sort: str, general: dict[tuple[str, str], frozenset[str]]
) -> None:
    wanted = {fault: words for fault, words in general.items() if _sort(fault[1]) == sort}
    for (one, words), (other, others) in itertools.pairwise(wanted.items()):
        assert words == others, f"{'/'.join(one)} and {'/'.join(other)} are the same fault"


@pytest.mark.parametrize(("task", "name"), CAUGHT)
def test_an_exception_that_names_a_fault_is_one_of_pythons_own(task: str, name: str) -> None:
    exceptions = [word for word in FAULTS[task].listed[name]["names"] if word.endswith("Error")]
    assert [word for word in exceptions if not hasattr(builtins, word)] == []
