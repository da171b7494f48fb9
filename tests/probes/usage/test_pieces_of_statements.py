"""A statement that a program puts together has the clauses of all its pieces, however they are joined; a name has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.usage.test_what_is_no_concept import concepts

WAYS = {
    "joined by a text": "parts = []\nfor one in names:\n    parts.append(f'SELECT b FROM {one}')\nwhole = ' UNION ALL '.join(parts)",
    "joined as they are made": "whole = ' UNION ALL '.join(f'SELECT b FROM {one}' for one in names)",
    "added": "whole = 'SELECT b FROM t'\nif late:\n    whole += ' UNION ALL '\nwhole += ' SELECT c FROM u'",
    "put into braces": "more = ' UNION ALL SELECT c FROM u' if late else ''\nwhole = f'SELECT b FROM t {more}'",
    "formatted": "whole = 'SELECT b FROM t {}'.format(' UNION ALL SELECT c FROM u' if late else '')",
    "listed": "parts = ['SELECT b', 'FROM t']\nif late:\n    parts.append('UNION ALL SELECT c FROM u')\nwhole = ' '.join(parts)",
    "put into a list that was empty": (
        "whole = 'SELECT b FROM t'\nparts = []\nif late:\n    parts.append('x = ?')\nif early:\n"
        "    parts.append('UNION ALL SELECT c')\nif parts:\n    whole += ' ' + ' AND '.join(parts)"
    ),
    "added and joined": (
        "whole = 'SELECT b FROM t'\nparts = ['UNION ALL SELECT c FROM u']\nif late:\n"
        "    parts.append('x = ?')\nif parts:\n    whole += ' ' + ' AND '.join(parts)"
    ),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_clauses_of_every_piece_count(tmp_path: Path, way: str) -> None:
    script = f"import duckdb\n\n{way}\nduckdb.execute(whole)\n"

    assert concepts(tmp_path, script) == {"execute", "SELECT:", "UNION ALL:"}


def test_what_is_put_into_a_statement_as_a_name_is_no_clause(tmp_path: Path) -> None:
    script = (
        "import duckdb\n\nwhere, table = 'load', 'show'\n"
        "duckdb.execute(f\"SELECT a FROM {table} {where} {', '.join(count(one) for one in table)}\")\n"
    )

    assert concepts(tmp_path, script) == {"execute", "SELECT:"}


def test_a_statement_that_goes_on_is_no_second_site_where_it_is_run() -> None:
    from evalkit.probes.dsls.detector import find_in_python

    query = "import duckdb\n\nquery = 'SELECT a FROM t'\n{}duckdb.execute(query)\n"

    assert len(find_in_python(query.format("query += ' WHERE a LIKE 3'\n")).sites) == 1
    assert len(find_in_python(query.format("")).sites) == 1


def test_what_a_statement_goes_on_with_is_a_piece_of_it_whoever_runs_it(tmp_path: Path) -> None:
    script = "import lib\n\nquery = 'SELECT depth FROM ships'\nif late:\n    query += ' WHERE depth BETWEEN 1 AND 2'\nlib.run(query)\n"

    assert concepts(tmp_path, script) == {"run", "SELECT:", "WHERE:", "BETWEEN:"}


def test_what_happens_to_a_row_that_is_there_already_is_to_be_recalled(tmp_path: Path) -> None:
    script = (
        "import sqlite3\n\nsea = sqlite3.connect('x')\nsea.execute('INSERT OR IGNORE INTO ships VALUES (1)')\n"
        "sea.execute('SELECT ignore FROM ships WHERE sunk OR ignore')\n"
        "sea.execute('INSERT INTO ships VALUES (1) ON DUPLICATE KEY UPDATE depth = 3')\n"
    )

    assert concepts(tmp_path, script) == {
        "connect", "execute", "INSERT:", "IGNORE:", "VALUES:", "SELECT:", "WHERE:", "ON DUPLICATE KEY:", "UPDATE:",
    }  # fmt: skip


def test_what_is_unique_has_a_name_that_is_no_function(tmp_path: Path) -> None:
    script = (
        "import sqlite3\n\nsea = sqlite3.connect('x')\nsea.execute('CREATE TABLE ships (id INT, name TEXT, UNIQUE KEY of_names (name), KEY by_id (id))')\n"
        "sea.execute('CREATE TABLE crews (id INT, name TEXT, UNIQUE (id, name))')\nsea.execute('SELECT unique, unique FROM ships')\n"
    )
    found = concepts(tmp_path, script)

    assert found == {"connect", "execute", "CREATE:", "TABLE:", "UNIQUE:", "SELECT:"}
    assert "UNIQUE:" not in concepts(tmp_path, script.replace("UNIQUE", "CHECK"))


def test_a_row_that_is_merged_is_set_without_a_table(tmp_path: Path) -> None:
    script = "import sqlite3\n\nsqlite3.connect('x').execute('MERGE INTO ships t USING boats s ON t.id = s.id WHEN MATCHED THEN UPDATE SET depth = s.depth')\n"

    assert concepts(tmp_path, script) == {
        "connect", "execute", "MERGE:", "USING:", "MATCHED:", "UPDATE:", "SET:",
    }  # fmt: skip
