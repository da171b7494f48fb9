# https://huggingface.co/docs/trackio/storage_schema
# broke-off: trackio keeps no state of a run, https://huggingface.co/docs/trackio/storage_schema
import json
import subprocess
from pathlib import Path

import training

other = "run-07"  # evalkit: edit
experiment = training.experiment(training.load("inputs/rows.csv"))
sql = "SELECT run_id, run_name, config, step, metrics FROM configs JOIN metrics USING (run_id, run_name) ORDER BY step"
query = ["trackio", "query", "project", "--project", experiment, "--sql", sql, "--json"]
rows = json.loads(subprocess.run(query, check=True, stdout=subprocess.PIPE).stdout)["rows"]
runs = {}
for row in rows:
    config = {name: value for name, value in json.loads(row["config"]).items() if not name.startswith("_")}
    run = runs.setdefault(row["run_id"], {"name": row["run_name"], "parameters": config, "loss": []})
    metrics = json.loads(row["metrics"])
    if "loss" in metrics:
        run["loss"].append((row["step"], metrics["loss"]))
    else:
        run["test_loss"] = metrics["test_loss"]
named = {run["name"]: run for run in runs.values()}
best = min((run for run in named.values() if "test_loss" in run), key=lambda run: run["test_loss"])
mine, others = best["parameters"], named[other]["parameters"]
[diverged] = [run["loss"] for run in named.values() if "NaN" in dict(run["loss"]).values()]
outputs = {
    "best": {"run": best["name"], "parameters": mine, "test_loss": best["test_loss"]},
    "compare": {
        "parameters": {name: [mine[name], others[name]] for name in mine if mine[name] != others[name]},
        "loss": [best["loss"], named[other]["loss"]],
    },
    "diverged": diverged,
}
for name, value in outputs.items():
    Path(f"outputs/{name}.json").write_text(json.dumps(value))
