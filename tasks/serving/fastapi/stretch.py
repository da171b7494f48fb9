# https://fastapi.tiangolo.com/tutorial/path-params/ and https://fastapi.tiangolo.com/deployment/manually/
import json
import os
from pathlib import Path

import pandas as pd
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.linear_model import LinearRegression

models = {}
for version, table in ((1, "inputs/train.csv"), (2, "inputs/train-2.csv")):
    train = pd.read_csv(table)
    models[version] = LinearRegression().fit(train[["age", "education", "hours"]].to_numpy(), train["pay"])


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
    found = models[version].predict([[row.age, row.education, row.hours] for row in request.rows])
    return {"version": version, "predictions": found.tolist()}


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
    "versions": {version: f"/versions/{version}/predict" for version in models},
    "switch": {"request": {"method": "PUT", "path": "/version/2"}},
}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
uvicorn.run(app, port=port, log_level="warning")
