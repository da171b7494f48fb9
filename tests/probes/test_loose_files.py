"""Whatever people point `evalkit probe` at: nothing of it is zero without a word, and no file stops the others."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from evalkit.documents import BadInput
from evalkit.model import Implementation, Status, Usage
from evalkit.model.facts import ConceptUse, LeftOut
from evalkit.probes import Finding, Question
from evalkit.probes.boilerplate import PROBE as BOILERPLATE
from evalkit.probes.code import PROBE as CODE
from evalkit.probes.dsl import PROBE as DSL
from evalkit.probes.usage.inference import Inferred
from evalkit.probes.usage.static_usage import static_usage
from evalkit.workspace import implementations_at
from tests.source.deep_code import DEEP

CELLS = ("import polars as pl\nframe = pl.read_csv('a.csv')", "%matplotlib inline\nframe.filter(pl.col('a') > 3)")
NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell.splitlines(True)}
        for cell in CELLS
    ],
    "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
SAME = "import polars as pl\nframe = pl.read_csv('a.csv')\npass\nframe.filter(pl.col('a') > 3)\n"


def asked(path: Path, root: Path) -> dict[str, Finding]:
    (one,) = implementations_at(path, None, root)

    def usage_of(asked: Implementation) -> Usage:
        return static_usage(asked, root, None, "not run", inferring=lambda *_: Inferred())

    return {
        finding.metric: finding
        for probe in (CODE, DSL)
        for finding in probe.ask(Question(root, (one,), usage_of))
        if finding.metric != "code.own_concepts"
    }


def text(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def values(found: dict[str, Finding]) -> dict[str, float | None]:
    return {metric: finding.value for metric, finding in found.items()}


def left_out(finding: Finding) -> list[tuple[str, str]]:
    return [(fact.file, fact.reason) for fact in finding.facts if isinstance(fact, LeftOut)]


def concepts(found: dict[str, Finding]) -> set[tuple[str, str, str]]:
    return {fact.name for fact in found["code.concepts"].facts if isinstance(fact, ConceptUse)}


def test_a_notebook_counts_as_the_script_of_its_cells(tmp_path: Path) -> None:
    script = values(asked(text(tmp_path / "a.py", SAME), tmp_path))
    notebook = values(asked(text(tmp_path / "a.ipynb", json.dumps(NOTEBOOK, indent=1)), tmp_path))
    assert notebook == script
    assert (script["dsl.sites"], script["code.lines"]) == (1, 4)


def test_the_place_of_a_concept_in_a_notebook_is_the_line_of_its_file(tmp_path: Path) -> None:
    file = text(tmp_path / "a.ipynb", json.dumps(NOTEBOOK, indent=1))
    found = asked(file, tmp_path)["code.concepts"]
    lines = file.read_text().split("\n")
    (place,) = [fact.lines for fact in found.facts if isinstance(fact, ConceptUse) and fact.symbol == "polars.read_csv"]
    assert "read_csv" in lines[place[0] - 1]


@pytest.mark.parametrize(
    ("name", "first"), [("a.pyw", ""), ("a.pyi", ""), ("train", "#!/usr/bin/env python3\n"), ("a.PY", "")]
)
def test_python_by_any_name_counts_the_same(tmp_path: Path, name: str, first: str) -> None:
    script = values(asked(text(tmp_path / "b.py", SAME), tmp_path))
    assert values(asked(text(tmp_path / name, first + SAME), tmp_path)) == script


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + SAME.encode(), b"# coding: latin-1\n# \xe9\n" + SAME.encode(), SAME.replace("\n", "\r\n").encode()],
    ids=["a byte-order mark", "a cookie", "lines of Windows"],
)  # fmt: skip
def test_valid_python_counts_the_same_however_it_is_encoded(tmp_path: Path, content: bytes) -> None:
    script = values(asked(text(tmp_path / "b.py", SAME), tmp_path))
    (tmp_path / "a.py").write_bytes(content)
    assert values(asked(tmp_path / "a.py", tmp_path)) == script


MODULES = {
    "a module of a pipeline": "import pandas as pd\n\ndef clean(frame):\n    return frame.dropna(how='any')\n\ndef load(path):\n    return clean(pd.read_csv(path))\n",
    "tests": "import lib\n\ndef test_it_works():\n    assert lib.works(3)\n\nclass TestMore:\n    def test_more(self):\n        lib.more()\n",
    "a class": "import lib\n\nclass Model:\n    def __init__(self):\n        self.net = lib.Net()\n    def fit(self, rows):\n        return self.net.fit(rows)\n",
    "what __all__ names": "import lib\n\n__all__ = ['_run']\n\ndef _run():\n    return lib.run()\n",
}


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_what_is_public_in_a_module_that_nobody_calls_lives(tmp_path: Path, module: str) -> None:
    found = asked(text(tmp_path / "nodes.py", module), tmp_path)
    assert found["code.concepts"].value


def test_what_nothing_reaches_is_named(tmp_path: Path) -> None:
    module = "import lib\n\ndef run():\n    return lib.run()\n\ndef _never():\n    return lib.stop()\n"
    found = asked(text(tmp_path / "nodes.py", module), tmp_path)
    assert concepts(found) == {("lib.run", "", "")}
    (lines,) = [fact.lines for fact in found["code.concepts"].facts if isinstance(fact, LeftOut)]
    assert lines == (6, 7)


def test_a_module_that_only_hands_on_what_is_its_own_says_why_it_shows_no_concept(tmp_path: Path) -> None:
    text(tmp_path / "parts.py", "a = b = 1\n")
    handed = "from parts import a\nfrom .others import c\nfrom parts import b\n\n__all__ = ['a', 'b', 'c']\n"
    found = asked(text(tmp_path / "whole.py", handed), tmp_path)["code.concepts"]
    assert found.value == 0
    assert [(fact.file, fact.lines) for fact in found.facts if isinstance(fact, LeftOut)] == [("whole.py", (1, 3))]


@pytest.mark.parametrize("start", ["run()", "if __name__ == '__main__':\n    run()"])
def test_a_script_that_calls_its_own_functions_has_dead_ones(tmp_path: Path, start: str) -> None:
    script = f"import lib\n\ndef run():\n    return lib.run()\n\ndef never():\n    return lib.stop()\n\n{start}\n"
    assert concepts(asked(text(tmp_path / "job.py", script), tmp_path)) == {("lib.run", "", "")}


def folder(root: Path, files: Sequence[tuple[str, str]]) -> Path:
    for name, content in files:
        text(root / "code" / name, content)
    return root / "code"


def test_one_unreadable_file_is_named_and_the_rest_is_measured(tmp_path: Path) -> None:
    good = folder(tmp_path, [("b.py", SAME), ("c.py", "import json\nprint(json.dumps(1))\n")])
    before = values(asked(good, tmp_path))
    text(good / "a.py", "print 'old'\n")
    (good / "d.py").symlink_to(good / "nowhere.py")
    text(good / "e.ipynb", "{}")
    found = asked(good, tmp_path)
    now = values(found)
    assert now.pop("code.files") == 2 + 3
    assert before.pop("code.files") == 2
    assert now == before
    for metric in ("code.concepts", "code.tokens", "dsl.sites"):
        assert [file for file, _ in left_out(found[metric])] == ["code/a.py", "code/d.py", "code/e.ipynb"]


def test_a_name_that_is_no_text_is_spelled_and_its_file_measured(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py"))
    try:
        file.write_text(SAME)
    except OSError:
        pytest.skip("this file system takes text alone for names")
    found = asked(file, tmp_path)
    assert found["code.concepts"].value
    assert {fact.file for fact in found["code.concepts"].facts if isinstance(fact, ConceptUse)} == {"caf\\xe9.py"}


def test_where_nothing_can_be_read_that_is_said(tmp_path: Path) -> None:
    code = folder(tmp_path, [("a.py", "x = = 1\n"), ("b.py", "print 'old'\n")])
    with pytest.raises(BadInput) as caught:
        implementations_at(code, None, tmp_path)
    assert [problem.place.file for problem in caught.value.problems] == ["code/a.py", "code/b.py"]


def test_an_implementation_that_is_scored_is_measured_whole_or_not_at_all(tmp_path: Path) -> None:
    main, more = text(tmp_path / "main.py", SAME), text(tmp_path / "more.py", "x = = 1\n")
    one = Implementation("skew", "tool", "adapt", main, (main, more))
    found = [finding for probe in (CODE, DSL) for finding in probe.ask(Question(tmp_path, (one,), _none))]
    assert {finding.status for finding in found} == {Status.PROBE_ERROR}
    assert all(finding.reason.startswith("more.py:1:5") for finding in found)


@pytest.mark.parametrize("name", ["a chain of calls", "elif after elif", "a sum"])
def test_deep_code_is_measured(tmp_path: Path, name: str) -> None:
    found = asked(text(tmp_path / "a.py", DEEP[name]), tmp_path)
    assert {finding.status for finding in found.values()} == {Status.OK}
    assert (found["dsl.sites"].value or 0) == (1 if "chain" in name else 0)


QUERY = "SELECT sex, avg(score) AS mean\n  FROM read_csv('a.csv')\n  WHERE score > 3\n  GROUP BY sex"
WITH_QUERY = f'import duckdb\n\nduckdb.sql("""\n{QUERY}\n""").write_csv("b.csv")\n'


def test_a_query_in_a_string_counts_by_its_own_words(tmp_path: Path) -> None:
    found = asked(text(tmp_path / "a.py", WITH_QUERY), tmp_path)
    plain = asked(text(tmp_path / "b.py", WITH_QUERY.replace(QUERY, "plain words")), tmp_path)
    assert found["code.tokens"].value == 2 + 5 + 5 + 25
    assert plain["code.tokens"].value == 2 + 5 + 5 + 2
    named = {key for symbol, _, key in concepts(found) if not symbol}
    assert named == {"SELECT", "avg", "read_csv", "WHERE", "GROUP BY"}


@pytest.mark.parametrize(
    "padded",
    [
        WITH_QUERY.replace("  WHERE", "\n  -- why\n  WHERE"),
        WITH_QUERY.replace("  WHERE", "  /* why\n not */\n  WHERE"),
        f"# why\n{WITH_QUERY}\nif False:\n    duckdb.sql('SELECT median(a) FROM b')\n".replace("    duckdb.sql('SELECT median(a) FROM b')", "    pass"),
    ],
)  # fmt: skip
def test_padding_within_a_query_changes_nothing(tmp_path: Path, padded: str) -> None:
    same = ("code.concepts", "dsl.sites", "dsl.kinds")
    before = values(asked(text(tmp_path / "a.py", WITH_QUERY), tmp_path))
    after = values(asked(text(tmp_path / "b.py", padded), tmp_path))
    assert {metric: after[metric] for metric in same} == {metric: before[metric] for metric in same}
    if "if False" not in padded:
        assert (after["code.tokens"], after["code.lines"]) == (before["code.tokens"], before["code.lines"])


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("import jinja2\njinja2.Template('{% for a in b %}{{ a|upper }}{% endfor %}')", {"{% for %}", "upper"}),
        ("import yaml\nyaml.safe_load('alpha: {beta: 1}')", {"alpha", "beta"}),
        ("from google.protobuf import text_format\ntext_format.Parse('alpha { beta: 1 }', m)", {"alpha", "beta"}),
        ("import pandas as pd\npd.read_csv('a').query('a.isin(@b) and c > 1')", {"isin"}),
        ("import sqlite3\nsqlite3.connect('a').execute('DELETE FROM t WHERE a = ?', (1,))", {"DELETE", "WHERE"}),
        (
            "import sqlite3\nsqlite3.connect('a').execute('INSERT INTO rows (index, window) VALUES (?, ?)', (1, 2))",
            {"INSERT", "VALUES"},
        ),
        (
            "import duckdb\nduckdb.sql('SELECT a, sum(b) OVER (PARTITION BY c ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM range')",
            {"SELECT", "sum", "OVER", "PARTITION BY", "ROWS", "BETWEEN", "PRECEDING", "CURRENT ROW"},
        ),
        ("import statsmodels.formula.api as smf\nsmf.ols('y ~ C(x)', data=d)", {"C"}),
    ],
)
def test_the_names_of_a_text_are_those_of_its_language(tmp_path: Path, written: str, names: set[str]) -> None:
    found = asked(text(tmp_path / "a.py", written + "\n"), tmp_path)
    assert {key for symbol, _, key in concepts(found) if not symbol} == names


def _none(_: Implementation) -> Usage:
    return Usage(recorded=False, uses=())


def test_lines_of_a_text_that_recur_are_boilerplate_and_others_are_not(tmp_path: Path) -> None:
    same = 'duckdb.sql("""\nSET threads = 4;\nSELECT {}\n""")\n'
    files = [text(tmp_path / f"{n}.py", "import duckdb\n" + same.format(f"a{n} FROM t")) for n in range(2)]
    ones = tuple(Implementation(f"t{n}", "", "adapt", file, (file,)) for n, file in enumerate(files))
    (found,) = BOILERPLATE.ask(Question(tmp_path, ones, _none))
    statement, line, imported = 6, 5, 2
    assert found.value == statement + line + imported
