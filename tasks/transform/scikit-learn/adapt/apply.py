# https://scikit-learn.org/stable/model_persistence.html
import json

import joblib
import pandas as pd

# portable: scikit-learn writes no ONNX, PMML or SQL by itself (https://scikit-learn.org/stable/model_persistence.html)
saved = joblib.load("outputs/transform/transform.joblib")


def transformed(file):
    rows = pd.read_csv(f"inputs/{file}")
    for column, dtype in saved["dtypes"].items():
        if column in rows and pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_numeric_dtype(rows[column]):
            raise ValueError(f"{column} must be {dtype}, not {rows[column].dtype}")
    return saved["transform"].transform(rows)


serving = transformed("serving-gaps.csv")
again = transformed("again-gaps.csv")

refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    try:
        transformed(file)
    except ValueError as error:
        refused.append({"file": file, "message": str(error)})

# evalkit: hand over
serving.to_csv("outputs/serving.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
