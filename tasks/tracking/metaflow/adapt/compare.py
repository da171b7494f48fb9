# https://docs.metaflow.org/metaflow/client
import json
import math
from pathlib import Path

import training
from metaflow import Flow

other = "run-07"  # evalkit: edit
experiment = training.experiment(training.load("inputs/rows.csv"))
latest = next(iter(Flow("Sweep").runs(experiment)))
runs = {task.data.run_name: task.data for task in latest["train"]}
broken = [name for name, run in runs.items() if run.failed]
best = min((run for name, run in runs.items() if name not in broken), key=lambda run: run.test_loss)
mine, others = best.parameters, runs[other].parameters
outputs = {
    "best": {"run": best.run_name, "parameters": mine, "test_loss": best.test_loss},
    "compare": {
        "parameters": {name: [mine[name], others[name]] for name in mine if mine[name] != others[name]},
        "loss": [best.loss, runs[other].loss],
    },
    "broken": broken,
    "diverged": [(step, loss if math.isfinite(loss) else str(loss)) for step, loss in runs[broken[0]].loss],
}
for name, value in outputs.items():
    Path(f"outputs/{name}.json").write_text(json.dumps(value))
