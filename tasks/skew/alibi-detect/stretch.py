# https://docs.seldon.ai/alibi-detect/cd/methods/offline/chisquaredrift
import json
from itertools import combinations

import pandas as pd
from alibi_detect.cd import ChiSquareDrift


def crossed(rows):
    words = rows.select_dtypes(exclude="number").fillna("missing")
    return pd.DataFrame({(one, other): words[one] + " & " + words[other] for one, other in combinations(words, 2)})


train = crossed(pd.read_csv("inputs/train-pairs.csv"))
serving = crossed(pd.read_csv("inputs/serving-pairs.csv"))

detector = ChiSquareDrift(train.to_numpy())
result = detector.predict(serving.to_numpy(), drift_type="feature")["data"]
pair = train.columns[result["p_val"].argmin()]

# evalkit: hand over
with open("outputs/interaction.json", "w") as file:
    json.dump({"columns": pair}, file)
