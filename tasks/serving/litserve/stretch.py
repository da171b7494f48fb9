# https://lightning.ai/docs/litserve/features/multiple-apis-single-port and https://lightning.ai/docs/litserve/features/request-response-format
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


class VersionAPI(ls.LitAPI):
    def setup(self, device):
        self.models = {}
        for version, table in ((1, "inputs/train.csv"), (2, "inputs/train-2.csv")):
            train = pd.read_csv(table)
            self.models[version] = LinearRegression().fit(train[["age", "education", "hours"]].to_numpy(), train["pay"])

    def decode_request(self, request: Request):
        return [[row.age, row.education, row.hours] for row in request.rows]

    def version(self):
        return int(self.api_path.split("/")[2])

    def predict(self, rows):
        version = self.version()
        return {"version": version, "predictions": self.models[version].predict(rows).tolist()}


class LiveAPI(VersionAPI):
    def version(self):
        return int(Path("live").read_text())


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    Path("live").write_text("1")
    Path("next").write_text("2")
    versions = {version: f"/versions/{version}/predict" for version in (1, 2)}
    api = {"protocol": "plain", "predict": "/predict", "versions": versions, "switch": {"move": ["next", "live"]}}
    Path("api.json").write_text(json.dumps(api))
    Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
    apis = [LiveAPI(api_path="/predict"), *(VersionAPI(api_path=path) for path in versions.values())]
    ls.LitServer(apis, accelerator="cpu").run(host="127.0.0.1", port=port, log_level="warning")
