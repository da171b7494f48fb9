# side-by-side: the local orchestrator runs components one by one, https://www.tensorflow.org/tfx/guide/custom_orchestrator
# time-limit: it limits no component's time, and the options for it (NodeExecutionOptions) are for an orchestrator that is not in the
# package, so archive is left out,
# https://github.com/tensorflow/tfx/blob/v1.16.0/tfx/dsl/experimental/node_execution_options/utils.py
import hashlib
from typing import Any, Dict, List, TypedDict

import steps
from tfx import v1 as tfx
from tfx.orchestration.metadata import Metadata
from tfx.orchestration.portable.mlmd import execution_lib
from tfx.types.channel_utils import union
from tfx.v1.dsl.components import InputArtifact, Parameter, component


class Table(TypedDict):
    table: Dict[str, Any]


class Parts(TypedDict):
    parts: List[Any]


class Score(TypedDict):
    score: Dict[str, Any]


class Report(TypedDict):
    report: Dict[str, Any]


@component
def load(path: Parameter[str], version: Parameter[str]) -> Table:
    return {"table": steps.load(path)}


@component
def split(table: Dict[str, Any]) -> Parts:
    return {"parts": steps.split(table)}


@component
def score(parts: List[Any], place: Parameter[int]) -> Score:
    return {"score": steps.score(parts[place])}


@component
def join(scores: InputArtifact[List[tfx.types.standard_artifacts.JsonValue]]) -> Report:
    return {"report": steps.join([each.value for each in scores])}


def run(components):
    """Run the pipeline as far as some components go, and return what the last of them gave."""
    store = tfx.orchestration.metadata.sqlite_metadata_connection_config("metadata.db")
    pipeline = tfx.dsl.Pipeline(
        pipeline_name="slices",
        pipeline_root="pipeline_root",
        components=components,
        enable_cache=True,
        metadata_connection_config=store,
    )
    tfx.orchestration.LocalDagRunner().run(pipeline)
    with Metadata(store) as metadata:
        context = metadata.store.get_context_by_type_and_name("node", f"slices.{components[-1].id}")
        execution = max(metadata.store.get_executions_by_context(context.id), key=lambda each: each.id)
        [[artifact]] = execution_lib.get_output_artifacts(metadata, execution.id).values()
        return artifact


def slices():
    with open("inputs/rows.csv", "rb") as file:
        version = hashlib.sha256(file.read()).hexdigest()
    loading = load(path="inputs/rows.csv", version=version)
    splitting = split(table=loading.outputs["table"])
    # A pipeline is fixed before it runs, so it runs up to the slices first, and then with a component for each of them.
    places = range(len(run([loading, splitting]).read()))
    scoring = [score(parts=splitting.outputs["parts"], place=place).with_id(f"score-{place}") for place in places]
    joining = join(scores=union([each.outputs["score"] for each in scoring]))
    return run([loading, splitting, *scoring, joining]).uri
