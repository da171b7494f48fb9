# https://pandas.pydata.org/docs/user_guide/basics.html#value-counts-histogramming-mode
import json

import pandas as pd

train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving-later.csv")

workclass_tolerance = 0.45  # evalkit: edit
tolerances = {"workclass": workclass_tolerance, "hours-per-week": 1.1}

drifted = {}
for column in train:
    if pd.api.types.is_numeric_dtype(train[column]):
        distance = abs(serving[column].mean() - train[column].mean()) / train[column].std()
        tolerance = tolerances.get(column, 0.25)
    else:
        shares = train[column].value_counts(normalize=True, dropna=False)
        now = serving[column].value_counts(normalize=True, dropna=False)
        distance = now.sub(shares, fill_value=0).abs().max()
        tolerance = tolerances.get(column, 0.1)
    if distance > tolerance:
        drifted[column] = distance

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column, "distance": float(distance)} for column, distance in drifted.items()], file)
