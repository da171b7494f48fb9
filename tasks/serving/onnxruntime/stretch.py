# https://onnxruntime.ai/docs/get-started/with-python.html and https://onnx.ai/sklearn-onnx/
import json
import os
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pandas as pd
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from skl2onnx import to_onnx
from sklearn.linear_model import LinearRegression

sessions = {}
for version, table in ((1, "inputs/train.csv"), (2, "inputs/train-2.csv")):
    train = pd.read_csv(table)
    features = train[["age", "education", "hours"]].to_numpy(np.float32)
    model = LinearRegression().fit(features, train["pay"])
    sessions[version] = ort.InferenceSession(to_onnx(model, features[:1]).SerializeToString())


class Row(BaseModel):
    age: float
    education: float
    hours: float


class Request(BaseModel):
    rows: list[Row]


app = FastAPI()
app.state.version = 1


@app.post("/versions/{version}/predict")
def predict_by(version: int, request: Request):
    rows = np.array([[row.age, row.education, row.hours] for row in request.rows], dtype=np.float32)
    return {"version": version, "predictions": sessions[version].run(None, {"X": rows})[0].tolist()}


@app.post("/predict")
def predict(request: Request):
    return predict_by(app.state.version, request)


@app.put("/version/{version}")
def switch(version: int):
    app.state.version = version


port = int(os.environ["PORT"])
api = {
    "protocol": "plain",
    "predict": "/predict",
    "versions": {version: f"/versions/{version}/predict" for version in sessions},
    "switch": {"request": {"method": "PUT", "path": "/version/2"}},
}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
uvicorn.run(app, port=port, log_level="warning")
