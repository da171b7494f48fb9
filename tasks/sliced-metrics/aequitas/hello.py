# https://dssg.github.io/aequitas/30_seconds_aequitas.html
import numpy as np
import pandas as pd
from aequitas.group import Group

people = pd.read_csv("inputs/predictions.csv")

thresholds = sorted({1001, 500, *people["score"]}, reverse=True)
crosstabs, _ = Group().get_crosstabs(people, {"score_val": thresholds}, ["sex"], label_col="label")

result = crosstabs[crosstabs["score_threshold"] == "500_val"].set_index("attribute_value")[["accuracy"]]
for sex, curve in crosstabs.groupby("attribute_value"):
    result.loc[sex, "auc"] = np.trapezoid(curve["tpr"], curve["fpr"])

# evalkit: hand over
result.reset_index(names="sex").to_json("outputs/metrics.json", orient="records")
