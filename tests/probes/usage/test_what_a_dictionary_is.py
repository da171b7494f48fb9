"""What surely is a dictionary, and what only looks like one: whose `get`, `items` and keys are."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.model import Implementation
from evalkit.probes.usage.static_usage import static_usage
from tests.probes.usage.test_what_is_no_concept import concepts


def concept_symbols(folder: Path, script: str) -> set[str]:
    """The symbols of all concepts of a script."""
    file = folder / "main.py"
    file.write_text(script, encoding="utf-8")
    one = Implementation("task", "", "adapt", file, (file,))
    return {use.symbol for use in static_usage(one, folder, None, "not run").uses}


def test_what_a_shell_binds_has_methods_of_its_own_that_python_has_too(tmp_path: Path) -> None:
    script = "depth = dbutils.widgets.get('depth')\nships = spark.table('ships')\nprint(ships.count(), spark.read.text(depth))\n"

    assert concepts(tmp_path, script) == {"widgets", "get", "table", "count", "read", "text"}
    assert concepts(tmp_path, f"dbutils = spark = {{}}\n{script}") == set()


def test_a_session_that_a_function_is_handed_under_its_usual_name_is_one(tmp_path: Path) -> None:
    script = "def load(spark, ships):\n    return spark.table('ships').count(), ships.count()\n\n\nprint(load)\n"

    assert concepts(tmp_path, script) == {"table", "count"}
    assert concepts(tmp_path, script.replace("spark", "boats").replace("table", "index")) == set()


def test_what_a_loop_over_an_object_gets_is_gone_through_like_a_dictionary(tmp_path: Path) -> None:
    script = "import lib\n\nfor batch in lib.Loader(3):\n    print({k: v.depth for k, v in batch.items()})\n"

    assert concepts(tmp_path, script) == {"Loader", "depth"}
    assert concepts(tmp_path, script.replace("items()", "items(3)")) == {"Loader", "depth", "items"}
    assert concepts(tmp_path, "import lib\n\nlib.Loader(3).items()\n") == {"Loader", "items"}


def test_what_is_asked_somewhere_with_a_default_is_asked_like_a_dictionary_elsewhere(tmp_path: Path) -> None:
    script = "import lib\n\ncall = lib.ask(3)\nprint(call.told.get('depth', 3), call.told.get('length'), call.more.get('x'))\n"

    assert concepts(tmp_path, script) == {"ask", "told", "more", "get"}
    assert concepts(tmp_path, script.replace("more", "told")) == {"ask", "told"}
    name = "import lib\n\ntold = lib.ask(3)\nprint(told.get('depth', 3), told.get('length'))\n"
    assert concepts(tmp_path, name) == {"ask"}


def test_what_is_known_to_be_a_dictionary_of_an_object_is_asked_like_one(tmp_path: Path) -> None:
    script = (
        "import optuna\nfrom starlette.requests import Request\n\n\ndef path(request: Request):\n"
        "    return request.scope.get('route'), request.headers.get('x')\n\n\n"
        "study = optuna.create_study()\nprint(study.best_params.get('depth'), study.best_params.pop('x'), path)\n"
    )

    assert concepts(tmp_path, script) == {"Request", "scope", "headers", "get", "create_study", "best_params"}
    assert "get" not in concepts(tmp_path, script.replace("request.headers.get('x')", "3"))


def test_what_a_task_gets_of_a_secret_is_its_value(tmp_path: Path) -> None:
    script = (
        "from prefect import task\nfrom prefect.tasks.secrets.base import PrefectSecret\n\n\n"
        "@task\ndef load(secret):\n    return secret.get('key')\n\n\nload(PrefectSecret('x'))\n"
    )

    assert concepts(tmp_path, script) == {"task", "PrefectSecret"}


def test_how_a_table_is_reached_is_a_configuration_and_what_its_columns_are_is_none(tmp_path: Path) -> None:
    script = (
        "import pandas as pd\n\npd.read_csv('x', dtype={'depth': int}, na_values={'length': '-'}, parse_dates={'day': [0, 1]},\n"
        "    storage_options=dict(key='x', client={'region': 'y'}))\n"
    )

    assert concepts(tmp_path, script) == {
        "read_csv", "dtype", "na_values", "parse_dates", "storage_options", "key:", "client:", "region:",
    }  # fmt: skip


def test_dictionaries_of_a_list_that_are_handed_on_one_by_one_are_configurations(tmp_path: Path) -> None:
    script = (
        "import lib\n\nSHIPS = [{'depth': 3, 'kind': 'x'}, {'depth': 4}]\nfor one in SHIPS:\n    lib.Ship(config=one)\n"
        "for more in ({'length': 3}, {'crew': 4}):\n    lib.Boat(**more)\n"
    )

    assert concepts(tmp_path, script) == {"Ship", "config", "depth:", "kind:", "Boat", "length", "crew"}
    rows = "import lib\n\nfor row in [{'depth': 3}]:\n    lib.put(row)\n    lib.put(record=row)\n"
    assert concepts(tmp_path, rows) == {"put", "record"}


def test_what_stands_at_the_key_of_an_answer_is_read_like_a_file(tmp_path: Path) -> None:
    script = (
        "import boto3\n\nclient = boto3.resource('s3').meta.client\nprint(client.get_object(Key='x')['Body'].read())\n"
        "print(boto3.resource('s3').Object('x', 'y').get()['Body'].read(), client.get_object(Key='x').get('Body'))\n"
    )

    assert concepts(tmp_path, script) == {"resource", "meta", "client", "get_object", "Key", "Object", "get"}
    assert "read" in concepts(tmp_path, "import lib\n\nlib.ask()['body'].past.read()\n")


def test_what_an_operation_of_a_flow_gives_is_called_as_the_author_likes(tmp_path: Path) -> None:
    script = (
        "from dagster import In, Out, op\n\n\n@op(ins={'ships': In()}, out={'crew': Out()}, config_schema={'sea': str}, tags={'kind': 'x'})\n"
        "def load(ships):\n    return ships\n"
    )

    assert concepts(tmp_path, script) == {"In", "Out", "op", "ins", "out", "config_schema", "tags"}


def test_what_models_are_tuned_by_is_a_configuration_whichever_own_module_does_that(tmp_path: Path) -> None:
    script = (
        "import numpy as np\nfrom src.tuning import best_of\n\n"
        "params = {'Forest': {'max_depth': [3, 5]}, 'None': {}, 'Vectors': [{'C': np.logspace(1, 2)}, {'kernel': ['x']}]}\n"
        "best_of({'Forest': 3}, param=params)\nbest_of({'sea': {'ship': [3]}}, {'depth': [3]}, rows={'crew': [3]}, grid={'gamma': [1, 2]})\n"
    )
    tuning = {"src__tuning": "def best_of(models, param=None, rows=None, grid=None): ...\n"}

    assert concepts(tmp_path, script) == {"logspace", "max_depth:", "C:", "kernel:", "gamma:"}
    assert concepts(tmp_path, script, **tuning) == {"logspace", "max_depth:", "C:", "kernel:", "gamma:"}
    assert concepts(tmp_path, script.replace("param=", "other=").replace("params", "rows")) == {"logspace", "gamma:"}


def test_a_librarys_function_that_an_own_module_hands_on_is_that_modules_where_its_name_does_not_stand(
    tmp_path: Path,
) -> None:
    loaders = {"loaders": "import lib\n\n\ndef loader_of(kind):\n    return lib.load_ship\n"}
    script = "from loaders import loader_of\n\n\ndef load(loader):\n    return loader('x')\n\n\nload(loader_of('y'))\n"

    assert concepts(tmp_path, script, **loaders) == set()
    same = script.replace("def load", "import lib\n\nlib.Sea.load_ship(3)\n\n\ndef load")
    assert concepts(tmp_path, same) == {"load_ship"}
    two = concept_symbols(tmp_path, same)
    assert two == {"lib.Sea.load_ship"}
    here = "import lib\n\n\ndef load(loader):\n    return loader('x')\n\n\nload(lib.load_ship)\n"
    assert concepts(tmp_path, here) == {"load_ship"}


def test_what_the_authors_own_function_reads_or_takes_is_called_as_the_author_likes(tmp_path: Path) -> None:
    script = (
        "import lib\n\n\ndef loop(config, crew=3):\n    lib.sail(config['depth'], config.get('speed', 3), config.more)\n\n\n"
        "told = {'depth': 3, 'speed': {'crew': 3}, 'engine': 3}\nlib.fit(loop, config=told)\nlib.fit(len, config={'flag': 3})\n\n\n"
        "@lib.asset(inputs={'ship': 3, 'deep': 3})\ndef load(ship): ...\n"
    )

    assert {each for each in concepts(tmp_path, script) if each.endswith(":")} == {"engine:", "flag:", "deep:"}


@pytest.mark.parametrize(
    "call",
    [
        "sea.Feature(tags={'ship': 'x'})",
        "sea.Client().insert_rows_json('t', [{'ship': 3}])",
        "sea.Table().put_item(Item={'ship': 3})",
        "sea.Table().get_item(Key={'ship': 3})",
        "sea.Index().add(metadatas=[{'ship': 3}])",
        "sea.Store().hset('k', mapping={'ship': 3})",
        "sea.set_tags({'ship': 'x'})",
        "sea.log_table({'ship': [3]}, 'x')",
        "sea.log_parameters({'ship': 3})",
        "sea.Log().log_prediction(inputs={'ship': 3})",
        "sea.add_hparams({'ship': 3}, {'ship': 3})",
        "sea.TuneReportCallback({'ship': 'x'})",
        "sea.Refused(404, detail={'ship': 3})",
        "sea.keep(custom_objects={'ship': 3})",
    ],
)
def test_rows_tags_and_what_is_measured_or_kept_are_called_as_the_author_likes(tmp_path: Path, call: str) -> None:
    assert "ship:" not in concepts(tmp_path, f"import sea\n\n{call}\n")
    for setup in ("Feature(setup={'ship': 'x'})", "log_model(setup={'ship': 'x'})"):
        assert "ship:" in concepts(tmp_path, f"import sea\n\nsea.{setup}\n")


def test_a_key_is_one_though_a_keyword_of_the_same_call_is_called_so(tmp_path: Path) -> None:
    script = "import lib\n\nlib.tune({'metric': 'x', 'deep': {'verbose': 1}}, metric='y', verbose=3)\n"

    assert concepts(tmp_path, script) == {"tune", "metric", "verbose", "metric:", "deep:", "verbose:"}
    behind = "import lib\n\nmore = {'depth': {'x': 3}}\nlib.tune(**more)\nlib.tune(**{'length': {'y': 3}})\nlib.tune(**dict(crew=3))\n"
    assert concepts(tmp_path, behind) == {"tune", "depth", "x:", "length", "y:", "crew"}


def test_a_tag_that_is_called_after_its_library_is_that_librarys(tmp_path: Path) -> None:
    script = (
        "import mlflow\nfrom mlflow import MlflowClient\n\nmlflow.start_run(tags={'mlflow.note.content': 'x', 'ship': 'y'})\n"
        "mlflow.set_tags({'mlflow.runName': 'x', 'mlflows': 3})\nMlflowClient().create_run('1', tags={'mlflow.runColor': 'x'})\n"
    )

    assert {each for each in concepts(tmp_path, script) if each.endswith(":")} == {
        "mlflow.note.content:", "mlflow.runName:", "mlflow.runColor:",
    }  # fmt: skip


def test_the_lines_of_a_text_that_a_library_gave_are_a_list(tmp_path: Path) -> None:
    script = "import lib\n\nlines = lib.ask('x').told.splitlines()\nlines.extend([3])\nlines.sort()\nlib.ask('x').extend([3])\n"

    assert concepts(tmp_path, script) == {"ask", "told", "extend"}
    assert concepts(tmp_path, script.replace("lib.ask('x').extend([3])\n", "")) == {"ask", "told"}
