# https://pandas.pydata.org/docs/reference/api/pandas.Series.isin.html
import json
from pathlib import Path

import pandas as pd

tolerated = 0.10  # evalkit: edit

train = pd.read_csv("inputs/train.csv", dtype_backend="numpy_nullable")
inferred = {column: {"dtype": str(values.dtype)} for column, values in train.items()}
for column in train.select_dtypes("string"):
    inferred[column]["values"] = train[column].dropna().unique().tolist()
inferred["income"]["absent_in"] = ["serving.csv"]
Path("outputs/schema.json").write_text(json.dumps({"tolerated": tolerated, "columns": inferred}, indent=2))

schema = json.loads(Path("outputs/schema.json").read_text())
anomalies = []
for file in ("eval-changed.csv", "serving.csv"):
    data = pd.read_csv(f"inputs/{file}", dtype_backend="numpy_nullable")
    for column in data.columns.difference(list(schema["columns"])):
        anomalies.append((file, column, "column-added", None))
    for column, expected in schema["columns"].items():
        if column not in data:
            if file not in expected.get("absent_in", []):
                anomalies.append((file, column, "column-dropped", None))
            continue
        if data[column].isna().mean() > schema["tolerated"]:
            anomalies.append((file, column, "missing-share", None))
        if str(data[column].dtype) != expected["dtype"]:
            anomalies.append((file, column, "column-retyped", None))
        elif "values" in expected:
            values = data[column].dropna()
            for value in values[~values.isin(expected["values"])].unique():
                anomalies.append((file, column, "unexpected-value", value))

# evalkit: hand over
found = [{"file": file, "column": column, "kind": kind, "value": value} for file, column, kind, value in anomalies]
Path("outputs/anomalies.json").write_text(json.dumps(found))
