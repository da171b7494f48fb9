"""How much work it takes to look for embedded languages: what is counted is what is read, not how long that takes."""

from __future__ import annotations

import ast

import pytest

from evalkit.probes.dsls.detector import find_in_python
from evalkit.probes.dsls.kinds import Kinds, built_in
from evalkit.probes.dsls.statements import DslReader
from evalkit.probes.dsls.values import GraphScope, Notes
from evalkit.source.flow import read_through
from evalkit.source.names import imported_names
from evalkit.source.values import Value
from evalkit.source.walking import nodes_of

PASSES = 3
BLOCKS = {
    "functions": "def f{n}(t, least={n}):\n    a = t.filter(pl.col('c{n}') > least).select(pl.col('x') * {n})\n    if least > {n}:\n        a = f{n}(a)\n    return a\n",
    "statements": "x{n} = t.filter(pl.col('c{n}') > {n})\ny{n} = con.execute('SELECT a FROM t{n} WHERE b = {n}')\n",
    "branches": "if t.n > {n}:\n    x{n} = pl.col('a{n}') + 1\nelse:\n    x{n} = pl.lit({n})\n",
    "loops": "for i in t.rows({n}):\n    x{n} = pl.col('a{n}') + i\n    t = t.with_columns(x{n})\n",
    "tables": "def g{n}(frame):\n    return frame.withColumn('a', F.col('b') + {n}).withColumn('b', F.lit({n}))\n",
    "actors": "r{n} = thing.work{n}.remote(x{n})\n",
    "decorators": "@flow.task(retries={n})\ndef s{n}(a): ...\n",
}
HEAD = "import duckdb\nimport flow\nimport polars as pl\nimport ray\nfrom pyspark.sql import functions as F\ncon = duckdb.connect()\n"


def source(block: str, count: int) -> str:
    return HEAD + "".join(BLOCKS[block].replace("{n}", str(n)) for n in range(count))


class Counting(DslReader):
    """Counts the expressions that it reads."""

    read_so_far = 0

    def read(self, node: ast.expr | None) -> Value:
        Counting.read_so_far += 1
        return super().read(node)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_expression_is_read_a_few_times_at_most(block: str) -> None:
    tree = ast.parse(source(block, 60))
    kinds, notes = Kinds(built_in()), Notes(packages=frozenset({"ray", "pyspark"}))
    Counting.read_so_far = 0
    read_through(tree, imported_names(tree), lambda: Counting(GraphScope(), notes, kinds), PASSES)
    expressions = sum(isinstance(node, ast.expr) for node in nodes_of(tree))
    assert Counting.read_so_far <= 1.5 * PASSES * expressions


@pytest.mark.parametrize("block", BLOCKS)
def test_twice_as_many_lines_have_twice_as_many_sites(block: str) -> None:
    once, twice = (len(find_in_python(source(block, count)).sites) for count in (40, 80))
    assert twice == 2 * once
