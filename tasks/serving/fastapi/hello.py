# https://fastapi.tiangolo.com/tutorial/body/ and https://fastapi.tiangolo.com/deployment/manually/
import json
import os
from pathlib import Path

import pandas as pd
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.linear_model import LinearRegression

train = pd.read_csv("inputs/train.csv")
model = LinearRegression().fit(train[["age", "education", "hours"]].to_numpy(), train["pay"])


class Row(BaseModel):
    age: float
    education: float
    hours: float


class Request(BaseModel):
    rows: list[Row]


app = FastAPI()


@app.post("/predict")
def predict(request: Request):
    return {"predictions": model.predict([[row.age, row.education, row.hours] for row in request.rows]).tolist()}


port = int(os.environ["PORT"])
Path("api.json").write_text(json.dumps({"protocol": "plain", "predict": "/predict"}))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
uvicorn.run(app, port=port, log_level="warning")
