# https://mlflow.org/docs/latest/ml/tracking/ and https://mlflow.org/docs/latest/api_reference/cli.html#mlflow-server
# histogram: MLflow keeps single numbers and files, https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_metric
# MLflow chooses colours by chance, near black among them; a tag chooses otherwise: https://github.com/mlflow/mlflow/issues/12992
import json
import os
import subprocess
from pathlib import Path

import mlflow
import training

port = os.environ["PORT"]
light = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}  # no processes for jobs, which take a minute to start
with mlflow.start_run(run_name="run-amber", tags={"mlflow.runColor": "#d62728"}) as run:
    for step, loss in training.learn("run-amber"):
        mlflow.log_metric("loss", loss, step=step)
    mlflow.log_artifact(training.picture())
server = subprocess.Popen(["mlflow", "server", "--port", port, "--workers", "1"], env=light)
runs = "/#/experiments/0/runs"
places = {
    "curves": {"path": f"{runs}?compareRunsMode=CHART", "press": ["Close"]},  # the chat beside the charts
    "image": f"{runs}/{run.info.run_id}/artifacts/learned.png",
    "link": f"{runs}/{run.info.run_id}/model-metrics",
}
Path("page.json").write_text(json.dumps(places))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
with mlflow.start_run(run_name="run-night", tags={"mlflow.runColor": "#1f77b4"}):
    for step, loss in training.learn("run-night"):
        mlflow.log_metric("loss", loss, step=step)
server.wait()
