# https://frouros.readthedocs.io/en/stable/api_reference/detectors/data_drift/batch.html
import json

import pandas as pd
from frouros.detectors.data_drift import ChiSquareTest, KSTest

# value, page: Frouros returns statistics and p-values as data,
#   https://frouros.readthedocs.io/en/stable/api_reference/detectors/data_drift.html
train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

alpha = 0.01 / len(train.columns)
p_values = {}
for column in train:
    if pd.api.types.is_numeric_dtype(train[column]):
        detector = KSTest()
        detector.fit(X=train[column].to_numpy())
        result, _ = detector.compare(X=serving[column].to_numpy(), method="asymp")
    else:
        detector = ChiSquareTest()
        detector.fit(X=train[column].fillna("missing").to_numpy())
        result, _ = detector.compare(X=serving[column].fillna("missing").to_numpy())
    p_values[column] = float(result.p_value)
drifted = [column for column, p_value in p_values.items() if p_value < alpha]

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column} for column in drifted], file)
with open("outputs/p-values.json", "w") as file:
    json.dump(p_values, file)
