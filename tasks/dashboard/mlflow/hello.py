# https://mlflow.org/docs/latest/ml/tracking/ and https://mlflow.org/docs/latest/api_reference/cli.html#mlflow-server
# MLflow chooses colours by chance, near black among them; a tag chooses otherwise: https://github.com/mlflow/mlflow/issues/12992
import json
import os
import subprocess
from pathlib import Path

import mlflow
import training

with mlflow.start_run(run_name="run-amber", tags={"mlflow.runColor": "#d62728"}) as run:
    for step, loss in training.learn("run-amber"):
        mlflow.log_metric("loss", loss, step=step)

port = os.environ["PORT"]
light = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}  # no processes for jobs, which take a minute to start
Path("page.json").write_text(json.dumps({"curves": f"/#/experiments/0/runs/{run.info.run_id}/model-metrics"}))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["mlflow", "server", "--port", port, "--workers", "1"], check=True, env=light)
