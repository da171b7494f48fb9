"""A file is read with the modules of its project: what it imports from them is what it is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from evalkit.model import Usage
from evalkit.model.facts import DslSite
from evalkit.probes.dsl import PROBE
from evalkit.probes.probe import Question
from evalkit.workspace import implementations_at

DECORATOR, SYMBOLIC, PARSED, SQL = "framework-decorator", "symbolic-expression", "parsed-string", "sql-literal"


def found(root: Path, files: Mapping[str, str], asked: str = "main.py") -> list[tuple[str, int]]:
    """The sites of one of some files, each as kind and line, with the others beside it."""
    (root / ".git").mkdir(exist_ok=True)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (one,) = implementations_at(root / asked, None, root)
    finding = PROBE.ask(Question(root, (one,), lambda _: Usage(recorded=False, uses=())))[1]
    assert finding.metric == "dsl.sites"
    return sorted((fact.kind, fact.lines[0]) for fact in finding.facts if isinstance(fact, DslSite))


CASES = {
    "a condition that a helper gives": (
        {"rules.py": "import polars as pl\ndef adult():\n    return pl.col('age') > 17\n"},
        "from rules import adult\nx = t.filter(adult())\n",
        [(SYMBOLIC, 2)],
    ),
    "a column that is a constant": (
        {"rules.py": "import polars as pl\nAGE = pl.col('age')\n"},
        "from rules import AGE\nx = AGE > 17\n",
        [(SYMBOLIC, 2)],
    ),
    "a table that a helper gives": (
        {"io_.py": "from pyspark.sql import SparkSession\ndef orders():\n    return SparkSession.builder.getOrCreate().table('o')\n"},
        "import io_\nt = io_.orders()\nu = t.filter('day > 3')\nv = t.filter(t.day > 3)\n",
        [(PARSED, 3), (SYMBOLIC, 4)],
    ),
    "a table of pandas that a helper gives": (
        {"io_.py": "import pandas as pd\ndef orders():\n    return pd.read_csv('o')\n"},
        "import pyspark\nfrom io_ import orders\nt = orders()\nu = t.where(t.day == 3)\n",
        [],
    ),
    "a statement that goes on": (
        {"queries.py": "BASE = 'SELECT id FROM users'\n"},
        "from queries import BASE\nrun(f'{BASE} WHERE day > 3')\nrun(BASE + ' LIMIT 3')\n",
        [(SQL, 2), (SQL, 3)],
    ),
    "a statement as it stands elsewhere": (
        {"queries.py": "ALL = 'SELECT id FROM users'\n"},
        "import queries\nfrom queries import ALL\ncursor.execute(ALL)\ncursor.execute(queries.ALL)\n",
        [],
    ),
    "a condition in a text": (
        {"queries.py": "LATE = 'day > 3 AND age < 9'\n"},
        "from pyspark.sql import SparkSession\nfrom queries import LATE\nt = SparkSession.builder.getOrCreate().table('t')\nu = t.where(LATE)\n",
        [(PARSED, 4)],
    ),
    "an application": (
        {"pkg/__init__.py": "", "pkg/app.py": "from celery import Celery\nqueue = Celery()\n"},
        "from pkg.app import queue\n@queue.task(bind=True)\ndef f(self): ...\n",
        [(DECORATOR, 2)],
    ),
    "a task that is called in a flow": (
        {"steps.py": "from prefect import task\n@task\ndef load(): ...\ndef plain(): ...\n"},
        "from prefect import Flow\nfrom steps import load, plain\nwith Flow('x'):\n    a = load()\n    b = plain()\n",
        [(SYMBOLIC, 4)],
    ),
    "a class of a table": (
        {"models.py": "from sqlalchemy.orm import DeclarativeBase, Mapped\nclass Base(DeclarativeBase): ...\nclass Row(Base):\n    n: Mapped[int]\n"},
        "import models\nx = models.Row.n + 3\nrow = models.Row()\ny = row.n + 3\n",
        [(SYMBOLIC, 2)],
    ),
    "a decorator that hands to a framework's": (
        {"deco.py": "from prefect import task\ndef step(function):\n    return task(retries=3)(function)\ndef plain(function):\n    return function\n"},
        "from deco import plain, step\n@step\ndef f(): ...\n@plain\ndef g(): ...\n",
        [(DECORATOR, 2)],
    ),
    "a decorator that a call makes": (
        {"deco.py": "from prefect import task\ndef step(**said):\n    def wrap(function):\n        return task(**said)(function)\n    return wrap\ndef other(**said):\n    return task(**said)\n"},
        "import deco\n@deco.step(retries=3)\ndef f(): ...\n@deco.other(retries=3)\ndef g(): ...\n",
        [(DECORATOR, 2), (DECORATOR, 4)],
    ),
    "a decorator around a decorated function": (
        {"deco.py": "from functools import wraps\nimport ray\ndef far(function):\n    @ray.remote\n    @wraps(function)\n    def inner(*given):\n        return function(*given)\n    return inner\ndef timed(function):\n    @wraps(function)\n    def inner(*given):\n        return function(*given)\n    return inner\n"},
        "from deco import far, timed\n@far\ndef f(): ...\n@timed\ndef g(): ...\n",
        [(DECORATOR, 2)],
    ),
    "a decorator by another name": (
        {"deco.py": "from functools import partial\nfrom prefect import task\nstep = partial(task, retries=3)\nslow = task(retries=9)\n"},
        "from deco import slow, step\n@step\ndef f(): ...\n@slow\ndef g(): ...\n",
        [(DECORATOR, 2), (DECORATOR, 4)],
    ),
    "what a module got from another one": (
        {"a.py": "from b import AGE\n", "b.py": "import polars as pl\nAGE = pl.col('age')\n"},
        "from a import AGE\nx = AGE > 17\n",
        [(SYMBOLIC, 2)],
    ),
    "what a package has from its modules": (
        {"shop/__init__.py": "from .rules import adult\nfrom .steps import load\n", "shop/rules.py": "import polars as pl\ndef adult():\n    return pl.col('age') > 17\n", "shop/steps.py": "import ray\n@ray.remote\ndef load(): ...\n"},
        "import shop\nfrom shop import adult, load\nx = t.filter(adult())\ny = t.filter(shop.adult())\nz = load.remote()\n",
        [(SYMBOLIC, 3), (SYMBOLIC, 4), (SYMBOLIC, 5)],
    ),
    "a module that is imported whole": (
        {"a.py": "import polars as pl\nAGE = pl.col('age')\n"},
        "from a import *\nx = AGE > 17\n",
        [(SYMBOLIC, 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "main", "sites"), CASES.values(), ids=CASES)
def test_what_stands_in_a_module_beside_a_file_is_known_in_it(
    tmp_path: Path, files: Mapping[str, str], main: str, sites: list[tuple[str, int]]
) -> None:
    assert found(tmp_path, {**files, "main.py": main}) == sites


def test_a_relative_import_reaches_the_folder_above(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/rules.py": "import polars as pl\nAGE = pl.col('age')\n",
        "shop/jobs/__init__.py": "",
        "shop/jobs/night.py": "from ..rules import AGE\nfrom .. import rules\nx = AGE > 17\ny = rules.AGE > 18\n",
    }

    assert found(tmp_path, files, "shop/jobs/night.py") == [(SYMBOLIC, 3), (SYMBOLIC, 4)]


def test_modules_that_import_each_other_are_read_once(tmp_path: Path) -> None:
    files = {
        "a.py": "import polars as pl\nfrom main import LATE\nAGE = pl.col('age')\n",
        "main.py": "from a import AGE\nLATE = AGE > 17\n",
    }

    assert found(tmp_path, files) == [(SYMBOLIC, 2)]


@pytest.mark.parametrize("text", ["x = (\n", "\x00", "caf\udce9".encode("utf-8", "surrogateescape").decode("latin-1")])
def test_a_module_that_is_no_python_stops_nobody(tmp_path: Path, text: str) -> None:
    assert found(
        tmp_path, {"a.py": text, "main.py": "import polars as pl\nfrom a import b\nx = pl.col('a') + b\n"}
    ) == [(SYMBOLIC, 3)]


def test_a_module_that_leads_nowhere_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "gone.py")
    (tmp_path / "c.py").symlink_to(tmp_path / "c.py")
    (tmp_path / "d.py").mkdir()
    main = "import polars as pl\nfrom a import b\nfrom c import e\nfrom d import f\nx = pl.col('a') + b + e + f\n"

    assert found(tmp_path, {"main.py": main}) == [(SYMBOLIC, 5)]


def test_what_is_called_like_a_library_and_has_no_such_module_is_the_library(tmp_path: Path) -> None:
    files = {"polars/notes.txt": "", "main.py": "import polars as pl\nx = pl.col('a') > 1\n"}

    assert found(tmp_path, files) == [(SYMBOLIC, 2)]


def test_a_file_that_stands_alone_is_read_as_before(tmp_path: Path) -> None:
    main = "from rules import adult\nx = t.filter(adult())\n"

    assert found(tmp_path, {"main.py": main}) == []


def test_a_module_that_no_file_can_be_called_stops_nobody(tmp_path: Path) -> None:
    main = f"import polars as pl\nfrom {'a' * 300} import b\nx = pl.col('a') + b\n"

    assert found(tmp_path, {"main.py": main}) == [(SYMBOLIC, 3)]
