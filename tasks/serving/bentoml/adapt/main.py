# https://docs.bentoml.com/en/latest/get-started/hello-world.html and https://docs.bentoml.com/en/latest/build-with-bentoml/observability/metrics.html
import json
import os
import subprocess
from pathlib import Path

import joblib
import pandas as pd
from sklearn.linear_model import LinearRegression

months = 12  # evalkit: edit
train = pd.read_csv("inputs/train.csv")
joblib.dump(LinearRegression().fit(train[["age", "education", "hours"]].to_numpy(), months * train["pay"]), "pay.joblib")

port = os.environ["PORT"]
api = {"protocol": "plain", "predict": "/predict", "health": "/readyz", "schema": "/docs.json", "metrics": "/metrics"}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["bentoml", "serve", "adapt.service:Pay", "--host", "127.0.0.1", "--port", port], check=True)
