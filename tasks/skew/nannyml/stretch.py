# https://nannyml.readthedocs.io/en/stable/tutorials/detecting_data_drift/univariate_drift_detection.html
import json
from itertools import combinations

import nannyml as nml
import pandas as pd


def crossed(rows):
    words = rows.select_dtypes(exclude="number").fillna("missing")
    pairs = combinations(words, 2)
    return pd.DataFrame({f"{one} & {other}": words[one] + " & " + words[other] for one, other in pairs})


train = crossed(pd.read_csv("inputs/train-pairs.csv"))
serving = crossed(pd.read_csv("inputs/serving-pairs.csv"))

calculator = nml.UnivariateDriftCalculator(
    column_names=list(train.columns), categorical_methods=["l_infinity"], chunk_number=1
)
result = calculator.fit(train).calculate(serving).filter(period="analysis").to_df()
distances = result.xs("value", axis="columns", level=2).iloc[0].droplevel(1)
pair = distances.idxmax().split(" & ")

# evalkit: hand over
with open("outputs/interaction.json", "w") as file:
    json.dump({"columns": pair}, file)
