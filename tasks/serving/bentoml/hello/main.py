# https://docs.bentoml.com/en/latest/get-started/hello-world.html
import json
import os
import subprocess
from pathlib import Path

import joblib
import pandas as pd
from sklearn.linear_model import LinearRegression

train = pd.read_csv("inputs/train.csv")
joblib.dump(LinearRegression().fit(train[["age", "education", "hours"]].to_numpy(), train["pay"]), "pay.joblib")

port = os.environ["PORT"]
Path("api.json").write_text(json.dumps({"protocol": "plain", "predict": "/predict"}))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["bentoml", "serve", "hello.service:Pay", "--host", "127.0.0.1", "--port", port], check=True)
