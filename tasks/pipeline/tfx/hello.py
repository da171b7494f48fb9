# https://www.tensorflow.org/tfx/guide/custom_function_component
import shutil
from glob import glob
from typing import Any, Dict, TypedDict

import steps
from tfx import v1 as tfx
from tfx.v1.dsl.components import Parameter, component


class Table(TypedDict):
    table: Dict[str, Any]


class Model(TypedDict):
    model: Dict[str, Any]


class Report(TypedDict):
    report: Dict[str, Any]


@component
def load(path: Parameter[str]) -> Table:
    return {"table": steps.load(path)}


@component
def train(table: Dict[str, Any], rounds: Parameter[int]) -> Model:
    return {"model": steps.train(table, rounds)}


@component
def evaluate(table: Dict[str, Any], model: Dict[str, Any]) -> Report:
    return {"report": steps.evaluate(table, model)}


loading = load(path="inputs/rows.csv")
training = train(table=loading.outputs["table"], rounds=3)
evaluation = evaluate(table=loading.outputs["table"], model=training.outputs["model"])
pipeline = tfx.dsl.Pipeline(
    pipeline_name="training",
    pipeline_root="pipeline_root",
    components=[loading, training, evaluation],
    metadata_connection_config=tfx.orchestration.metadata.sqlite_metadata_connection_config("metadata.db"),
)
tfx.orchestration.LocalDagRunner().run(pipeline)
[report] = glob("pipeline_root/evaluate/report/*/*")
shutil.copy(report, "outputs/report.json")
