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


def runs_where(query, order_by=None):
    names = [experiment]
    return mlflow.search_runs(experiment_names=names, filter_string=query, order_by=order_by, output_format="list")


def curve(run):
    return [(metric.step, metric.value) for metric in client.get_metric_history(run.info.run_id, "loss")]


best, *_ = runs_where("attributes.status = 'FINISHED'", ["metrics.test_loss ASC"])
second, *_ = runs_where(f"attributes.run_name = '{other}'")
mine, others = best.data.params, second.data.params
outputs = {
    "best": {"run": best.info.run_name, "parameters": mine, "test_loss": best.data.metrics["test_loss"]},
    "compare": {
        "parameters": {name: [mine[name], others[name]] for name in mine if mine[name] != others[name]},
        "loss": [curve(best), curve(second)],
    },
    "broken": sorted({run.info.run_name for run in runs_where("attributes.status = 'FAILED'")}),
}
for name, value in outputs.items():
    Path(f"outputs/{name}.json").write_text(json.dumps(value))
