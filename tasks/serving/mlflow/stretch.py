# https://mlflow.org/docs/latest/ml/model/python_model/ and https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/
# side-by-side, told-version: MLflow predicts on /invocations only, https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/
import json
import os
import subprocess
from pathlib import Path

import mlflow
import pandas as pd
from sklearn.linear_model import LinearRegression

models = {}
for version, table in (("1", "inputs/train.csv"), ("2", "inputs/train-2.csv")):
    train = pd.read_csv(table).astype(float)
    features = train[["age", "education", "hours"]]
    models[version] = LinearRegression().fit(features, train["pay"])


class Pay(mlflow.pyfunc.PythonModel):
    def __init__(self, models):
        self.models = models

    def predict(self, model_input):
        return self.models[Path("live").read_text()].predict(model_input)


Path("live").write_text("1")
Path("next").write_text("2")
mlflow.pyfunc.save_model("pay", python_model=Pay(models), input_example=features[:1])

port = os.environ["PORT"]
api = {"protocol": "mlflow", "predict": "/invocations", "switch": {"move": ["next", "live"]}}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["mlflow", "models", "serve", "-m", "pay", "--port", port, "--env-manager", "local"], check=True)
