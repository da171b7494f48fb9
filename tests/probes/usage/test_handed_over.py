"""What others hand to a program's functions, and what it hands on: callbacks, doubles, bases, and dictionaries that grow."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.model import Implementation
from evalkit.probes.usage.static_usage import static_usage
from tests.probes.usage.test_what_is_no_concept import concepts, concepts_of_file


def test_a_method_that_is_told_something_is_that_of_what_a_library_hands_to_a_callback(tmp_path: Path) -> None:
    script = (
        "import lib\n\n\ndef score(trial):\n    depth = trial.pick('depth', 1, 9)\n    if trial.is_late() or trial.ship:\n"
        "        return depth\n    return trial.number\n\n\nlib.search(score)\n"
    )

    assert concepts(tmp_path, script) == {"search", "pick", "is_late", "ship", "number"}


def test_what_a_row_that_is_handed_to_a_callback_has_is_the_authors(tmp_path: Path) -> None:
    script = "import lib\n\nlib.each(lambda row: row.ship.split('a'))\nlib.each(lambda row: row.amount())\n"

    assert concepts(tmp_path, script) == {"each"}


def test_what_a_column_hands_to_a_function_is_none_of_the_authors_objects(tmp_path: Path) -> None:
    script = (
        "import pandas as pd\n\n\ndef late(day):\n    return day.isoweekday()\n\n\ntable = pd.read_csv('x')\n"
        "table['a'].apply(lambda time: time.total_seconds())\ntable['b'].map(late)\n"
    )

    assert concepts(tmp_path, script) == {"read_csv", "apply", "total_seconds", "map", "isoweekday"}


@pytest.mark.parametrize(
    "call",
    [
        "max(files, key=lambda file: file.stat())",
        "sorted(file for file in files if 3)[0], min(files, key=newest)",
        "files.sort(key=lambda file: file.stat())",
        "list(map(lambda file: file.stat(), files))",
        "list(filter(newest, files))",
        "max(files, key=len).stat()",
    ],
)
def test_what_pythons_own_functions_hand_to_one_is_what_they_are_given(tmp_path: Path, call: str) -> None:
    script = (
        "from pathlib import Path\n\n\ndef newest(file):\n    return file.stat()\n\n\n"
        f"files = [file for file in Path('x').iterdir()]\nprint({call})\n"
    )

    assert concepts(tmp_path, script) == {"Path", "iterdir", "stat"}


@pytest.mark.parametrize(
    "script",
    [
        (
            "@patch('ships.send')\n@patch('ships.load')\ndef test_it(load, send):\n"
            "    load.return_value.ship.side_effect = 3\n    send.crew.side_effect = 3\n"
        ),
        "def test_it():\n    with patch('ships.send') as send:\n        send.return_value.crew.ship.side_effect = 3\n",
    ],
    ids=["a decorator", "a context manager"],
)
def test_what_a_patch_hands_over_is_a_double(tmp_path: Path, script: str) -> None:
    told = concepts(tmp_path, f"from unittest.mock import patch\n\n\n{script}\n\ntest_it(*[])\n")

    assert told == {"patch", "return_value", "side_effect"}


def test_what_a_decorated_function_is_handed_has_the_part_that_is_told_something(tmp_path: Path) -> None:
    script = (
        "import lib\n\n\n@lib.asset(deep=3)\ndef load(context, ship):\n    context.log.tell('x')\n    return ship.crew\n\n\n"
        "lib.each(lambda row: row.day.tell('x'))\n"
    )

    assert concepts(tmp_path, script) == {"asset", "deep", "log", "tell", "crew", "each"}


def test_a_type_of_pythons_that_a_name_is_declared_with_says_more_than_the_library_that_gave_its_value(
    tmp_path: Path,
) -> None:
    script = (
        "from datetime import date, timedelta\nimport polars as pl\n\nfor row in pl.read_csv('x').iter_rows():\n"
        "    start: date = row['x']\n    last: date | None = row['y']\n    start += timedelta(1)\n    print(last > start, start.isoformat())\n"
    )

    assert concepts(tmp_path, script) == {"date", "timedelta", "read_csv", "iter_rows", "isoformat"}


def test_a_keyword_that_an_own_function_hands_on_is_that_of_what_it_calls(tmp_path: Path) -> None:
    script = (
        "import lib\n\n\ndef load(name, fast=False, **more):\n    more.pop('crew', 3)\n    return lib.read(name, **more)\n\n\n"
        "load('x', fast=True, deep=3, crew=4)\nload(name='y', speed=3)\n"
    )

    assert concepts(tmp_path, script) == {"read", "deep", "speed"}


def test_what_an_own_class_gives_is_the_authors_where_a_method_of_its_base_made_the_instance(tmp_path: Path) -> None:
    script = (
        "from ships import Ship\n\n\ndef first():\n    return Ship.load('x')\n\n\nship = first()\nship.sail(fast=True)\nship.save()\n"
        "ships = [Ship.load(x) for x in 'ab']\nprint(sorted(ships, key=lambda one: one.crew), Ship.load('y').sail(3))\n"
    )
    ships = "import lib\n\n\nclass Ship(lib.Block):\n    crew: int\n\n    def sail(self, fast): ...\n"

    assert concepts(tmp_path, script, ships=ships) == {"load", "save"}


def test_what_a_check_of_a_column_is_handed_is_the_column(tmp_path: Path) -> None:
    script = (
        "import pandera.pandas as pa\n\n\ndef whole(ship):\n    return ship.str.len() == 3\n\n\n"
        "pa.Column(str, checks=[pa.Check(lambda ship: ship > 3), pa.Check(whole, name='x')])\n"
    )

    assert concepts(tmp_path, script) == {"Column", "checks", "Check", "name", "__gt__", "str", "len", "__eq__"}


def test_what_replaces_what_is_patched_is_handed_to_nobody(tmp_path: Path) -> None:
    script = "from unittest.mock import patch\n\n\n@patch('ships.load', new=3)\ndef test_it(load):\n    load.ship()\n\n\ntest_it(*[])\n"

    assert concepts(tmp_path, script) == {"patch", "new", "ship"}


def test_the_first_parameter_of_a_static_method_is_no_instance_of_its_class(tmp_path: Path) -> None:
    script = (
        "import lib\n\n\nclass Ship:\n    @staticmethod\n    def sail(sea: lib.Sea, by):\n        return sea.cross(by=by)\n\n\n"
        "Ship.sail(lib.Sea(), 3)\n"
    )

    assert concepts(tmp_path, script) == {"Sea", "cross", "by"}


def test_a_key_that_a_dictionary_is_given_later_is_one_of_its_keys(tmp_path: Path) -> None:
    script = (
        "import lib\n\nhow = {'depth': 3}\nif lib.deep():\n    how['crew'] = 4\nlib.sail(**how)\n"
        "told = dict(speed=3)\ntold['fast'] = True\nlib.note(told)\n"
    )

    assert concepts(tmp_path, script) == {"deep", "sail", "depth", "crew", "note", "speed:", "fast:"}


def test_a_key_that_is_given_later_does_not_hide_what_stands_at_another(tmp_path: Path) -> None:
    script = "import lib\n\nhow = {'a': lib.Ship(), 'b': {'deep': 3}}\nhow['c'] = {'x': 4}\nlib.note(how['b'])\n"

    assert "x:" not in concepts(tmp_path, script)


def test_parameters_of_an_own_class_are_the_authors_where_a_method_of_its_base_makes_it(tmp_path: Path) -> None:
    script = (
        "import lib\n\n\nclass Net(lib.Module):\n    def __init__(self, depth, how):\n        self.depth = depth\n\n\n"
        "Net.load('x', depth=3, how={'crew': 3}, strict=True)\n"
    )

    assert concepts(tmp_path, script) == {"Module", "load", "strict"}


def test_what_an_own_class_asks_of_the_base_that_a_library_has_is_that_bases(tmp_path: Path) -> None:
    script = (
        "import lib\n\n\nclass Ship(lib.Boat):\n    def __init__(self):\n        super().__init__(speed=3)\n\n"
        "    def sail(self):\n        return super().leave(fast=True)\n\n\n"
        "class Ferry(Ship):\n    def sail(self):\n        super().sail()\n        super().dock()\n\n\nFerry().sail()\n"
    )

    assert concepts(tmp_path, script) == {"Boat", "speed", "leave", "fast", "dock"}


def test_a_method_of_a_base_is_not_the_authors_because_another_class_of_theirs_has_one_that_is_called_like_it(
    tmp_path: Path,
) -> None:
    script = (
        "import lib\n\n\nclass Net(lib.Module):\n    def deep(self):\n        return self.head(3)\n\n\n"
        "class Deeper(Net):\n    def head(self, x):\n        return x\n\n\n"
        "class Fleet:\n    def fit(self):\n        Net().fit(epochs=3)\n        return Deeper().deep()\n\n\nFleet().fit()\n"
    )

    assert concepts(tmp_path, script) == {"Module", "fit", "epochs"}


def test_declared_fields_of_an_own_class_in_another_module_are_the_authors(tmp_path: Path) -> None:
    script = (
        "from fleet import Ship\n\n\ndef sail(ship: Ship):\n    return ship.crew, ship.model_dump()\n\n\nsail(*[])\n"
    )
    fleet = "from typing import Any\nfrom pydantic import BaseModel\n\n\nclass Ship(BaseModel):\n    crew: Any\n"

    assert concepts(tmp_path, script, fleet=fleet) == {"model_dump"}


def test_keys_that_stand_in_another_file_are_none_of_this_one(tmp_path: Path) -> None:
    script = "import lib\nfrom harbour import HOW\n\nlib.sail(HOW)\nlib.turn(**HOW)\nlib.stop({'deep': HOW})\n"

    assert concepts(tmp_path, script, harbour="HOW = {'depth': 3}\n") == {"sail", "turn", "stop", "deep:"}


def test_a_copy_is_what_it_was_made_of(tmp_path: Path) -> None:
    script = (
        "import copy\nimport lib\n\nhow = copy.deepcopy({'depth': 3})\nhow.setdefault('crew', 4)\nlib.sail(how)\n\n\n"
        "def clean(table):\n    frame = table.copy()\n    frame.to_csv('x')\n\n\nclean(*[])\n"
    )

    assert concepts(tmp_path, script) == {"deepcopy", "sail", "depth:", "copy", "to_csv"}


def test_what_was_pickled_may_be_anything(tmp_path: Path) -> None:
    script = (
        "import pickle\n\nwith open('x', 'rb') as file:\n    ships = pickle.load(file)\n"
        "late = ships[(ships['deep'] == 3) & ships['late'].isna()]\n"
    )

    assert concepts(tmp_path, script) == {"load", "__eq__", "__and__", "isna"}


def test_methods_of_a_dictionary_or_a_list_that_a_library_gave_are_pythons(tmp_path: Path) -> None:
    script = (
        "import lib\n\nstudy = lib.study()\nstudy.best.sort(key=len, reverse=True)\nstudy.notes.clear()\n"
        "print(study.how.get('depth', 3), lib.told().pop('crew'))\nlib.Client().get('/ships', 3)\nlib.ask().get('/x', 3)\n"
    )

    assert concepts(tmp_path, script) == {"study", "best", "notes", "how", "told", "Client", "get", "ask"}


def test_answers_of_a_cloud_are_dictionaries(tmp_path: Path) -> None:
    script = (
        "import boto3\n\ncloud = boto3.client('s3')\nprint(cloud.list_ships(Deep=3).get('Ships').copy())\n"
        "cloud.get_waiter('x').wait()\n"
    )

    assert concepts(tmp_path, script) == {"client", "list_ships", "Deep", "get_waiter", "wait"}


def test_the_key_of_a_group_is_no_table(tmp_path: Path) -> None:
    script = "import pandas as pd\n\nfor ship, rows in pd.read_csv('x').groupby('ship'):\n    print(ship.replace('a', 'b'), rows.head())\n"

    assert concepts(tmp_path, script) == {"read_csv", "groupby", "head"}


def test_parameters_of_the_authors_that_a_scheduler_hands_on_are_the_authors(tmp_path: Path) -> None:
    script = (
        "import lib\nfrom airflow import DAG\nfrom airflow.operators.python import PythonOperator\n\n"
        "DAG(params={'ship': 3}, default_args={'owner': 'Ada'})\nPythonOperator(op_kwargs={'ship': 3})\n"
        "lib.deploy(parameters={'ship': 3})\nlib.ask(params={'depth': 3})\n"
    )

    assert concepts(tmp_path, script) == {
        "DAG", "params", "default_args", "owner:", "PythonOperator", "op_kwargs", "deploy", "parameters", "ask", "depth:",
    }  # fmt: skip


def test_what_a_module_keeps_of_its_parameters_and_names_of_resources_are_the_authors(tmp_path: Path) -> None:
    script = (
        "import dagster\nimport pytorch_lightning as pl\n\n\nclass Net(pl.LightningModule):\n    def deep(self):\n"
        "        return self.hparams.depth, self.trainer\n\n\nNet().deep()\ndagster.Definitions(resources={'lake': 3})\n"
    )

    assert concepts(tmp_path, script) == {"LightningModule", "hparams", "trainer", "Definitions", "resources"}


def test_notes_on_a_result_and_columns_of_a_schema_are_the_authors(tmp_path: Path) -> None:
    script = (
        "import dagster\nimport pandera as pa\nfrom ray import tune\nfrom sqlalchemy import MetaData\n\n"
        "ships = MetaData().tables['ships']\nprint(ships.c.depth, ships.insert().values(depth=3))\n"
        "dagster.get_context().add_output_metadata({'rows': 3})\npa.DataFrameSchema({'ship': pa.Column(str)})\ntune.report(loss=3)\n"
    )

    assert concepts(tmp_path, script) == {
        "MetaData", "tables", "c", "insert", "values", "get_context", "add_output_metadata", "DataFrameSchema", "Column", "report",
    }  # fmt: skip


def test_a_configuration_that_is_executed_has_keys(tmp_path: Path) -> None:
    script = "def run(job, base):\n    job.execute_in_process(how={'ops': 3})\n    base.execute('x', {'ship': 3})\n\n\nrun(*[])\n"

    assert concepts(tmp_path, script) == {"execute_in_process", "how", "ops:", "execute"}


def test_an_alias_with_columns_is_no_function_and_what_only_a_database_has_is_a_clause(tmp_path: Path) -> None:
    script = (
        "import duckdb\n\nduckdb.execute('INSTALL spatial; LOAD spatial')\n"
        "duckdb.execute('SELECT day, load FROM generate_series(1, 3) t(day)')\n"
    )

    assert concepts(tmp_path, script) == {"execute", "INSTALL:", "LOAD:", "SELECT:", "generate_series:"}


def test_a_sum_of_columns_is_that_of_columns_where_a_text_stands_between(tmp_path: Path) -> None:
    script = "import pandas as pd\n\ntable = pd.read_csv('x')\nprint(table['a'] + '-' + table['b'], table.end - table.start)\n"

    assert concepts(tmp_path, script) == {"read_csv", "__add__", "__sub__"}


def test_a_condition_says_what_a_value_is_where_it_holds_alone(tmp_path: Path) -> None:
    script = (
        "import pandas as pd\n\n\ndef clean(x, deep):\n    if isinstance(x, pd.Series) and deep:\n        return x.copy(), x.name\n"
        "    if isinstance(x, str):\n        pass\n    x.ask(3)\n    return x.index(3)\n\n\nclean(*[])\n"
    )

    assert concepts(tmp_path, script) == {"Series", "copy", "name", "ask", "index"}
    assert concepts(tmp_path, script.replace("pd.Series", "str").replace("x.ask(3)", "pass")) == {"pandas"}


def test_what_is_made_of_plain_numbers_is_one(tmp_path: Path) -> None:
    script = "import numpy as np\n\nday = 1 / 252\nprint(3 * np.sqrt(day), 3 * np.exp([4]))\n"

    assert concepts(tmp_path, script) == {"sqrt", "exp", "__mul__"}
    assert concepts(tmp_path, script.replace("np.exp([4])", "4")) == {"sqrt"}


def test_what_an_annotation_that_is_called_names_is_named_once(tmp_path: Path) -> None:
    script = "import lib\n\n\ndef f(x: lib.sea.Ship) -> tuple([lib.sea.Ship]): ...\n\n\nf(3)\n"

    assert concepts(tmp_path, script) == {"Ship"}


def test_functions_of_tests_live_beside_what_calls_the_authors_own(tmp_path: Path) -> None:
    file = tmp_path / "test_ships.py"
    file.write_text(
        "import lib\n\n\ndef ship(): ...\n\n\nSHIP = ship()\n\n\ndef test_it():\n    lib.sail()\n", encoding="utf-8"
    )

    assert concepts_of_file(file) == {"sail"}


@pytest.mark.parametrize(
    "told",
    ["lib.Listener(on_late=tell)", "lib.Listener().on_late = tell", "lib.listen(how={'on_late': tell})",
     "lib.listen(late_callback=[tell])", "lib.add_late_handler(tell)"],
    ids=["a keyword", "an attribute", "a key", "a list", "a method"],
)  # fmt: skip
def test_what_a_callback_is_handed_by_name_is_no_row(tmp_path: Path, told: str) -> None:
    script = f"import lib\n\n\ndef tell(event):\n    print(event.ship, event.day())\n\n\n{told}\n"

    assert {"ship", "day"} <= concepts(tmp_path, script)
    assert {"ship", "day"}.isdisjoint(concepts(tmp_path, f"{script.replace(told, 'lib.each(tell)')}"))


def test_an_unknown_object_is_no_instance_of_an_own_class_that_lacks_what_it_is_asked(tmp_path: Path) -> None:
    script = (
        "from ships import *\n\n\ndef go(model, x):\n    model.sail(x, deep=3)\n    return model.best_\n\n\ngo(*[])\n"
    )
    own = "class Ship:\n    def sail(self, depth): ...\n"

    assert concepts(tmp_path, script, ships=own) == {"sail", "deep", "best_"}
    assert concepts(tmp_path, script.replace("best_", "sail"), ships=own) == set()
    derived = f"import lib\n\n\n{own.replace('Ship', 'Ship(lib.Boat)')}"
    assert concepts(tmp_path, script, ships=derived) == {"best_"}


def test_methods_of_what_an_object_has_many_of_are_those_of_a_list(tmp_path: Path) -> None:
    script = "import lib\n\nship = lib.Ship()\nship.sailors.append(3)\nship.sailors.extend([3])\nship.append(3)\n"

    assert concepts(tmp_path, script) == {"Ship", "sailors", "append"}
    assert concepts(tmp_path, script.replace("sailors.append(3)", "mate.append(3, name='x')")) == {
        "Ship", "sailors", "mate", "append", "name",
    }  # fmt: skip
    assert concepts(tmp_path, "import lib\n\nlib.Ship().active.append(3)\n") == {"Ship", "active", "append"}


def test_names_and_settings_of_the_authors_steps_are_no_keys_of_a_run(tmp_path: Path) -> None:
    script = (
        "import dagster\n\nRUN = {'ops': {'load_ships': {'config': {'depth': 3, 'sea': {'x': 3}}}}, 'resources': {'sea': {'config': {'y': 3}}},\n"
        "    'execution': {'config': {'multiprocess': {'max_concurrent': 3}}}}\n"
        "dagster.materialize([], run_config=RUN)\n"
    )

    assert concepts(tmp_path, script) == {
        "materialize", "run_config", "ops:", "config:", "resources:", "execution:", "multiprocess:", "max_concurrent:",
    }  # fmt: skip


def test_what_a_session_keeps_is_called_as_the_author_likes(tmp_path: Path) -> None:
    script = (
        "import streamlit as st\n\nif 'ships' not in st.session_state:\n    st.session_state.ships = []\n"
        "st.session_state.ships.append(3)\nst.session_state['crew'].append(3)\nst.session_state.clear()\n"
    )

    assert concepts(tmp_path, script) == {"session_state", "clear"}


def test_what_a_name_was_given_of_a_table_is_looked_through_like_the_table(tmp_path: Path) -> None:
    script = "import pandas as pd\n\nnames = pd.read_csv('x').columns\nprint('depth' in names, [x for x in [] if x in names])\n"

    assert concepts(tmp_path, script) == {"read_csv", "columns", "__contains__"}
    listed = "import polars as pl\n\n\ndef load(x: pl.DataFrame):\n    return 'depth' in x.columns\n\n\nload(3)\n"
    assert concepts(tmp_path, listed) == {"DataFrame", "columns"}


def test_what_a_session_gives_is_the_authors_and_asking_for_it_is_what_every_mapping_does(tmp_path: Path) -> None:
    script = (
        "import streamlit as st\nfrom datetime import datetime\n\nday = st.session_state.get('day')\nst.session_state.setdefault('x', 3)\n"
        "print(day.strftime('%Y'), datetime.now().strftime('%Y'))\n"
    )
    file = tmp_path / "main.py"

    assert concepts(tmp_path, script) == {"session_state", "now", "strftime"}
    one = Implementation("task", "", "adapt", file, (file,))
    symbols = {use.symbol for use in static_usage(one, tmp_path, None, "not run").uses}
    assert {each for each in symbols if each.endswith("strftime")} == {"datetime.date.strftime"}


def test_names_of_scores_and_of_parts_of_a_page_are_the_authors(tmp_path: Path) -> None:
    script = (
        "from sklearn.model_selection import GridSearchCV\nfrom dash import Input, html\n\n"
        "GridSearchCV(3, {'C': [3]}, scoring={'lift': 'auc'})\nInput({'kind': 'ship'}, 'href')\nhtml.Div(id={'kind': 'ship'}, style={'color': 'red'})\n"
    )

    assert concepts(tmp_path, script) == {"GridSearchCV", "C:", "scoring", "Input", "Div", "id", "style", "color:"}


def test_what_a_function_is_declared_to_give_is_that_whatever_made_it(tmp_path: Path) -> None:
    script = (
        "import lib\nimport pandas as pd\n\n\n@lib.kept(deep=3)\ndef load() -> pd.DataFrame:\n    return lib.Sea().past(3)\n\n\n"
        "last = load().iloc[-1]\nprint(last.Depth, last.Length)\n"
    )

    assert concepts(tmp_path, script) == {"kept", "deep", "DataFrame", "Sea", "past", "iloc"}


def test_names_in_a_schema_and_in_a_template_are_the_authors(tmp_path: Path) -> None:
    script = (
        "import lib\n\nlib.ask(form={'type': 'object', 'properties': {'ship': {'type': 'string'}}, 'required': ['ship']})\n"
        "prompt = lib.Prompt('What of {crew} and {{sea}}?')\nprompt.ask({'crew': 3, 'sea': 3})\n"
    )

    assert concepts(tmp_path, script) == {
        "ask", "form", "type:", "properties:", "required:", "Prompt", "sea:",
    }  # fmt: skip


def test_a_dictionary_that_an_own_object_holds_is_handed_on_whole(tmp_path: Path) -> None:
    script = "import lib\n\n\nclass Ship:\n    def __init__(self):\n        self.form = {'kind': 'record'}\n        lib.read(self.form)\n\n\nShip()\n"

    assert concepts(tmp_path, script) == {"read", "kind:"}


def test_a_method_that_asks_what_it_holds_for_the_same_asks_somebody_elses(tmp_path: Path) -> None:
    script = (
        "import joblib\n\n\nclass Ship:\n    def __init__(self):\n        self.held = joblib.load('x')['held']\n\n"
        "    def guess(self, x):\n        return self.held.guess(x)\n\n\nShip().guess(3)\n"
    )

    assert concepts(tmp_path, script) == {"load", "guess"}
    another = script.replace("class Ship", "class Boat:\n    def guess(self, x): ...\n\n\nclass Ship")
    assert concepts(tmp_path, another) == {"load"}


def test_a_condition_says_that_a_value_is_a_dictionary(tmp_path: Path) -> None:
    script = "import lib\n\nx = lib.load()\nif isinstance(x, dict):\n    x = list(x.items())\nfor one in x.ask(3):\n    print(one.items(3))\n"

    assert concepts(tmp_path, script) == {"load", "ask", "items"}
    assert concepts(tmp_path, script.replace("one.items(3)", "one")) == {"load", "ask"}


def test_what_an_item_of_an_answer_gives_is_a_number(tmp_path: Path) -> None:
    script = (
        "from scipy.special import expit\nimport pickle\n\nmodel = pickle.load(3)\nfirst = model.predict([3])[0]\n"
        "price = expit(first, 0.3) - 1\nprint(price >= 3, 3 <= price)\n"
    )

    assert concepts(tmp_path, script) == {"expit", "load", "predict"}
    assert "__sub__" in concepts(tmp_path, script.replace("[3])[0]", "[3])"))


def test_what_another_package_writes_as_json_is_data(tmp_path: Path) -> None:
    script = "from flask import json\n\nanswer = {}\nanswer['ship'] = 3\njson.dumps(answer)\n"

    assert concepts(tmp_path, script) == {"dumps"}


def test_a_module_of_pythons_that_an_own_module_hands_on_is_followed(tmp_path: Path) -> None:
    script = "from app.logs import logging\n\nlogging.info('x')\n"

    assert concepts(tmp_path, script, app__logs="import logging\n\nlogging.basicConfig()\n") == {"info"}
