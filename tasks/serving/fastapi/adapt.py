# https://fastapi.tiangolo.com/tutorial/body/ and https://fastapi.tiangolo.com/deployment/manually/
# metrics: FastAPI has none of its own, https://fastapi.tiangolo.com/features/
import json
import os
from pathlib import Path

import pandas as pd
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.linear_model import LinearRegression

months = 12  # evalkit: edit
train = pd.read_csv("inputs/train.csv")
model = LinearRegression().fit(train[["age", "education", "hours"]].to_numpy(), months * train["pay"])


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
    return {"predictions": model.predict([[row.age, row.education, row.hours] for row in request.rows]).tolist()}


port = int(os.environ["PORT"])
api = {"protocol": "plain", "predict": "/predict", "health": "/health", "schema": app.openapi_url}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
uvicorn.run(app, port=port, log_level="warning")
