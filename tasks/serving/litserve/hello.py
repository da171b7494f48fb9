# https://lightning.ai/docs/litserve/home/get-started and https://lightning.ai/docs/litserve/features/request-response-format
import json
import os
from pathlib import Path

import litserve as ls
import pandas as pd
from pydantic import BaseModel
from sklearn.linear_model import LinearRegression


class Row(BaseModel):
    age: float
    education: float
    hours: float


class Request(BaseModel):
    rows: list[Row]


class PayAPI(ls.LitAPI):
    def setup(self, device):
        train = pd.read_csv("inputs/train.csv")
        self.model = LinearRegression().fit(train[["age", "education", "hours"]].to_numpy(), train["pay"])

    def decode_request(self, request: Request):
        return [[row.age, row.education, row.hours] for row in request.rows]

    def predict(self, rows):
        return {"predictions": self.model.predict(rows).tolist()}


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    Path("api.json").write_text(json.dumps({"protocol": "plain", "predict": "/predict"}))
    Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
    ls.LitServer(PayAPI(), accelerator="cpu").run(host="127.0.0.1", port=port, log_level="warning")
