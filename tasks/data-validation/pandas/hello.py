# https://pandas.pydata.org/docs/reference/api/pandas.Series.isin.html
import json
from pathlib import Path

import pandas as pd

train = pd.read_csv("inputs/train.csv")
latest = pd.read_csv("inputs/eval.csv")

anomalies = []
for column in train.select_dtypes(exclude="number"):
    values = latest[column].dropna()
    for value in values[~values.isin(train[column])].unique():
        anomalies.append({"column": column, "kind": "unexpected-value", "value": value})

# evalkit: hand over
Path("outputs/anomalies.json").write_text(json.dumps(anomalies))
