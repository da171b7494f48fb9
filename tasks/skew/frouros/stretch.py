# https://frouros.readthedocs.io/en/stable/api_reference/detectors/data_drift/batch.html
import json
from itertools import combinations

import pandas as pd
from frouros.detectors.data_drift import ChiSquareTest

train = pd.read_csv("inputs/train-pairs.csv")
serving = pd.read_csv("inputs/serving-pairs.csv")
words = train.select_dtypes(exclude="number").columns
train, serving = train[words].fillna("missing"), serving[words].fillna("missing")

pvalues = {}
for one, other in combinations(words, 2):
    detector = ChiSquareTest()
    detector.fit(X=(train[one] + " & " + train[other]).to_numpy())
    result, _ = detector.compare(X=(serving[one] + " & " + serving[other]).to_numpy())
    pvalues[one, other] = result.p_value

pair = min(pvalues, key=pvalues.get)

# evalkit: hand over
with open("outputs/interaction.json", "w") as file:
    json.dump({"columns": pair}, file)
