# https://docs.bentoml.com/en/latest/get-started/hello-world.html
import json
import os
import subprocess
from pathlib import Path

import joblib
import pandas as pd
from sklearn.linear_model import LinearRegression

for version, table in ((1, "inputs/train.csv"), (2, "inputs/train-2.csv")):
    train = pd.read_csv(table)
    model = LinearRegression().fit(train[["age", "education", "hours"]].to_numpy(), train["pay"])
    joblib.dump(model, f"pay-{version}.joblib")

port = os.environ["PORT"]
api = {
    "protocol": "plain",
    "predict": "/predict",
    "versions": {"1": "/versions/1/predict", "2": "/versions/2/predict"},
    "switch": {"request": {"path": "/switch", "body": {"version": 2}}},
}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["bentoml", "serve", "stretch.service:Pay", "--host", "127.0.0.1", "--port", port], check=True)
