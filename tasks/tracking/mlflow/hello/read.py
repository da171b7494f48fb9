# https://mlflow.org/docs/latest/ml/tracking/
# types, nested: MLflow keeps each parameter as a text,
# https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_params
import json
from pathlib import Path

import mlflow

[run] = mlflow.search_runs(output_format="list")
history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "loss")
loss = [(metric.step, metric.value) for metric in history]
found = {"parameters": run.data.params, "loss": loss, "test_loss": run.data.metrics["test_loss"]}
Path("outputs/run.json").write_text(json.dumps(found))
mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="model.json", dst_path="outputs")
