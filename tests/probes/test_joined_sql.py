"""SQL that people put together from parts is one site, whatever joins the parts; prose that is put together is none."""

from __future__ import annotations

import pytest

from evalkit.probes.dsls import find_in_python
from evalkit.probes.dsls.texts import is_sql

LITERAL, PARSED = "sql-literal", "parsed-string"
STATEMENTS = {
    "a list joined by lines": ('x = "\\n".join([\n    "SELECT count(*)",\n    "FROM users",\n])', [(LITERAL, 1)]),
    "a tuple joined by spaces": ('x = " ".join(("SELECT id", "FROM users", "WHERE active"))', [(LITERAL, 1)]),
    "a list with others in it": ('x = " ".join(["SELECT", *cols, "FROM", "users"])', [(LITERAL, 1)]),
    "a list within a list": ('def f(cols, t):\n    return " ".join(["SELECT", ", ".join(cols), "FROM", t])', [(LITERAL, 2)]),
    "lists that are added": ('head = ["SELECT id", "FROM users"]\nx = "\\n".join(head + ["WHERE day > 3"])', [(LITERAL, 2)]),
    "a list that grows": ('q = ["SELECT id"]\nq.append("FROM users")\nif late:\n    q.append("WHERE day > 3")\nrun(" ".join(q))', [(LITERAL, 5)]),
    "a list that is extended": ('q = ["SELECT id"]\nq.extend(["FROM users", "WHERE day > 3"])\nrun(" ".join(q))', [(LITERAL, 3)]),
    "a list that is added to": ('q = ["SELECT id"]\nq += ["FROM users", "WHERE day > 3"]\nrun(" ".join(q))', [(LITERAL, 3)]),
    "a list that begins as a statement": ('q = ["SELECT id, day", "FROM users"]\nif late:\n    q.append("WHERE day > 3")\nrun(" ".join(q))', [(LITERAL, 1)]),
    "a list that a loop fills": ('q = ["CREATE TABLE users ("]\nfor n in cols:\n    q.append(f"  {n} text")\nq.append(")")\nrun("\\n".join(q))', [(LITERAL, 5)]),
    "a list whose empty parts are left out": ('x = " ".join(filter(None, ["SELECT id", "FROM users", late and "WHERE day > 3"]))', [(LITERAL, 1)]),
    "an end of lines by name": ('import os\nx = os.linesep.join(["SELECT id", "FROM users"])', [(LITERAL, 2)]),
    "the method of the class": ('x = str.join(" ", ["SELECT id", "FROM users"])', [(LITERAL, 1)]),
    "a separator by name": ('SEP = "\\n"\nx = SEP.join(["SELECT id", "FROM users"])', [(LITERAL, 2)]),
    "statements of their own": ('ALL = [\n    "CREATE TABLE a (x int)",\n    "CREATE TABLE b (y int)",\n]\nc.executescript(";\\n".join(ALL))', [(LITERAL, 2), (LITERAL, 3)]),
    "handed to a parser": ('import duckdb\nduckdb.sql(" ".join(["SELECT id", "FROM users"]))', [(PARSED, 2)]),
    "columns between": ('x = "SELECT " + ", ".join(cols) + " FROM users"', [(LITERAL, 1)]),
    "added to step by step": ('out = "SELECT id"\nout += " FROM users"\nout += " WHERE day > 3"\nrun(out)', [(LITERAL, 1)]),
    "begun by half": ('out = "SELECT "\nout += ", ".join(names)\nout += " FROM users"\nrun(out)', [(LITERAL, 1)]),
    "begun by nothing": ('sql = ""\nsql += "SELECT id"\nsql += " FROM users"', [(LITERAL, 2)]),
    "rows added to it": ('out = "INSERT INTO users (id, day) VALUES "\nout += ", ".join("(?, ?)" for _ in rows)', [(LITERAL, 1)]),
    "columns added in a loop": ('out = "SELECT id"\nfor n in names:\n    out += f", {n}"\nout += " FROM users"', [(LITERAL, 1)]),
    "set to itself and more": ('out = "INSERT INTO users ("\nout = out + ", ".join(names)\nout = out + ") VALUES (" + ", ".join(marks) + ")"', [(LITERAL, 1)]),
    "an attribute added to": ('class A:\n    def f(self):\n        self.out = "DELETE FROM "\n        self.out += "users WHERE id = 3"', [(LITERAL, 3)]),
    "clauses of its own": ('set_stmt = " SET "\nfor key in row:\n    if row[key]:\n        set_stmt += ", "\n    set_stmt += key + " = %s"\ncur.execute("UPDATE users" + set_stmt + " WHERE id = %s")', [(LITERAL, 6)]),
    "a column that is called a": ('x = "SELECT a FROM t"', [(LITERAL, 1)]),
    "a table that is called by words": ('x = "SELECT id, day FROM the_days"', [(LITERAL, 1)]),
}  # fmt: skip
PROSE = {
    "added": 'm = "Select " + ", ".join(names) + " from the menu"',
    "added in small letters": 'm = "select " + ", ".join(names) + " from the menu"',
    "put into braces": "log.debug(f\"Select {', '.join(names)} from {menu}\")",
    "joined": 'm = "\\n".join(["Select some file", "from disk", "and press enter"])',
    "joined words": 'm = " ".join(["Update", name, "set"])',
    "joined keywords": 'x = ", ".join(["SELECT", "FROM", "WHERE"])',
    "joined to a path": 'x = "/".join(["select", "from", "users"])',
    "joined to a command": 'x = " ".join(["docker", "update", name, "set"])',
    "joined alternatives": 'x = r"\\b(" + "|".join(["SELECT", "INSERT INTO"]) + r")\\s+(\\w+)"',
    "joined markup": 'h = ["<select>"]\nh.append("<option>from</option>")\nx = "".join(h)',
    "joined attributes": "x = f\"<option {' '.join(attrs)} selected>\"",
    "a list that grows": 'm = ["Delete from disk:"]\nm.append(", ".join(names))\nprint("\\n".join(m))',
    "step by step": 'm = "Select "\nm += ", ".join(names)\nm += " from the menu"',
    "step by step in small letters": 'm = "select " + ", ".join(names)\nm += " from the menu"',
    "step by step to a text": 'm = "Update "\nm += name\nm += " set"',
    "values with a unit": 'axis = "Values (" + unit + ")"\nother = f"Values ({unit})"',
}


def found(text: str) -> list[tuple[str, int]]:
    return [(site.kind, site.first) for site in find_in_python(text).sites]


@pytest.mark.parametrize(("text", "sites"), STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_that_is_put_together_is_one_site(text: str, sites: list[tuple[str, int]]) -> None:
    assert found(text) == sites


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE)
def test_prose_that_is_put_together_is_no_statement(text: str) -> None:
    read = find_in_python(text)

    assert (read.sites, read.embedded) == ((), ())


def test_every_part_of_a_statement_counts_by_its_own_words() -> None:
    text = 'out = "SELECT "\nout += ", ".join(names)\nout += " FROM users"\n'

    assert [one.start[0] for one in find_in_python(text).embedded] == [1, 3]


def test_a_text_that_never_becomes_a_statement_is_not_asked_for_at_each_of_its_thousand_pieces() -> None:
    pieces = "".join(f"out += 'c{n} + '\n" for n in range(1000))
    before = is_sql.cache_info().misses
    find_in_python(f"out = 'SELECT '\n{pieces}")

    assert is_sql.cache_info().misses - before <= 1100
