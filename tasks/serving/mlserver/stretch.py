# https://docs.seldon.ai/mlserver/examples/model-repository and https://docs.seldon.ai/mlserver/examples/mms
import json
import os
import subprocess
from pathlib import Path

import joblib
import pandas as pd
from sklearn.linear_model import LinearRegression

for version, table, place in (("1", "inputs/train.csv", "models/1"), ("2", "inputs/train-2.csv", "waiting/2")):
    train = pd.read_csv(table)
    Path(place).mkdir(parents=True)
    joblib.dump(LinearRegression().fit(train[["age", "education", "hours"]], train["pay"]), f"{place}/pay.joblib")
    parameters = {"uri": "./pay.joblib", "version": version}
    model = {"name": "pay", "implementation": "mlserver_sklearn.SKLearnModel", "parameters": parameters}
    Path(place, "model-settings.json").write_text(json.dumps(model))
# seamless: a new version becomes the default before it is loaded, and until then requests are refused,
#   https://github.com/SeldonIO/MLServer/blob/master/mlserver/registry.py
port = int(os.environ["PORT"])
server = {"host": "127.0.0.1", "http_port": port, "grpc_port": 0, "metrics_endpoint": None}
Path("models/settings.json").write_text(json.dumps(server))

api = {
    "protocol": "open-inference-columns",
    "predict": "/v2/models/pay/infer",
    "versions": {version: f"/v2/models/pay/versions/{version}/infer" for version in ("1", "2")},
    "switch": {"move": ["waiting/2", "models/2"], "request": {"path": "/v2/repository/models/pay/load"}},
}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["mlserver", "start", "models"], check=True)
