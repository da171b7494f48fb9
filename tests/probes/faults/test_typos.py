"""Typos are chosen the same way every time, and change one word of a script and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.probes.faults.typos import columns_of, typos
from evalkit.source.reading import NotPython

COLUMNS = frozenset({"age", "sex", "hours-per-week", "label"})
SCRIPT = '''# https://example.org
"""Takes "age" apart."""
import json

import pandas as pd

limits = {"age": 0.3, "hours-per-week": 0.4}
names = {"sex": "all"}
table = pd.read_csv("inputs/ages.csv")

# evalkit: hand over
json.dump(table["label"], open("outputs/x.json", "w"))
'''


def _changed_lines(before: str, after: str) -> list[int]:
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return [number for number, (one, other) in enumerate(pairs, 1) if one != other]


def test_only_column_names_above_the_hand_over_line_are_mistyped() -> None:
    found = typos(SCRIPT, "a/b/adapt", COLUMNS)
    assert {typo.right for typo in found} == {"age", "hours-per-week"}
    assert {typo.line for typo in found} == {7}
    for typo in found:
        assert _changed_lines(SCRIPT, typo.text) == [7]
        assert typo.wrong not in COLUMNS
        assert sum(a != b for a, b in zip(typo.right, typo.wrong, strict=True)) == 1


def test_the_label_chooses_and_nothing_else() -> None:
    assert typos(SCRIPT, "a/b/adapt", COLUMNS) == typos(SCRIPT, "a/b/adapt", set(COLUMNS))
    assert len({typos(SCRIPT, f"a/{tool}/adapt", COLUMNS)[0].wrong for tool in "bcdefgh"}) > 1


def test_where_a_script_writes_no_column_a_librarys_attribute_is_mistyped() -> None:
    script = 'import json\nimport pandas as pd\nprint("ä", pd.read_csv("x.csv"), json.dumps(1))\n'
    [typo] = typos(script, "a/b/adapt", COLUMNS)
    assert (typo.right, typo.wrong, typo.line) == ("read_csv", "read_csvv", 3)
    assert 'print("ä", pd.read_csvv("x.csv"), json.dumps(1))' in typo.text


def test_a_quoted_name_in_a_configuration_text_is_a_column() -> None:
    script = 'config = """\nslices {\n  keys: ["sex", "agent"]\n  sex: 1\n}\n"""\n'
    [typo] = typos(script, "a/b/adapt", COLUMNS)
    assert (typo.right, typo.line) == ("sex", 3)
    assert _changed_lines(script, typo.text) == [3]


@pytest.mark.parametrize(
    "script",
    [
        "import duckdb\nduckdb.sql('SELECT sex, avg(agent) FROM t')\n",
        "import pandas as pd\npd.read_csv('t').query('sex == 1 and agent > 2')\n",
        "import yaml\nyaml.safe_load('{sex: 1, agent: 2}')\n",
        "import sqlite3\nQUERY = 'SELECT count(*) FROM t GROUP BY sex'\nsqlite3.connect('x').execute(QUERY)\n",
    ],
)
def test_a_column_in_a_text_of_another_language_needs_no_quotes(script: str) -> None:
    [typo] = [each for each in typos(script, "a/b/adapt", COLUMNS) if each.right in COLUMNS]
    assert (typo.right, typo.line) == ("sex", 2)
    assert _changed_lines(script, typo.text) == [2]


def test_a_word_of_an_ordinary_text_is_no_column() -> None:
    assert all(
        each.right not in COLUMNS for each in typos("print('sex and age')\nx = 'label'.upper()\n", "a", {"sex", "age"})
    )


def test_a_script_without_either_has_none() -> None:
    assert typos("print(1)\n", "a/b/adapt", COLUMNS) == ()
    assert typos("print(1)\n", "a/b/adapt", ()) == ()


def test_what_is_no_python_is_said_so() -> None:
    with pytest.raises(NotPython):
        typos("x = = 1", "a/b/adapt", COLUMNS)


@given(st.text(min_size=1, max_size=12), st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=4))
def test_a_mistyped_script_is_python_with_one_other_word(label: str, used: list[str]) -> None:
    script = "table = {}\n" + "".join(f"table[{column!r}]\n" for column in used)
    found = typos(script, label, COLUMNS)
    assert len(found) == min(2, len(used))
    assert len({typo.right for typo in found}) == min(2, len(set(used)))
    for typo in found:
        ast.parse(typo.text)
        assert _changed_lines(script, typo.text) == [typo.line]
        assert typo.text.replace(f"'{typo.wrong}'", f"'{typo.right}'") == script


def test_columns_are_read_off_the_headers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("age,sex\n1,2\n")
    (tmp_path / "b.csv").write_text('age,"x, y"\n')
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "notes.txt").write_text("no,column\n")
    assert columns_of(tmp_path) == {"age", "sex", "x, y"}
