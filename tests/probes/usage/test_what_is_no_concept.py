"""What a program's author made up is no concept, wherever it stands: names of own packages, rows, what is logged, types of columns."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from evalkit.model import Implementation
from evalkit.probes.usage.concepts import concepts_of
from evalkit.probes.usage.source_keys import with_keys
from evalkit.probes.usage.static_usage import static_usage


def concepts(folder: Path, script: str, **modules: str) -> set[str]:
    """The last names of all concepts of a script, its keys followed by a colon; `modules` by path, `__` for a folder."""
    for name, text in modules.items():
        module = folder.joinpath(*f"{name}.py".split("__"))
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_text(text, encoding="utf-8")
    main = folder / "main.py"
    main.write_text(script, encoding="utf-8")
    return concepts_of_file(main)


def concepts_of_file(file: Path) -> set[str]:
    """The last names of all concepts of a file where it stands, its keys followed by a colon."""
    one = Implementation("task", "", "adapt", file, (file,))
    usage = with_keys(static_usage(one, file.parent, None, "not run"), one, lambda each: each.name)
    found = concepts_of(usage)
    return {f"{each.key}:" if each.key else each.keyword or each.symbol.rpartition(".")[2] for each in found}


def test_a_package_without_an_init_is_the_authors_own(tmp_path: Path) -> None:
    script = "from parts.mail import send\nfrom parts import logs\n\nsend('x', to='y')\nlog = logs.Log4j('a')\nlog.shout('b')\n"
    own = {"parts__mail": "def send(text, to): ...\n", "parts__logs": "class Log4j:\n    def shout(self, text): ...\n"}

    assert concepts(tmp_path, script, **own) == set()


def test_what_a_module_of_an_own_package_got_from_a_library_is_followed(tmp_path: Path) -> None:
    script = "from app.tables import Base, Ship\n\nBase.metadata.create_all(1)\nx = Ship.name == 'Ada'\n"
    tables = (
        "from sqlalchemy import Column\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\n\n\n"
        "class Ship(Base):\n    name = Column()\n"
    )

    assert concepts(tmp_path, script, app____init__="", app__tables=tables) == {"metadata", "create_all", "__eq__"}


def test_a_module_in_a_package_does_not_hide_a_library_that_is_called_like_it(tmp_path: Path) -> None:
    script = "import requests\nfrom app import http\n\nrequests.get('x')\nhttp.ask()\n"

    assert concepts(tmp_path, script, app__http="def ask(): ...\n", app__requests="") == {"get"}


def test_own_fields_that_are_set_on_a_row_are_the_authors(tmp_path: Path) -> None:
    script = (
        "from sqlalchemy.orm import Session\nfrom ships import Ship\n\n"
        "row = Session().query(Ship).one()\nrow.name = 'Ada'\nrow.metadata = 1\n"
    )
    ships = "class Ship:\n    name = 'x'\n"

    assert concepts(tmp_path, script, ships=ships) == {"Session", "query", "one", "metadata"}


def test_what_is_logged_or_counted_is_no_configuration(tmp_path: Path) -> None:
    script = (
        "import logging\nimport lib\n\nlog = logging.getLogger()\nrow = {'name': 'Ada', 'deck': {'long': 3}}\n"
        "log.info(f'got {row}')\nlog.warning('got %s', row)\nlib.set_up(size=len(row), text=str(row), same=row == {})\n"
        "lib.set_up({'depth': 3})\n"
    )

    assert concepts(tmp_path, script) == {"getLogger", "info", "warning", "set_up", "size", "text", "same", "depth:"}


def test_the_keys_of_a_configuration_of_logging_are_concepts(tmp_path: Path) -> None:
    script = "import logging.config\n\nlogging.config.dictConfig({'version': 1, 'root': {'level': 'INFO'}})\n"

    assert concepts(tmp_path, script) == {"dictConfig", "version:", "root:", "level:"}


def test_rows_that_a_pipeline_begins_with_and_labels_of_a_counter_are_the_authors(tmp_path: Path) -> None:
    script = (
        "import apache_beam as beam\nfrom prometheus_client import Counter\n\nseen = Counter('a', 'b', ['ship'])\n"
        "rows = [{'ship': 'Ada', 'depth': 3}]\nbeam.Create(rows)\nseen.labels(ship='Ada').inc()\n"
    )

    assert concepts(tmp_path, script) == {"Counter", "Create", "labels", "inc"}


def test_what_every_function_has_is_no_librarys(tmp_path: Path) -> None:
    script = "import lib\n\n\ndef traced(function):\n    lib.note(function.__name__, function.__module__)\n    return function\n"

    assert concepts(tmp_path, script) == {"note"}


def test_the_type_of_a_column_is_no_function(tmp_path: Path) -> None:
    script = (
        "import sqlite3\n\nconn = sqlite3.connect('a')\n"
        "conn.execute('CREATE TABLE t (name VARCHAR(20), weight DECIMAL(8, 2), day TEXT)')\n"
        "conn.execute('SELECT round(weight, 2), left(name, 3) FROM t WHERE abs(weight) > 3')\n"
    )

    assert concepts(tmp_path, script) == {
        "connect", "execute", "CREATE:", "TABLE:", "SELECT:", "WHERE:", "round:", "left:", "abs:",
    }  # fmt: skip


def test_what_is_gone_through_is_not_handed_on(tmp_path: Path) -> None:
    script = (
        "import lib\n\nKINDS = {'name': int, 'depth': float}\nSIZES = {'small': 3}\n"
        "lib.keep([one for one in KINDS if one], of=[SIZES for _ in range(3)])\n"
    )

    assert concepts(tmp_path, script) == {"keep", "of", "small:"}


def test_fields_that_a_class_in_another_module_declares_are_the_authors(tmp_path: Path) -> None:
    script = "from forms import Ship\n\nx = Ship(name='Ada', depth=3)\n"
    forms = "from pydantic import BaseModel\n\n\nclass Ship(BaseModel):\n    name: str\n    depth: int\n"

    assert concepts(tmp_path, script, forms=forms) == set()


def test_a_folder_above_a_file_that_is_called_like_a_module_of_pythons_hides_none(tmp_path: Path) -> None:
    texts = {
        "pyproject.toml": "",
        "ml/logging/__init__.py": "def getLogger(): ...\n",
        "ml/ships/__init__.py": "def sail(): ...\n",
        "ml/steps/load.py": "import logging\nimport ships\n\nlogging.getLogger().info('x')\nships.sail()\n",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert concepts_of_file(tmp_path / "ml" / "steps" / "load.py") == {"getLogger", "info"}


def test_columns_that_rows_are_looked_up_by_are_the_authors(tmp_path: Path) -> None:
    script = "from sqlalchemy.orm import Session\n\nSession().query(1).filter_by(name='Ada').first()\n"

    assert concepts(tmp_path, script) == {"Session", "query", "filter_by", "first"}


def test_what_a_file_imports_from_the_project_around_it_is_the_authors(tmp_path: Path) -> None:
    script = (
        "import lib\nfrom shop.models import Ship, load\nfrom src.texts import ropes\n\n"
        "ship = Ship(name='Ada')\nship.sail(fast=True)\nlib.keep(load(x=3), ropes.LONG)\nship.depth = 3\n"
    )
    view = tmp_path / "shop" / "views.py"
    texts = {
        "shop/models.py": "class Ship:\n    def sail(self, fast): ...\n\n\ndef load(x): ...\n",
        "src/texts/ropes.py": "LONG = 3\n",
        "setup.py": "",
        "shop/views.py": script,
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert concepts_of_file(view) == {"keep"}


def test_what_a_module_of_the_project_got_from_a_library_is_that_librarys(tmp_path: Path) -> None:
    texts = {
        "app/__init__.py": "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n",
        "app/web/__init__.py": "",
        "app/web/views.py": "from .. import db\nfrom ..texts import shout\n\ndb.session.commit()\nshout(loud=True)\n",
        "app/texts.py": "def shout(loud): ...\n",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert concepts_of_file(tmp_path / "app" / "web" / "views.py") == {"session", "commit"}


def test_what_is_read_of_a_big_project_has_an_end(tmp_path: Path) -> None:
    texts = {
        "setup.py": "",
        "jobs/main.py": "from shop.big import made\nfrom shop.small import note\n\nmade.sail()\nnote.sail()\n",
        "shop/big.py": "import lib\n" + "x = lib.load()\n" * 10_000 + "made = lib.load()\n",
        "shop/small.py": "import lib\n\nnote = lib.load()\n",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    began = time.process_time()
    assert concepts_of_file(tmp_path / "jobs" / "main.py") == {"sail"}
    assert time.process_time() - began < 2


def test_notes_and_names_of_columns_that_are_handed_on_by_keyword_are_the_authors(tmp_path: Path) -> None:
    script = (
        "import lib\n\nlib.result(metadata={'rows': 3}, options={'depth': 3})\n"
        "lib.chart(labels={'x': 'Ship'}, dtype={'x': 'int'})\n"
    )

    assert concepts(tmp_path, script) == {"result", "metadata", "options", "depth:", "chart", "labels", "dtype"}


def test_columns_that_a_query_sets_are_the_authors_and_settings_of_an_app_are_none(tmp_path: Path) -> None:
    script = (
        "from flask import Flask\nfrom sqlalchemy.orm import Session\n\n"
        "Session().query(1).update({'depth': 3})\nFlask('x').config.update({'TESTING': True})\n"
    )

    assert concepts(tmp_path, script) == {"Session", "query", "update", "Flask", "config", "TESTING:"}


def test_fields_of_documents_are_the_authors_and_what_a_database_does_with_them_is_its_own(tmp_path: Path) -> None:
    script = (
        "from pymongo import MongoClient\n\nships = MongoClient()['harbour']['ships']\n"
        "ships.insert_one({'name': 'Ada'})\nships.update_one({'name': 'Ada'}, {'$set': {'depth': {'$gt': 3}}})\n"
    )

    assert concepts(tmp_path, script) == {"MongoClient", "insert_one", "update_one", "$set:", "$gt:"}


def test_fields_of_a_configuration_that_a_decorator_hands_over_are_the_authors(tmp_path: Path) -> None:
    script = (
        "import hydra\nimport lib\nfrom omegaconf import OmegaConf\n\n\n@hydra.main(config_path='x')\ndef main(cfg):\n"
        "    lib.train(cfg.model.depth, OmegaConf.to_container(cfg.data).copy())\n\n\nmain()\n"
    )

    assert concepts(tmp_path, script) == {"main", "config_path", "train", "to_container"}


def test_what_a_step_of_a_flow_kept_is_called_as_the_author_likes(tmp_path: Path) -> None:
    script = "from metaflow import Step\n\ndata = list(Step('Sail/3/load'))[0].task.data\nprint(data.ships, data.crew.deep)\n"

    assert concepts(tmp_path, script) == {"Step", "task", "data", "deep"}


def test_what_the_author_keeps_in_a_librarys_holder_is_that_holder(tmp_path: Path) -> None:
    script = (
        "import flask\nfrom dagster import OpExecutionContext\n\nflask.g.ship = 3\nprint(flask.g.ship, flask.g.crew)\n"
    )
    script += "\n\ndef op(context: OpExecutionContext):\n    return context.resources.ships\n"

    assert concepts(tmp_path, script) == {"g", "OpExecutionContext", "resources"}


def test_going_through_what_an_object_has_takes_methods_of_a_dictionary(tmp_path: Path) -> None:
    script = (
        "import lib\nimport pandas as pd\n\nstudy = lib.study()\nfor name, value in study.best.items(): ...\n"
        "print(study.best.keys(), lib.scores().values())\npd.read_csv('x').T.items()\nlib.Store().keys()\n"
    )

    assert concepts(tmp_path, script) == {
        "study", "best", "scores", "read_csv", "T", "items", "Store", "keys",
    }  # fmt: skip


def test_a_row_of_a_data_set_has_plain_values(tmp_path: Path) -> None:
    script = "from datasets import load_dataset\n\nfor row in load_dataset('x'):\n    label = row['label']\n    print(label == 3)\n"

    assert concepts(tmp_path, script) == {"load_dataset"}


def test_what_a_statement_does_beside_its_rows_is_to_be_recalled(tmp_path: Path) -> None:
    script = (
        "import sqlite3\n\nconn = sqlite3.connect('a')\n"
        "conn.execute('CREATE TABLE t (a INTEGER REFERENCES u (a) ON DELETE CASCADE)')\n"
        "conn.execute('INSERT INTO t VALUES (1) ON CONFLICT (a) DO NOTHING')\n"
        "conn.execute('TRUNCATE TABLE t RESTART IDENTITY')\n"
    )

    assert concepts(tmp_path, script) == {
        "connect", "execute", "CREATE:", "TABLE:", "REFERENCES:", "DELETE:", "CASCADE:", "INSERT:", "VALUES:",
        "ON CONFLICT:", "DO NOTHING:", "TRUNCATE:", "RESTART IDENTITY:",
    }  # fmt: skip


def test_a_name_of_an_own_module_that_is_imported_whole_is_the_authors_beside_a_library_that_is_too(
    tmp_path: Path,
) -> None:
    script = "from orm import *\nfrom ships import *\n\nship = Ship(name='Ada')\nsail(ship, fast=True)\nconnect('x')\n"
    ships = "from orm import Document, StringField\n\n\nclass Ship(Document):\n    name = StringField()\n\n\ndef sail(ship, fast): ...\n"

    assert concepts(tmp_path, script, ships=ships) == {"connect"}


def test_what_a_message_holds_is_the_authors(tmp_path: Path) -> None:
    script = (
        "from flask_socketio import SocketIO\nfrom kafka import KafkaProducer\n\n"
        "SocketIO().emit('ship', {'lat': 3})\nKafkaProducer(acks=1).send('ship', {'lat': 3})\n"
    )

    assert concepts(tmp_path, script) == {"SocketIO", "emit", "KafkaProducer", "acks", "send"}


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (("class Loads:\n    def __init__(self, store):\n        self.store = store\n        self.store.open_box('x')\n\n"
         "    def all(self):\n        return self.store.list_boxes(deep=True)\n"), set()),
        ("def loads(store):\n    store.open_box('x')\n    return store.list_boxes(deep=True), store.rename_box()\n",
         {"open_box", "list_boxes", "deep", "rename_box"}),
        ("def loads(store):\n    return store.list_boxes(deep=True)\n", {"list_boxes", "deep"}),
        ("import lib\n\n\ndef loads(net: lib.Module):\n    net.freeze(net.boxes)\n    return net.depth\n", {"Module", "freeze"}),
        ("import lib\n\n\ndef loads(net: lib.Layer):\n    return net.boxes\n", {"Layer", "boxes"}),
    ],
    ids=["a class that has all", "one that lacks some", "a single name", "a base that is annotated", "another base"],
)  # fmt: skip
def test_an_object_of_a_class_that_stands_beside_a_file_is_the_authors(
    tmp_path: Path, script: str, told: set[str]
) -> None:
    (tmp_path / "setup.py").write_text("", encoding="utf-8")
    (tmp_path / "stores.py").write_text(
        "import lib\n\n\nclass Store:\n    def open_box(self, name): ...\n    def list_boxes(self, deep): ...\n\n\n"
        "class Net(lib.Module):\n    depth = 3\n\n    def __init__(self):\n        self.boxes = []\n",
        encoding="utf-8",
    )
    (tmp_path / "loads.py").write_text(script, encoding="utf-8")

    assert concepts_of_file(tmp_path / "loads.py") == told


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("store.open_box(name='x', deep=3)", set()),
        ("store.open_box(name='x', long=3)", {"open_box", "name", "long"}),
        ("store.open_box('x', 3)", {"open_box"}),
        ("store.open_box(name='x', deep=3), store.sail()", {"open_box", "name", "deep", "sail"}),
    ],
    ids=["what it takes", "what it does not take", "nothing by name", "what it lacks"],
)
def test_an_object_of_a_class_in_another_folder_is_the_authors_where_it_takes_what_it_is_told(
    tmp_path: Path, call: str, told: set[str]
) -> None:
    texts = {
        "setup.py": "",
        "shop/stores/boxes.py": "class Store:\n    def open_box(self, name, deep): ...\n",
        "shop/loads/load.py": f"def load(store):\n    return {call}\n",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert concepts_of_file(tmp_path / "shop" / "loads" / "load.py") == told


def test_a_text_that_a_column_holds_has_the_methods_of_one(tmp_path: Path) -> None:
    script = (
        "import pandas as pd\n\ntexts = pd.Series(['a b'])\nwords = [text.strip().split() for text in texts]\n"
        "print(words, texts.str.split().str.lower())\n"
    )

    assert concepts(tmp_path, script) == {"Series", "str", "split", "lower"}


def test_what_was_sent_as_json_is_a_dictionary_and_what_came_with_it_is_none(tmp_path: Path) -> None:
    script = "from flask import request\n\nprint(request.json.get('a'), request.json['b'], request.args.pop('c'))\n"

    assert concepts(tmp_path, script) == {"json", "args", "pop"}


def test_what_a_double_is_asked_for_and_what_is_set_on_an_object_are_the_authors(tmp_path: Path) -> None:
    script = (
        "from threading import Thread\nfrom unittest.mock import Mock\n\ncontext = Mock()\ncontext.event_id = 3\n"
        "print(context.ships, context.call_args)\nthread = Thread()\nthread.ship = 'Ada'\nthread.daemon = True\n"
    )

    assert concepts(tmp_path, script) == {"Mock", "call_args", "Thread", "daemon"}


def test_fields_of_own_classes_that_a_query_gives_back_are_the_authors(tmp_path: Path) -> None:
    script = (
        "from sqlmodel import Session, select\nfrom ships import Ship\n\n"
        "row = Session().execute(select(Ship)).scalar_one()\nprint(row.name, row.metadata)\n"
    )
    ships = "from sqlmodel import SQLModel\n\n\nclass Ship(SQLModel):\n    name: str\n"

    assert concepts(tmp_path, script, ships=ships) == {"Session", "execute", "select", "scalar_one", "metadata"}


def test_what_a_library_opens_is_a_file(tmp_path: Path) -> None:
    script = "import luigi\n\nwith luigi.LocalTarget('x').open('w') as file:\n    file.write('a')\n    file.seal()\n"

    assert concepts(tmp_path, script) == {"LocalTarget", "open", "seal"}


def test_parameters_of_an_own_task_are_the_authors_whatever_maps_it(tmp_path: Path) -> None:
    script = (
        "from airflow.sdk import task\n\n\n@task\ndef load(table):\n    return table\n\n\nload.expand(table=['a'])\n"
        "load.override(retries=3)\n"
    )

    assert concepts(tmp_path, script) == {"task", "expand", "override", "retries"}
