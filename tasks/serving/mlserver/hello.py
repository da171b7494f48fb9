# https://docs.seldon.ai/mlserver/examples/sklearn and https://docs.seldon.ai/mlserver/user-guide/content-type
import json
import os
import subprocess
from pathlib import Path

import joblib
import pandas as pd
from sklearn.linear_model import LinearRegression

train = pd.read_csv("inputs/train.csv")
joblib.dump(LinearRegression().fit(train[["age", "education", "hours"]], train["pay"]), "pay.joblib")
model = {"name": "pay", "implementation": "mlserver_sklearn.SKLearnModel", "parameters": {"uri": "./pay.joblib"}}
Path("model-settings.json").write_text(json.dumps(model))
port = int(os.environ["PORT"])
server = {"host": "127.0.0.1", "http_port": port, "grpc_port": 0, "metrics_endpoint": None}
Path("settings.json").write_text(json.dumps(server))

Path("api.json").write_text(json.dumps({"protocol": "open-inference-columns", "predict": "/v2/models/pay/infer"}))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["mlserver", "start", "."], check=True)
