# https://mlflow.org/docs/latest/ml/search/search-runs/
import json
from pathlib import Path

import mlflow

client = mlflow.MlflowClient()
runs = {run.info.run_name: run for run in mlflow.search_runs(experiment_names=["regions"], output_format="list")}
curves = {
    name: [(metric.step, metric.value) for metric in client.get_metric_history(run.info.run_id, "loss")]
    for name, run in runs.items()
}
Path("outputs/interrupted.json").write_text(json.dumps(curves.pop("night")))
Path("outputs/curves.json").write_text(json.dumps(curves, sort_keys=True))
deployed = Path("inputs/deployed.json").read_text()
for name in curves:
    run = runs[name]
    if mlflow.artifacts.load_text(f"{run.info.artifact_uri}/model/{name}.json") == deployed:
        Path("outputs/origin.json").write_text(json.dumps({"run": name, "data": run.data.params["data"]}))
        Path("outputs/source.py").write_text(mlflow.artifacts.load_text(f"{run.info.artifact_uri}/source/log.py"))
