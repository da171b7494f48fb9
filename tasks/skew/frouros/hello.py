# https://frouros.readthedocs.io/en/stable/examples/data_drift/univariate_detector.html
import json

import pandas as pd
from frouros.detectors.data_drift import ChiSquareTest, KSTest

train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

alpha = 0.01 / len(train.columns)
drifted = []
for column in train:
    if pd.api.types.is_numeric_dtype(train[column]):
        detector = KSTest()
        detector.fit(X=train[column].to_numpy())
        result, _ = detector.compare(X=serving[column].to_numpy(), method="asymp")
    else:
        detector = ChiSquareTest()
        detector.fit(X=train[column].fillna("missing").to_numpy())
        result, _ = detector.compare(X=serving[column].fillna("missing").to_numpy())
    if result.p_value < alpha:
        drifted.append(column)

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column} for column in drifted], file)
