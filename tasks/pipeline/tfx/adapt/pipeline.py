# retries: the local orchestrator tries nothing again, and the options for it (NodeExecutionOptions) are for an orchestrator that is not
# in the package, so publish is left out,
# https://github.com/tensorflow/tfx/blob/v1.16.0/tfx/dsl/experimental/node_execution_options/utils.py
import hashlib
from typing import Any, Dict, TypedDict

import steps
from tfx import v1 as tfx
from tfx.orchestration.metadata import Metadata
from tfx.orchestration.portable.mlmd import execution_lib
from tfx.v1.dsl.components import Parameter, component


class Table(TypedDict):
    table: Dict[str, Any]


class Model(TypedDict):
    model: Dict[str, Any]


class Report(TypedDict):
    report: Dict[str, Any]


@component
def load(path: Parameter[str], version: Parameter[str]) -> Table:
    return {"table": steps.load(path)}


@component
def train(table: Dict[str, Any], rounds: Parameter[int]) -> Model:
    return {"model": steps.train(table, rounds)}


@component
def evaluate(table: Dict[str, Any], model: Dict[str, Any]) -> Report:
    return {"report": steps.evaluate(table, model)}


def latest(metadata, node):
    context = metadata.store.get_context_by_type_and_name("node", f"training.{node}")
    execution = max(metadata.store.get_executions_by_context(context.id), key=lambda each: each.id)
    return execution.last_known_state, execution_lib.get_output_artifacts(metadata, execution.id)


def run(rounds):
    with open("inputs/rows.csv", "rb") as file:
        version = hashlib.sha256(file.read()).hexdigest()
    loading = load(path="inputs/rows.csv", version=version)
    training = train(table=loading.outputs["table"], rounds=rounds)
    evaluation = evaluate(table=loading.outputs["table"], model=training.outputs["model"])
    store = tfx.orchestration.metadata.sqlite_metadata_connection_config("metadata.db")
    pipeline = tfx.dsl.Pipeline(
        pipeline_name="training",
        pipeline_root="pipeline_root",
        components=[loading, training, evaluation],
        enable_cache=True,
        metadata_connection_config=store,
    )
    tfx.orchestration.LocalDagRunner().run(pipeline)
    with Metadata(store) as metadata:
        return {each.id: latest(metadata, each.id) for each in pipeline.components}
