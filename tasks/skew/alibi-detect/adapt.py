# https://docs.seldon.ai/alibi-detect/cd/methods/offline/tabulardrift
import json

import pandas as pd
from alibi_detect.cd import TabularDrift

train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving-later.csv")

words = train.select_dtypes(exclude="number").columns
categories = {train.columns.get_loc(column): None for column in words}
train[words], serving[words] = train[words].fillna("missing"), serving[words].fillna("missing")

detector = TabularDrift(train.to_numpy(), categories_per_feature=categories)
result = detector.predict(serving.to_numpy(), drift_type="feature")["data"]
distances = pd.Series(result["distance"], train.columns)
distances[words] = (distances[words] / (len(train) + len(serving))) ** 0.5  # of chi-squared: Cramér's V

workclass_tolerance = 0.45  # evalkit: edit
limits = pd.Series(0.15, train.columns)
limits[words] = 0.25
limits["workclass"] = workclass_tolerance
limits["hours-per-week"] = 0.65
drifted = distances[distances > limits]

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column, "distance": distance} for column, distance in drifted.items()], file)
