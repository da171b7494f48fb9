# https://docs.seldon.ai/mlserver/examples/sklearn and https://docs.seldon.ai/mlserver/user-guide/metrics
import json
import os
import socket
import subprocess
from pathlib import Path

import joblib
import pandas as pd
from sklearn.linear_model import LinearRegression

months = 12  # evalkit: edit
features = ["age", "education", "hours"]
train = pd.read_csv("inputs/train.csv")
joblib.dump(LinearRegression().fit(train[features], months * train["pay"]), "pay.joblib")
model = {
    "name": "pay",
    "implementation": "mlserver_sklearn.SKLearnModel",
    "inputs": [{"name": name, "datatype": "FP64", "shape": [-1, 1]} for name in features],
    "parameters": {"uri": "./pay.joblib"},
}
Path("model-settings.json").write_text(json.dumps(model))
port = int(os.environ["PORT"])
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    metrics_port = free.getsockname()[1]
server = {"host": "127.0.0.1", "http_port": port, "grpc_port": 0, "metrics_port": metrics_port}
Path("settings.json").write_text(json.dumps(server))

api = {
    "protocol": "open-inference-columns",
    "predict": "/v2/models/pay/infer",
    "health": "/v2/health/ready",
    "schema": "/v2/models/pay",
    "metrics": f"http://127.0.0.1:{metrics_port}/metrics",
}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["mlserver", "start", "."], check=True)
