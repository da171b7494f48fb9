# https://www.tensorflow.org/tfx/guide/mlmd
import json
import math
from pathlib import Path

import training
from _store import connect, curve, things_of
from ml_metadata.proto import metadata_store_pb2 as proto

other = "run-07"  # evalkit: edit
store = connect()
experiment = training.experiment(training.load("inputs/rows.csv"))
context = store.get_context_by_type_and_name("Experiment", experiment)
runs = store.get_executions_by_context(context.id)
by_name = {run.custom_properties["name"].string_value: run for run in runs}


def parameters(run):
    things = things_of(run.custom_properties)
    return {name.removeprefix("parameters."): thing for name, thing in things.items() if name.startswith("parameters.")}


complete = [run for run in runs if run.last_known_state == proto.Execution.COMPLETE]
best = min(complete, key=lambda run: run.custom_properties["test_loss"].double_value)
mine, others = parameters(best), parameters(by_name[other])
differ = {name: [mine[name], others[name]] for name in mine if mine[name] != others[name]}
about = things_of(best.custom_properties)
broken = [name for name, run in by_name.items() if run.last_known_state == proto.Execution.FAILED]
outputs = {
    "best": {"run": about["name"], "parameters": mine, "test_loss": about["test_loss"]},
    "compare": {"parameters": differ, "loss": [curve(store, best), curve(store, by_name[other])]},
    "broken": broken,
    "diverged": [(step, loss if math.isfinite(loss) else str(loss)) for step, loss in curve(store, by_name[broken[0]])],
}
for name, value in outputs.items():
    Path(f"outputs/{name}.json").write_text(json.dumps(value))
