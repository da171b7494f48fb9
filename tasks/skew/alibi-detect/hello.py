# https://docs.seldon.ai/alibi-detect/cd/methods/offline/tabulardrift
import json

import pandas as pd
from alibi_detect.cd import TabularDrift

# value, page: Alibi Detect returns distances and p-values as data,
#   https://docs.seldon.ai/alibi-detect/cd/methods/offline/tabulardrift
train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

words = train.select_dtypes(exclude="number").columns
categories = {train.columns.get_loc(column): None for column in words}
train[words], serving[words] = train[words].fillna("missing"), serving[words].fillna("missing")

detector = TabularDrift(train.to_numpy(), p_val=0.001, categories_per_feature=categories)
result = detector.predict(serving.to_numpy(), drift_type="feature")["data"]
drifted = train.columns[result["is_drift"] == 1]
p_values = dict(zip(train.columns, result["p_val"].tolist(), strict=True))

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column} for column in drifted], file)
with open("outputs/p-values.json", "w") as file:
    json.dump(p_values, file)
