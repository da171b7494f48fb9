# https://docs.bentoml.com/en/latest/build-with-bentoml/services.html
from typing import Any

import bentoml
import joblib
from pydantic import BaseModel


class Row(BaseModel):
    age: float
    education: float
    hours: float


@bentoml.service
class Pay:
    def __init__(self):
        self.models = {version: joblib.load(f"pay-{version}.joblib") for version in (1, 2)}
        self.version = 1

    def answer(self, version: int, rows: list[Row]) -> dict[str, Any]:
        found = self.models[version].predict([[row.age, row.education, row.hours] for row in rows])
        return {"version": version, "predictions": found.tolist()}

    @bentoml.api
    def predict(self, rows: list[Row]) -> dict[str, Any]:
        return self.answer(self.version, rows)

    @bentoml.api(route="/versions/1/predict")
    def predict_by_1(self, rows: list[Row]) -> dict[str, Any]:
        return self.answer(1, rows)

    @bentoml.api(route="/versions/2/predict")
    def predict_by_2(self, rows: list[Row]) -> dict[str, Any]:
        return self.answer(2, rows)

    @bentoml.api
    def switch(self, version: int) -> int:
        self.version = version
        return version
