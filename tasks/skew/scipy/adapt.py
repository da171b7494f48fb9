# https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.wasserstein_distance.html
import json

import pandas as pd
from scipy.spatial.distance import chebyshev
from scipy.stats import wasserstein_distance

train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving-later.csv")

workclass_tolerance = 0.45  # evalkit: edit
tolerances = {"workclass": workclass_tolerance, "hours-per-week": 1.1}

drifted = {}
for column in train:
    if pd.api.types.is_numeric_dtype(train[column]):
        distance = wasserstein_distance(train[column], serving[column]) / train[column].std()
        tolerance = tolerances.get(column, 0.25)
    else:
        shares = [frame[column].value_counts(normalize=True, dropna=False) for frame in (train, serving)]
        distance = chebyshev(*pd.concat(shares, axis=1).fillna(0).to_numpy().T)
        tolerance = tolerances.get(column, 0.1)
    if distance > tolerance:
        drifted[column] = distance

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column, "distance": float(distance)} for column, distance in drifted.items()], file)
