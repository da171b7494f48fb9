# https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/
# schema, metrics: its /openapi.json names no field of the model, and it counts nothing,
# https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/
import json
import os
import subprocess
from pathlib import Path

import mlflow
import pandas as pd
from sklearn.linear_model import LinearRegression

months = 12  # evalkit: edit
train = pd.read_csv("inputs/train.csv").astype(float)
features = train[["age", "education", "hours"]]
model = LinearRegression().fit(features, months * train["pay"])
mlflow.sklearn.save_model(model, "pay", input_example=features[:1])

port = os.environ["PORT"]
Path("api.json").write_text(json.dumps({"protocol": "mlflow", "predict": "/invocations", "health": "/health"}))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["mlflow", "models", "serve", "-m", "pay", "--port", port, "--env-manager", "local"], check=True)
