# https://aimstack.readthedocs.io/en/latest/using/query_runs.html
# broke-off: Aim tells whether a run is active, and its watcher, a service, sends word of those that fail,
# https://aimstack.readthedocs.io/en/latest/refs/sdk.html
import json
import math
import subprocess
from pathlib import Path

import training
from aim import Repo

other = "run-07"  # evalkit: edit
subprocess.run(["aim", "storage", "reindex", "--yes"], check=True)  # otherwise only Aim's server finds new runs
experiment = training.experiment(training.load("inputs/rows.csv"))
runs, curves = {}, {}
query = f"metric.name == 'loss' and run.experiment == '{experiment}'"
for metrics in Repo(".").query_metrics(query).iter_runs():
    for metric in metrics:
        steps, (losses, *_) = metric.data.items_list()
        runs[metric.run.name] = metric.run
        curves[metric.run.name] = list(zip(steps, losses))
best = min((run for run in runs.values() if run.get("test_loss") is not None), key=lambda run: run["test_loss"])
mine, others = best["parameters"], runs[other]["parameters"]
[diverged] = [curve for curve in curves.values() if not math.isfinite(curve[-1][1])]
outputs = {
    "best": {"run": best.name, "parameters": mine, "test_loss": best["test_loss"]},
    "compare": {
        "parameters": {name: [mine[name], others[name]] for name in mine if mine[name] != others[name]},
        "loss": [curves[best.name], curves[other]],
    },
    "diverged": [(step, loss if math.isfinite(loss) else str(loss)) for step, loss in diverged],
}
for name, value in outputs.items():
    Path(f"outputs/{name}.json").write_text(json.dumps(value))
