# https://onnxruntime.ai/docs/get-started/with-python.html and https://onnx.ai/sklearn-onnx/
# metrics: ONNX Runtime profiles a session and counts no requests, https://onnxruntime.ai/docs/performance/tune-performance/profiling-tools.html
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

months = 12  # evalkit: edit
train = pd.read_csv("inputs/train.csv")
features = train[["age", "education", "hours"]].to_numpy(np.float32)
model = LinearRegression().fit(features, months * train["pay"])
session = ort.InferenceSession(to_onnx(model, features[:1]).SerializeToString())


class Row(BaseModel):
    age: float
    education: float
    hours: float


class Request(BaseModel):
    rows: list[Row]


app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict(request: Request):
    rows = np.array([[row.age, row.education, row.hours] for row in request.rows], dtype=np.float32)
    return {"predictions": session.run(None, {"X": rows})[0].tolist()}


port = int(os.environ["PORT"])
api = {"protocol": "plain", "predict": "/predict", "health": "/health", "schema": app.openapi_url}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
uvicorn.run(app, port=port, log_level="warning")
