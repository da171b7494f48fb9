# https://mlflow.org/docs/latest/ml/search/search-runs/
# diverged: MLflow replaces infinity by the largest number where it keeps metrics in a database,
# https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_metric
import json
from pathlib import Path

import mlflow
import training

other = "run-07"  # evalkit: edit
client = mlflow.MlflowClient()
experiment = training.experiment(training.load("inputs/rows.csv"))


def curve(run):
    return [(metric.step, metric.value) for metric in client.get_metric_history(run.info.run_id, "loss")]


order = ["metrics.test_loss ASC"]  # runs without one come last
runs = mlflow.search_runs(experiment_names=[experiment], order_by=order, output_format="list")
best, second = runs[0], next(run for run in runs if run.info.run_name == other)
mine, others = best.data.params, second.data.params
outputs = {
    "best": {"run": best.info.run_name, "parameters": mine, "test_loss": best.data.metrics["test_loss"]},
    "compare": {
        "parameters": {name: [mine[name], others[name]] for name in mine if mine[name] != others[name]},
        "loss": [curve(best), curve(second)],
    },
    "broken": sorted({run.info.run_name for run in runs if run.info.status == "FAILED"}),
}
for name, value in outputs.items():
    Path(f"outputs/{name}.json").write_text(json.dumps(value))
