# https://docs.bentoml.com/en/latest/build-with-bentoml/iotypes.html
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
        self.model = joblib.load("pay.joblib")

    @bentoml.api
    def predict(self, rows: list[Row]) -> dict[str, list[float]]:
        found = self.model.predict([[row.age, row.education, row.hours] for row in rows])
        return {"predictions": found.tolist()}
