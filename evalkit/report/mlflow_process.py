"""Writes runs into MLflow: JSON comes in on standard input, where they are goes out as one line of JSON.

It is started with an interpreter that has MLflow, which need not have evalkit, so it imports neither evalkit nor
anything else.
"""

# https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html

from __future__ import annotations

import json
import sys
import time
from typing import Any

_NO_MLFLOW = 3
_AT_ONCE = 100
"""What MLflow takes of parameters and tags in one call; of metrics it takes ten times as many."""


def main() -> int:
    """Write what is asked for; returns the exit code."""
    try:
        import mlflow  # noqa: PLC0415 - says so if there is none
    except ModuleNotFoundError:
        return _NO_MLFLOW
    asked = json.load(sys.stdin)
    if asked["uri"]:
        mlflow.set_tracking_uri(asked["uri"])
    client = mlflow.MlflowClient()
    known = client.get_experiment_by_name(asked["experiment"])
    experiment = known.experiment_id if known else client.create_experiment(asked["experiment"])
    whole = None
    for told in asked["runs"]:
        parent: dict[str, str] = {"mlflow.parentRunId": whole} if whole else {}
        run = client.create_run(experiment, run_name=told["name"], tags={**told["tags"], **parent}).info.run_id
        whole = whole or run
        _log(mlflow, client, run, told)
        if run == whole:
            for file in asked["files"]:
                client.log_artifact(run, file)
        client.set_terminated(run)
    sys.stdout.write(
        json.dumps({"where": f"{mlflow.get_tracking_uri()}, run {whole} of {asked['experiment']!r}"}) + "\n"
    )
    return 0


def _log(mlflow: Any, client: Any, run: str, told: Any) -> None:
    now = int(1000 * time.time())
    metrics = [mlflow.entities.Metric(name, value, now, 0) for name, value in told["numbers"].items()]
    texts = [mlflow.entities.Param(name, text) for name, text in told["texts"].items()]
    for start in range(0, max(len(metrics), len(texts)), _AT_ONCE):
        client.log_batch(run, metrics=metrics[start : start + _AT_ONCE], params=texts[start : start + _AT_ONCE])


if __name__ == "__main__":
    sys.exit(main())
