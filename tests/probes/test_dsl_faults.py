"""Kinds of fault that real code showed: each in a few lines, as people write it."""

from __future__ import annotations

import pytest

from evalkit.probes.dsls import find_in_python, find_sites
from evalkit.probes.dsls.texts import is_cypher, is_sql
from evalkit.source.other_languages import without_comments
from tests.source.deep_code import DEEP

DECORATOR, SYMBOLIC, CHAINING = "framework-decorator", "symbolic-expression", "step-chaining"
PIPELINE, PARSED, SQL = "operator-pipeline", "parsed-string", "sql-literal"


def found(text: str) -> list[tuple[str, int]]:
    return [(site.kind, site.first) for site in find_sites(text)]


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("if fast:\n    from celery import shared_task\nelse:\n    from own import nothing as shared_task\n@shared_task\ndef f(): ...", [(DECORATOR, 5)]),
        ("from zenml.pipelines import pipeline\n@pipeline\ndef p(load, clean):\n    data = load()\n    clean(data)\n    print(len(str(3)))\ndef q(load):\n    return load()", [(DECORATOR, 2), (SYMBOLIC, 4), (SYMBOLIC, 5)]),
        ("from pyflink.datastream.formats.avro import AvroRowSerializationSchema as S\ns = S(avro_schema_string='{\"type\": \"int\"}')\nt = S(avro_schema_string=text)", [(PARSED, 2)]),
        ("import polars as pl\nx = (pl.col('a') + '-' + pl.col('b')).alias('c')", [(SYMBOLIC, 2)]),
        ("from sqlalchemy.orm import InstrumentedAttribute\ndef f(known: dict[str, InstrumentedAttribute], name):\n    for one in known:\n        print('-' + one)\n    return known[name].desc()", [(SYMBOLIC, 5)]),
        ("def step(function):\n    return task(retries=3)(function)\nfrom prefect import task\n@step\ndef f(): ...\ndef plain(function):\n    return function\n@plain\ndef g(): ...", [(DECORATOR, 4)]),
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
        ("from airflow.decorators import task\n@task\ndef f(name): ...\nf(name='run-{{ ts }}')", [(DECORATOR, 2), (SYMBOLIC, 4), (PARSED, 4)]),
        ("from airflow.x import Pod\nPod(task_id='a', given={'a': [{'b': [{'c': {'d': '{{ ds }}'}}]}]})", [(PARSED, 2)]),
        ("from kedro.pipeline import Node, Pipeline\np = Pipeline([Node(func=f, inputs='a', outputs='b')])", [(CHAINING, 2)]),
        ("from dagster import asset, job\n@asset\ndef a(): ...\n@job\ndef j():\n    a()\na()", [(DECORATOR, 2), (DECORATOR, 4), (SYMBOLIC, 6)]),
        ("from langchain_core.output_parsers import StrOutputParser\nc = {'a': found | shown, 'b': str} | llm | StrOutputParser()", [(PIPELINE, 2), (PIPELINE, 2), (PIPELINE, 2)]),
        ("import tensorflow as tf\ntf.reset_default_graph()\nstep = tf.Variable(0, trainable=False)", [(SYMBOLIC, 3)]),
        ("import tensorflow as tf\nclass L(tf.keras.layers.Layer):\n    def call(self, x):\n        return x * 2\n    def tried(self, x):\n        return self(x)", [(SYMBOLIC, 4)]),
        ("import tf_keras\nimport tensorflow as tf\nclass M(tf_keras.metrics.Mean):\n    def update_state(self, y_true, y_pred):\n        return tf.abs(y_true - y_pred)", [(SYMBOLIC, 5)]),
        ("from sqlmodel import Field, SQLModel\nfrom sqlalchemy import Column, Integer\nclass A(SQLModel, table=True):\n    n: int = Field(sa_column=Column('n', Integer()))", []),
        ("import pyspark\nfrom lib import load\nt = load(1)\nu = t.join(other, t.id == other.id)\nv = rows.filter(lambda row: row.id == 3)\nw = frame[frame.id == 3]", [(SYMBOLIC, 4)]),
        ("import pandas as pd\nt = pd.read_csv('a')\nu = t.where(t.a == 3)\nimport pyspark", []),
        ("from app.models import User\nold = User.query.filter_by(name='x').all()\nnew = User.query.order_by(User.age.desc()).first()", [(SYMBOLIC, 2), (SYMBOLIC, 3)]),
        ("from app.models import Post\ndef f(db_session, user, kind):\n    a = db_session.query(kind)\n    b = db_session.query(Post.id, Post).first()\n    return user.posts.order_by(Post.at.asc()), user.posts.filter(Post.score > 3)", [(SYMBOLIC, 3), (SYMBOLIC, 4), (SYMBOLIC, 5), (SYMBOLIC, 5)]),
        ("import sqlalchemy as sa\nfrom schema import users\nq = users.select().where(users.c.age > 3)\nw = users.c.name == 'x'", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("from sqlalchemy import select\nfrom lib import narrowed\nfrom models import A\nq = select(A)\nq = narrowed(q, 3)\nr = q.limit(1)", [(SYMBOLIC, 4), (SYMBOLIC, 5), (SYMBOLIC, 6)]),
        ("from app.api import bp\nfrom app.auth import auth\n@bp.route('/users')\n@auth.login_required\ndef f(): ...", [(DECORATOR, 3), (DECORATOR, 4)]),
        ("from shop.celery import app\n@app.task(bind=True)\ndef f(self): ...", [(DECORATOR, 2)]),
        ("from prefect import flow\nfrom work.steps import clean, load\n@flow\ndef f(x):\n    a = clean.submit(x)\n    b = load.with_options(name='b').map(a)\n    return b.result()", [(DECORATOR, 3), (SYMBOLIC, 5), (SYMBOLIC, 6)]),
        ("import ray\nfrom actors import Counter\nc = Counter.remote()\nref = ray.put([1])", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("import tensorflow as tf\nx = tf.placeholder(tf.float32)\ny = tf.constant(3.0)\nz = x * y\nwith tf.Session() as s:\n    n = s.run(z, feed_dict={x: 1}) * 2\n    print(s.run(y + 1))", [(SYMBOLIC, 2), (SYMBOLIC, 3), (SYMBOLIC, 4), (SYMBOLIC, 7)]),
        ("from tensorflow import keras\nimport keras.backend as K\ndef near(a, b):\n    return K.mean(K.abs(a - b))\nm = keras.Sequential([])\nm.compile('adam', loss=near, metrics=[near])", [(SYMBOLIC, 4)]),
        ("import pulp\nm = pulp.LpProblem('x')\nv = m.add_variable_dict('a', ([1, 2],))\nm += pulp.lpSum(v)\nm += (\n    v[1] <= 3,\n    'least',\n)", [(SYMBOLIC, 3), (SYMBOLIC, 4), (SYMBOLIC, 6)]),
        ("from pyomo.environ import *\nm = ConcreteModel()\nm.S = Set(initialize=[1])\nm.x = Var(m.S)\nm.c = Param(m.S)\n@m.Constraint(m.S)\ndef least(m, i):\n    return m.x[i] >= m.c[i]\nn = m.c[1] - m.c[2]", [(DECORATOR, 6), (SYMBOLIC, 8)]),
        ("from pyspark.sql import *\nfrom pyspark.sql.functions import *\nspark = SparkSession.builder.getOrCreate()\nt = spark.table('t').withColumn('a', expr('b + 1')).select(col('a'))\nf = udf(lambda x: x)\nu = t.withColumn('z', f('a'))", [(PARSED, 4), (SYMBOLIC, 4), (SYMBOLIC, 6)]),
        ("from pyspark.sql import functions as F\nfrom lib import cleaned, load\ndef f(spark):\n    t = load(spark)\n    t = t.withColumn('a', cleaned('b'))\n    n = t.groupBy('a').count()\n    return n.filter(n.count > 1)", [(SYMBOLIC, 5), (SYMBOLIC, 7)]),
        ("import ibis\ndef f(table, names):\n    made = {n: table[n] * 2 for n in names}\n    return table.mutate(**made)", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("import ibis\ndef f(t: ibis.Table):\n    return t.drop('a')['b', ibis._.c.name('d')]", [(SYMBOLIC, 3)]),
        ("from dagster import graph\nfrom lib.ops import load, merge\nfrom lib.types import Rows\n@graph\ndef g(rows: Rows):\n    return merge(load(rows))", [(DECORATOR, 4), (SYMBOLIC, 6)]),
        ("from airflow import DAG\nfrom own.operators import CopyOperator\nCopyOperator(task_id='a', since='{{ ds }}', given={'to': '{{ ts }}'})", [(PARSED, 3), (PARSED, 3)]),
        ("q = lambda t: f'COPY INTO {t} FROM @%{t} PURGE = TRUE'\nr = 'TRUNCATE a.b CASCADE'\nsql = 'PUT file://x.csv @stage'\nc.execute('USE WAREHOUSE w')", [(SQL, 1), (SQL, 2), (SQL, 3), (SQL, 4)]),
        ("load = '''\nATTACH 'a.db' AS b (TYPE sqlite);\nINSERT INTO b.t FROM 'x.parquet';\n'''", [(SQL, 1)]),
        ("from sympy import Rational, sqrt\na = sqrt(3)\nb = (1 + a) / Rational(1, 2)", [(SYMBOLIC, 2), (SYMBOLIC, 3)]),
        ("class Job:\n    def run(self):\n        return self.spark.sql('SELECT a FROM t')", [(PARSED, 3)]),
        ("from data import load\nt = load().query('age > 3 and n == 4')", [(PARSED, 2)]),
        ("import apache_beam as beam\nfrom own import stages\ndef run(rows):\n    return rows | stages.Load() | stages.Clean(3)", [(PIPELINE, 4), (PIPELINE, 4)]),
        ("import tensorflow as tf\ndef graph():\n    x = tf.compat.v1.placeholder(tf.float32)\n    return tf.abs(x)\ndef eager(x):\n    return tf.abs(x)", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("import tensorflow as tf\ndef layer(x):\n    with tf.variable_scope('a'):\n        return tf.nn.relu(x)\ndef leaky(x):\n    return tf.maximum(x, 0.2 * x)", [(SYMBOLIC, 4), (SYMBOLIC, 6)]),
        ("import tensorflow as tf\ndef model_fn(features, mode):\n    if mode == 'eval':\n        return None\n    return tf.reduce_sum(features)\ne = tf.estimator.Estimator(model_fn=model_fn)", [(SYMBOLIC, 5)]),
        ("from hera.workflows import DAG, Container, Workflow, script\n@script()\ndef a(): ...\nwith Workflow() as w, DAG():\n    x = a()\n    x.on_failure(a())\nContainer(name='c', args=['{{inputs.n}}'])", [(DECORATOR, 2), (SYMBOLIC, 5), (CHAINING, 6), (SYMBOLIC, 6), (PARSED, 7)]),
        ("from prefect import Flow\nfrom prefect.tasks.shell import ShellTask\nrun = ShellTask(command='ls')\nwith Flow('x'):\n    a = run()", [(SYMBOLIC, 5)]),
        ("import streamlit as st\nfrom snowflake.snowpark.functions import col\n@st.cache_data\ndef f():\n    return col('a') == 'b'\nx = f()\nfor a, col in pairs: ...", [(DECORATOR, 3), (SYMBOLIC, 5), (SYMBOLIC, 6)]),
        ("class Loads:\n    def __init__(self, table=''):\n        self.table = table\n    def run(self):\n        self.hook.run(f'DELETE FROM {self.table}')", [(SQL, 5)]),
        ("from airflow import DAG\nfrom own.steps import FilledIn\nFilledIn(task_id='a', parameters={'day': '{{ ds }}'})\nFilledIn(name='a', parameters={'day': '{{ ds }}'})", [(PARSED, 3)]),
        ("import daft\nt = daft.read_parquet('x').sort('a')\nu = t.with_column('b', t['a'].length())\nprint(len(u.to_pandas()) + 1)", [(SYMBOLIC, 3)]),
        ("import narwhals as nw\nt = nw.from_native(f).select(nw.median('a'), nw.len())", [(SYMBOLIC, 2), (SYMBOLIC, 2)]),
        ("from flytekit import reference_launch_plan, workflow\n@reference_launch_plan(name='x')\ndef f(a): ...\n@workflow\ndef w():\n    return f(a=1)", [(DECORATOR, 2), (DECORATOR, 4), (SYMBOLIC, 6)]),
        ("from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nDDL = 'a INT, b STRING'\nt = spark.read.format('csv').schema(DDL).load('x')\nu = spark.read.schema(struct).load('y')", [(PARSED, 4)]),
        ("from google.cloud import bigquery\nclient = bigquery.client.Client()\njob = client.query(text)", [(PARSED, 3)]),
        ("import tensorflow_transform as tft\ndef preprocessing_fn(inputs):\n    n = tft.experimental.get_vocabulary_size_by_name('race')\n    return {'a': tft.mean(inputs['a']), 'n': n}", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("from lib import configured\nspark = configured(1).getOrCreate()\nt = spark.read.csv('x')\nu = t.filter(t.a > 1).filter('b > 2')\nspark.sql('SELECT a FROM t')", [(PARSED, 4), (SYMBOLIC, 4), (PARSED, 5)]),
        ("import scrapy\nclass S(scrapy.Spider):\n    def parse(self, response):\n        yield response.css('li a::text').get()", [(PARSED, 4)]),
        ("loader.add_xpath('name', '//h1/text()')\nloader.add_css('price', 'p.price')\nLinks(restrict_xpaths='//nav')", [(PARSED, 1), (PARSED, 2), (PARSED, 3)]),
        ("from selenium.webdriver.common.by import By\nd.find_element(By.XPATH, '//a')\nwait(args=(By.CSS_SELECTOR, 'div.a'))\nd.find_element_by_xpath('//b[1]')\nd.execute_script('return 1')", [(PARSED, 2), (PARSED, 3), (PARSED, 4), (PARSED, 5)]),
        ("from bs4 import BeautifulSoup\ndef rows(soup):\n    return soup.select('tr > td')", [(PARSED, 3)]),
        ("from dask.distributed import Client\nc = Client()\nf = c.submit(sum, [1])\nprint(f.result() + 1)", [(SYMBOLIC, 3)]),
        ("import distributed\nf = distributed.Client().map(len, ['a'])", [(SYMBOLIC, 2)]),
        ("import dask.dataframe as dd\nfrom own import save\nt = dd.read_csv('x')\nlater = save(t, compute=False)\ndone = save(t)", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("import tensorflow as tf\nfrom own import layers, show\nx = tf.placeholder(tf.float32)\ny = layers.dense(x, 3)\nshow(y)", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("import tensorflow as tf\nfrom own import Net\nclass A(Net):\n    def f(self):\n        x = tf.placeholder(tf.float32)\n        return self.loss(x)", [(SYMBOLIC, 5), (SYMBOLIC, 6)]),
        ("import tensorflow as tf\nMODE = tf.contrib.learn.ModeKeys.TRAIN\ndef f(rows):\n    return tf.train.batch(rows, 8)", [(SYMBOLIC, 4)]),
        ("import tensorflow as tf\ntf.ConfigProto\ndef f(x, rate):\n    if rate != 0.0:\n        x = tf.nn.dropout(x, rate)\n    return x\ny = f(tf.constant(1), other)", [(SYMBOLIC, 5), (SYMBOLIC, 7)]),
        ("from keras.applications import VGG16\nfrom keras.layers import Dense\nb = VGG16()\nx = b.output\ny = Dense(1)(x)", [(SYMBOLIC, 4), (SYMBOLIC, 5)]),
        ("from keras.layers import Conv2D, add\ndef block(x):\n    y = Conv2D(3, 3)(x)\n    return add([x, y])", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("from keras.layers import Input\nfrom own import Squeeze, residual\nx = Input((3,))\ny = residual(x)\nz = Squeeze(2)(y)", [(SYMBOLIC, 3), (SYMBOLIC, 4), (SYMBOLIC, 5)]),
        ("import keras.backend as K\ndef loss(y_true, y_pred):\n    d = y_true - y_pred\n    return K.mean(d)", [(SYMBOLIC, 3), (SYMBOLIC, 4)]),
        ("import keras.backend as K\ndef made(a):\n    return lambda p, q: K.mean(K.abs(p - q)) * a", [(SYMBOLIC, 3)]),
        ("import tensorflow.compat.v1 as tf\nx = tf.keras.layers.Input((3,))", [(SYMBOLIC, 2)]),
        ("import pyspark\nfrom own import Loader\nt = Loader().trips().where(\"kind = 'a' AND n > 3\")", [(PARSED, 3)]),
        ("spark.createDataFrame([], 'a INT, b STRING')\nt.groupBy('a').applyInPandas(f, schema='a long, b double')", [(PARSED, 1), (PARSED, 2)]),
        ("from pyspark.sql import Column\nimport pyspark.sql.functions as F\nclass A:\n    def made(self) -> Column:\n        return F.expr(self.text)\n    def on(self, t):\n        return t.withColumn('a', self.made())", [(SYMBOLIC, 7)]),
        ("from sqlalchemy.orm import Session\nfrom app.models import User\ndef f(name):\n    return (User.name == name, User.age > 3)", [(SYMBOLIC, 4), (SYMBOLIC, 4)]),
        ("def f(session, pair):\n    old = session.query(pair[0])\n    old.delete(synchronize_session=False)", [(SYMBOLIC, 2)]),
        ("q = f'SELECT name FROM {t} WHERE '\nq += ' AND '.join(parts)\nc.execute(q)", [(SQL, 1)]),
        ("c.execute('INSERT INTO {} {} VALUES ({})'.format(t, names, marks))\nc.execute('SELECT a FROM t WHERE b IN %s' % given)", [(SQL, 1), (SQL, 2)]),
        ("c.execute(\"CREATE DATABASE d WITH ENCODING 'utf8' TEMPLATE template0\")", [(SQL, 1)]),
        ("from dagster import AutomationCondition as C\nc = C.eager() | C.on_cron('0 3 * * *')", [(SYMBOLIC, 2)]),
        ("from django import template\nr = template.Library()\n@r.filter\ndef f(x): ...", [(DECORATOR, 3)]),
        ("from app import ns\n@ns.route('/x')\nclass X:\n    @ns.expect(None)\n    def get(self): ...", [(DECORATOR, 2), (DECORATOR, 4)]),
        ("import tensorflow as tf\nfrom .base import Layer\nclass A(Layer):\n    def call(self, inputs):\n        return tf.nn.relu(inputs) + 1.0", [(SYMBOLIC, 5)]),
        ("from airflow.providers.x import Steps\nSteps(task_id='a', steps=[{'Args': ['{{ ds }}']}])", [(PARSED, 2)]),
        ("from kedro.framework.cli.hooks import cli_hook_impl\n@cli_hook_impl\ndef before_command_run(): ...", [(DECORATOR, 2)]),
        ("from ortools.sat.python.cp_model import LinearExprT\nclass A(Base):\n    def build(self):\n        model = self.cp_model\n        x = model.NewBoolVar('x')\n        model.Add(x + 1 <= 2)\n    def used(self) -> LinearExprT:\n        return sum(self.of(t) * 2 for t in self.tasks)", [(SYMBOLIC, 5), (SYMBOLIC, 6), (SYMBOLIC, 8)]),
        ("from polars import Expr\nfrom own import rounded\ndef f(x: Expr) -> Expr:\n    y: Expr = rounded(x)\n    return rounded(x, 2)", [(SYMBOLIC, 4), (SYMBOLIC, 5)]),
        ("from kfp import dsl\nfrom own import customized\ndef f(name) -> dsl.ContainerOp:\n    op = dsl.ContainerOp(name=name)\n    return customized(op)", [(SYMBOLIC, 4), (SYMBOLIC, 5)]),
        ("from tensorflow.keras.layers import Dense\nfrom own import Backbone\nb = Backbone()\nx = b.input\ny = Dense(1)(b.get_layer('a').output)", [(SYMBOLIC, 4), (SYMBOLIC, 5)]),
        ("import tensorflow as tf\nx = tf.placeholder('float')\nstart = tf.initialize_all_variables()", [(SYMBOLIC, 2), (SYMBOLIC, 3)]),
        ("import altair as alt\ncolor = alt.when(selected).then(alt.Color('a')).otherwise(alt.value('grey'))", [(SYMBOLIC, 2)]),
        ("from langchain.prompts import PromptTemplate\np = PromptTemplate(template='Name {a}', input_variables=['a'])", [(PARSED, 2)]),
        ("from langchain.agents.middleware import dynamic_prompt\n@dynamic_prompt\ndef f(request): ...", [(DECORATOR, 2)]),
        ("from pytest_bdd import given, scenario\n@scenario('a.feature', 'b')\ndef test_a(): ...\n@given('a user')\ndef user(): ...", [(DECORATOR, 2), (DECORATOR, 4)]),
        ("from google.cloud import monitoring_v3\nclient = monitoring_v3.MetricServiceClient()\ns = monitoring_v3.TimeSeries()\ns.metric.labels['a'] = 'b'\np = monitoring_v3.Point({'value': 1})", [("protobuf", 3), ("protobuf", 4), ("protobuf", 5)]),
        ("import ml_metadata as mlmd\no = mlmd.ListOptions(filter_query='state = COMPLETE')", [(PARSED, 2)]),
        ("from flytekit import SQLTask\nt = SQLTask('a', query_template=\"SELECT a FROM t WHERE ds = '{{ .Inputs.ds }}'\")", [(PARSED, 2)]),
        ("from py2neo import Graph\nn = Graph('x').evaluate('MATCH (n) RETURN count(n)')", [(PARSED, 2)]),
    ],
)  # fmt: skip
def test_what_was_missed_is_found(text: str, sites: list[tuple[str, int]]) -> None:
    assert found(text) == sites


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("import tensorflow as tf\n@tf.function\ndef f(x):\n    return x + 1\ny = f(3) * 2", [(DECORATOR, 2), (SYMBOLIC, 4)]),
        ("import apache_beam as beam\nparts = p | Both()\nr = parts | 'a' >> beam.Map(f)\nfor k in parts.keys(): print(k)", [(PIPELINE, 2), (PIPELINE, 3)]),
        ("from langchain_core.runnables import RunnablePassthrough as R\nc = {'a': R()} | prompt\nn = c.steps + 1", [(PIPELINE, 2)]),
        ("from kfp import dsl\nfrom names import pretty\n@dsl.pipeline\ndef p():\n    title = pretty('x')\n    print(title)", [(DECORATOR, 3)]),
        ("import duckdb\nQUERY = 'SELECT a FROM t'\nduckdb.sql(QUERY)\nduckdb.sql(QUERY)", [(SQL, 2)]),
        ("import tensorflow_model_analysis as tfma\ns = tfma.slicer.SingleSliceSpec(columns=['a'])", []),
        ("import ibis\ncon = ibis.duckdb.connect()\ncon.insert('t', frame)\ncon.raw_sql('CREATE TABLE t AS SELECT 1 FROM u')", [(PARSED, 4)]),
        ("from snowflake.snowpark.functions import sproc\n@sproc(name='x')\ndef f(s): ...", [(DECORATOR, 2)]),
        ("def f(handle):\n    return handle.remote(1)", []),
        ("QUERY = 'COPY {} FROM x WITH CSV'\ndef f(table):\n    return QUERY.format(table)\nclass A:\n    q = 'SELECT b FROM {}'\n    def g(self):\n        return self.q.format('t')", [(SQL, 1), (SQL, 5)]),
        ("from sqlalchemy.orm import sessionmaker\nfrom models import A\nq = sessionmaker(e)().query(A)\nn = q.session.execute(s).scalar() + 1", [(SYMBOLIC, 3)]),
        ("from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload\nclass A(DeclarativeBase):\n    n: Mapped[int]\nx = joinedload(A.n)", []),
        ("import apache_beam\nx = {'a': 1} | dict(b=2)\ny = set() | Counter()\nz = a | b", []),
        ("import tensorflow as tf\ndef power(m, n):\n    return m if n < 1 else tf.matmul(m, power(m, n - 1))\n@tf.function\ndef f(x):\n    return power(x, 10)", [(SYMBOLIC, 3), (DECORATOR, 4), (SYMBOLIC, 6)]),
        ("from kfp import dsl\nfrom names import filled\n@dsl.pipeline\ndef p(day: str):\n    query = filled('q.sql', day)\n    print(len(query))", [(DECORATOR, 3)]),
        ("from flytekit import task, workflow\n@task\ndef f(): ...\n@workflow\ndef w():\n    return f()\nprint(w() + 1)", [(DECORATOR, 2), (DECORATOR, 4), (SYMBOLIC, 6)]),
        ("from tensorflow_transform import test_case\n@test_case.named_parameters({})\ndef f(): ...", []),
        ("from sqlalchemy import Table, MetaData\nfrom sqlalchemy.orm import mapper\nt = Table('t', MetaData())\nmapper(A, t)", []),
        ("from sqlalchemy.orm import Session\nfrom models import A\ns = Session(e)\nfor a in s.query(A):\n    if a.n > 3:\n        print(a.n + 1)\nb = [a.n * 2 for a in s.query(A)]", [(SYMBOLIC, 4), (SYMBOLIC, 7)]),
        ("import ray\nimport workers\nworkers.map(f, [1])\nray.init()", []),
        ("import tensorflow as tf\nx = tf.constant(3.0)\ny = x * 2", []),
        ("self.assertTrue(Config.size == 3)\nclient.query(QUERY)\nclient.query(text)\nx.where(A.B == 3)", []),
        ("@cache.get('/x', 3)\ndef f(): ...\n@retry('/x')\ndef g(): ...", [(DECORATOR, 1)]),
        ("from dataclasses import dataclass\n@dataclass\nclass A:\n    n: int\na = A(1).options()\nprint(a + 1)", []),
        ("print('SET the table, then CALL me')\nlog.info('SHOW %s', x)\nx = 'Grant me access to the files'", []),
        ("from own import Page\np = Page(css='a.css', css_class='wide')\np.add_css('print.css')\np.add_css('a { color: red }')\nn = text.find('/each')", []),
        ("import tensorflow as tf\nslim = tf.contrib.slim\nwith slim.arg_scope([slim.conv2d], weights_regularizer=slim.l2_regularizer(0.1)):\n    with tf.name_scope('a'): ...", []),
        ("import tensorflow as tf\ntf.enable_eager_execution()\nx = tf.random_normal([3]) * 2", []),
        ("import tensorflow as tf\ns = tf.Session()\ng = tf.graph_util.convert_variables_to_constants(s, d, ['a'])\nprint(g.SerializeToString())", []),
        ("from keras import backend as K\nif K.backend() == 'tensorflow' and K.image_data_format() != 'x':\n    K.clear_session()", []),
        ("import keras\ndef accuracy(y_true, y_pred):\n    return (y_true == y_pred).mean()", []),
        ("from sqlalchemy import func\nfrom models import A\nq = A.query.order_by(func.random())\nfor a in sorted(q, key=lambda one: one.id):\n    print(a.n > 3, a.to_dict())", [(SYMBOLIC, 3)]),
        ("import sqlalchemy\nfrom app.models import Mode\nif Mode.limit == 3 or Mode.FAST == x:\n    y = Mode.FAST == x", []),
        ("import polars as pl\nimport pyspark\nt = pl.read_csv('x')\nu = t.select('a')\nm = t['a'] > 3", []),
        ("import dask.dataframe as dd\nfrom dask.dataframe.utils import assert_eq\nfrom dask.distributed import Client, wait\nassert_eq(a, dd.from_pandas(b))\nwait(Client().scatter([1]))", [(SYMBOLIC, 4), (SYMBOLIC, 5)]),
        ("from own import cache, Base\n@cache.expect(3)\ndef f(): ...\nclass A(Base):\n    def call(self, x):\n        return x * 2", []),
        ("import ibis\ns = ibis.expr.schema.Schema.from_polars(p)", []),
        ("import tensorflow as tf\nfrom tensorflow.compat.v1 import InteractiveSession\ndef main():\n    session = InteractiveSession()\n    x = tf.reduce_sum(tf.constant(1))\n    print(x.numpy() > 3)", []),
        ("import pulp\nx = pulp.LpVariable('x')\nx.setInitialValue(3)\nx.fixValue()", [(SYMBOLIC, 2)]),
        ("from dagster_utils.io import retry\n@retry(attempts=3)\ndef f(): ...", []),
        ("import tensorflow as tf\nif eager:\n    with tf.GradientTape() as tape:\n        loss = tf.reduce_mean(model(x))\nelse:\n    tf.Session()", []),
        ("import pyomo.environ as pyo\nm = pyo.ConcreteModel()\nfor c in m.component_objects(ctype=pyo.Constraint):\n    print(c.slack() == 0, c.uslack() * 2)", []),
        ("from ortools.sat.python.cp_model import LinearExprT\ndef f(self) -> LinearExprT: ...\nkept = [x for t in tasks if isinstance(x := f(t), int) and x > 0]", [(SYMBOLIC, 3)]),
        ("from sqlalchemy import Column\nfrom own import column_of\ndef f() -> Column:\n    return column_of(3)", []),
        ("spark.createDataFrame(rows, ['a', 'b'])\ntable.where('a')", []),
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
