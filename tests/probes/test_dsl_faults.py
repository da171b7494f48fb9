"""Kinds of fault that real code showed: each in a few lines, as people write it."""

from __future__ import annotations

import pytest

from evalkit.probes.dsls import find_in_python, find_sites
from evalkit.probes.dsls.texts import is_cypher, is_sql
from evalkit.source.embedded import without_comments
from tests.source.deep_code import DEEP

DECORATOR, SYMBOLIC, CHAINING = "framework-decorator", "symbolic-expression", "step-chaining"
PIPELINE, PARSED, SQL = "operator-pipeline", "parsed-string", "sql-literal"


def found(text: str) -> list[tuple[str, int]]:
    return [(site.kind, site.first) for site in find_sites(text)]


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("from functools import partial\nimport jax\n@partial(jax.jit, static_argnums=0)\ndef f(n): ...", [(DECORATOR, 3)]),
        ("from functools import partial\nfrom prefect import task\nstep = partial(task, retries=3)\n@step\ndef f(): ...", [(DECORATOR, 4)]),
        ("import tensorflow as tf\ng = tf.function(jit_compile=True)\n@g\ndef f(x):\n    return tf.abs(x)", [(DECORATOR, 3), (SYMBOLIC, 5)]),
        ("import polars as pl\nmade = []\nfor c in names:\n    made.append(pl.col(c))\nx = made[0] + 1", [(SYMBOLIC, 4), (SYMBOLIC, 5)]),
        ("import polars as pl\ndef f(x: pl.Expr):\n    return x.abs() + 1", [(SYMBOLIC, 3)]),
        ("import tf_keras\nx = tf_keras.Input(shape=(3,))\ny = tf_keras.layers.Dense(1)(x)", [(SYMBOLIC, 2), (SYMBOLIC, 3)]),
        ("from prefect import task, Flow\n@task\ndef f(): ...\nwith Flow('x') as flow:\n    a = f()\nf()", [(DECORATOR, 2), (SYMBOLIC, 5)]),
        ("from kfp import dsl\n@dsl.pipeline\ndef p(n: int):\n    with dsl.ParallelFor(n) as x: ...\n    with dsl.ParallelFor([1]) as y: ...", [(DECORATOR, 2), (SYMBOLIC, 4)]),
        ("from celery import Celery, chain\napp = Celery()\n@app.task\ndef f(): ...\n@app.task\ndef g(): ...\nx = f.s(1) | g.s()\nchain(f.s(1), g.s())()", [(DECORATOR, 3), (DECORATOR, 5), (PIPELINE, 7), (CHAINING, 8)]),
        ("from prompts import Builder\nb = Builder('{% for x in y %}{{ x }}{% endfor %}')", [(PARSED, 2)]),
        ("import numpy as np\nx = np.einsum('ij,jk->ik', a, b)", [(PARSED, 2)]),
        ("table.update_item(Key=k, UpdateExpression='SET a = :b REMOVE c')", [(PARSED, 1)]),
        ("from apscheduler.triggers.cron import CronTrigger\nt = CronTrigger.from_crontab('0 3 * * *')", [(PARSED, 2)]),
        ("pl = None\ntry:\n    import polars as pl\nfinally:\n    x = pl.col('a') + 1", [(SYMBOLIC, 5)]),
        ("def f():\n    import polars as pl\n    return pl.col('a') + 1\ndef g(pl):\n    return pl.col('a') + 1", [(SYMBOLIC, 3)]),
        ("try:\n    import polars as pl\nexcept ImportError:\n    pl = None\nx = pl.col('a') + 1", [(SYMBOLIC, 5)]),
        ("q = 'CALL %s(%s)' % (name, ', '.join(values))\ncursor.execute(q)", [(SQL, 1)]),
        ("import pandas as pd\npd.read_csv('x').query('age > %d' % least)", [(PARSED, 2)]),
        ("c.execute('VACUUM')", [(SQL, 1)]),
        ("c.execute('GRANT ALL ON t TO me')", [(SQL, 1)]),
        ("c.execute('SHOW TABLES')", [(SQL, 1)]),
        ("sql = 'CREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT 1; END'", [(SQL, 1)]),
        ("def f(tx):\n    tx.run('MATCH (n:A) RETURN n')", [(PARSED, 2)]),
        ("def f(tx):\n    tx.run('CALL db.labels() YIELD label')\n    tx.run('LOAD CSV FROM $f AS row MERGE (p:P)')", [(PARSED, 2), (PARSED, 3)]),
        ("c.execute('REPLACE INTO t VALUES (?, 1)')\nc.execute('SAVEPOINT a')\nc.execute('VALUES (1), (2)')", [(SQL, 1), (SQL, 2), (SQL, 3)]),
        ("c.execute('CREATE MATERIALIZED VIEW v AS SELECT a FROM t')\nc.execute('ALTER ROLE x SET search_path TO y')", [(SQL, 1), (SQL, 2)]),
        ("import ray\ndef remote(n):\n    return ray.remote(num_gpus=n)\n@remote(1)\ndef f(): ...", [(DECORATOR, 4)]),
        ("import ray\n@ray.remote\nclass A:\n    def f(self): ...\na = A.options(name='x').remote()\nb = ray.get(a.f.remote(1)) + 1\ndef g(h):\n    return h.f.remote()", [(DECORATOR, 2), (SYMBOLIC, 5), (SYMBOLIC, 6), (SYMBOLIC, 8)]),
        ("from prefect import flow\n@flow\ndef f(): ...\n@f.on_failure\ndef g(*_): ...", [(DECORATOR, 2), (DECORATOR, 4)]),
        ("from typing import Sequence\nfrom polars import Expr\ndef f(es: Sequence[Expr]):\n    return [e.sum() for e in es]", [(SYMBOLIC, 4)]),
        ("import tensorflow as tf\nm = tf.keras.Model()\n@tf.function\ndef f(x):\n    return m.layer(m(x))", [(DECORATOR, 3), (SYMBOLIC, 5)]),
        ("from ibis import _\ndef f(t):\n    return t.filter(_.a > 1).order_by('a')", [(SYMBOLIC, 3)]),
        ("from airflow.providers.x import Pod\nPod(task_id='a', arguments=['--day', '{{ ds }}'])", [(PARSED, 2)]),
        ("from langchain_core.prompts import ChatPromptTemplate as C\nc = C.from_messages([('human', '{q}')])", [(PARSED, 2)]),
        ("from lib import configured\nspark = configured(1).getOrCreate()\nt = spark.read.csv('x')\nu = t.filter(t.a > 1).filter('b > 2')\nspark.sql('SELECT a FROM t')", [(PARSED, 4), (SYMBOLIC, 4), (PARSED, 5)]),
    ],
)  # fmt: skip
def test_what_was_missed_is_found(text: str, sites: list[tuple[str, int]]) -> None:
    assert found(text) == sites


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("import tensorflow as tf\n@tf.function\ndef f(x):\n    return x + 1\ny = f(3) * 2", [(DECORATOR, 2), (SYMBOLIC, 4)]),
        ("import apache_beam as beam\nparts = p | Both()\nr = parts | 'a' >> beam.Map(f)\nfor k in parts.keys(): print(k)", [(PIPELINE, 3)]),
        ("from langchain_core.runnables import RunnablePassthrough as R\nc = {'a': R()} | prompt\nn = c.steps + 1", [(PIPELINE, 2)]),
        ("from kfp import dsl\nfrom names import pretty\n@dsl.pipeline\ndef p():\n    title = pretty('x')\n    print(title)", [(DECORATOR, 3)]),
        ("import duckdb\nQUERY = 'SELECT a FROM t'\nduckdb.sql(QUERY)\nduckdb.sql(QUERY)", [(SQL, 2)]),
        ("import tensorflow_model_analysis as tfma\ns = tfma.slicer.SingleSliceSpec(columns=['a'])", []),
        ("import ibis\ncon = ibis.duckdb.connect()\ncon.insert('t', frame)\ncon.raw_sql('CREATE TABLE t AS SELECT 1 FROM u')", [(PARSED, 4)]),
        ("from snowflake.snowpark.functions import sproc\n@sproc(name='x')\ndef f(s): ...", [(DECORATOR, 2)]),
        ("def f(handle):\n    return handle.remote(1)", []),
        ("from dataclasses import dataclass\n@dataclass\nclass A:\n    n: int\na = A(1).options()\nprint(a + 1)", []),
        ("print('SET the table, then CALL me')\nlog.info('SHOW %s', x)\nx = 'Grant me access to the files'", []),
    ],
)  # fmt: skip
def test_what_only_looks_like_an_embedded_language_is_none(text: str, sites: list[tuple[str, int]]) -> None:
    assert found(text) == sites


@pytest.mark.parametrize(
    "text",
    [
        "GRANT " + "a" * 5000,
        "GRANT " + "a, " * 5000,
        "SET " + "x " * 5000,
        "MATCH " + "(" * 2000,
        "with a as (" + "b" * 5000,
    ],
)
def test_long_texts_are_read_as_fast_as_short_ones(text: str) -> None:
    assert not is_sql(text, meant_as_sql=True)
    assert not is_cypher(text)


def test_a_step_that_is_wired_counts_as_wired_once() -> None:
    text = "from kfp import dsl\n@dsl.component\ndef f(): ...\n@dsl.pipeline\ndef p():\n    a = f()\n    b = f()\n    b.after(a)\n"
    assert found(text) == [(DECORATOR, 2), (DECORATOR, 4), (SYMBOLIC, 6), (SYMBOLIC, 7), (CHAINING, 8)]


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_code_is_searched(text: str) -> None:
    assert len(find_sites(text)) <= 1001


def test_a_form_feed_or_another_mark_in_a_line_moves_no_site() -> None:
    text = "import duckdb\nx = 'a\x0cb\u2028c'\n\x0cduckdb.sql('SELECT a FROM t')\n"
    (site,) = find_sites(text)
    assert (site.first, site.text) == (3, "duckdb.sql('SELECT a FROM t')")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("import rdflib\ng = rdflib.Graph()\ng.query('''SELECT ?a # why\nWHERE {?a ?b ?c}''')\n", "SPARQL"),
        (
            "import neo4j\nd = neo4j.GraphDatabase.driver('x')\nd.execute_query('''MATCH (n) // why\nRETURN n''')\n",
            "Cypher",
        ),
    ],
)
def test_a_query_language_has_one_name_so_that_its_comments_count_nowhere(text: str, language: str) -> None:
    assert {site.dsl for site in find_sites(text)} == {language}
    [embedded] = find_in_python(text).embedded
    assert embedded.language == language
    assert "why" not in without_comments(text, embedded.language)
