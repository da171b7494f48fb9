# https://mlflow.org/docs/latest/ml/tracking/ and https://mlflow.org/docs/latest/api_reference/cli.html#mlflow-server
# MLflow gives runs their colours by chance, some near black; a tag sets them: https://github.com/mlflow/mlflow/issues/12992
import json
import os
import subprocess
from pathlib import Path

import mlflow
import training

other = "run-birch"  # evalkit: edit
for name, colour in {"run-amber": "#d62728", other: "#1f77b4"}.items():
    with mlflow.start_run(run_name=name, tags={"mlflow.runColor": colour}):
        for step, loss in training.learn(name):
            mlflow.log_metric("loss", loss, step=step)

port = os.environ["PORT"]
light = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}  # no processes for jobs, which take a minute to start
runs = "/#/experiments/0/runs?compareRunsMode=CHART"
places = {
    "curves": {"path": runs, "press": ["Close"]},  # the chat beside the charts
    "smoothing": {"path": runs, "press": ["Close", "Configure charts"]},
}
Path("page.json").write_text(json.dumps(places))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["mlflow", "server", "--port", port, "--workers", "1"], check=True, env=light)
