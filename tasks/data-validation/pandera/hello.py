# https://pandera.readthedocs.io/en/stable/schema_inference.html
import json
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

train = pd.read_csv("inputs/train.csv")
latest = pd.read_csv("inputs/eval.csv")

words = train.select_dtypes(exclude="number")
schema = pa.infer_schema(words.astype("category"))

anomalies = []
try:
    schema.validate(latest, lazy=True)
except pa.errors.SchemaErrors as errors:
    failures = errors.failure_cases[["column", "check", "failure_case"]].drop_duplicates()
    for column, check, value in failures.itertuples(index=False):
        if check.startswith("isin"):
            anomalies.append({"column": column, "kind": "unexpected-value", "value": value})

# evalkit: hand over
Path("outputs/anomalies.json").write_text(json.dumps(anomalies))
