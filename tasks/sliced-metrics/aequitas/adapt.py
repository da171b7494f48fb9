# https://dssg.github.io/aequitas/examples/compas_demo.html
import numpy as np
import pandas as pd
from aequitas.group import Group

small = 200  # evalkit: edit

people = pd.read_csv("inputs/predictions.csv")
people["pair"] = people["sex"] + ", " + people["race"]
people["everybody"] = "all, all"

thresholds = sorted({1001, 500, *people["score"]}, reverse=True)
crosstabs, _ = Group().get_crosstabs(people, {"score_val": thresholds}, ["pair", "everybody"], label_col="label")

at_decision = crosstabs[crosstabs["score_threshold"] == "500_val"].set_index("attribute_value")
result = at_decision[["group_size", "accuracy"]].rename(columns={"group_size": "rows"})
for pair, curve in crosstabs.groupby("attribute_value"):
    result.loc[pair, "auc"] = np.trapezoid(curve["tpr"], curve["fpr"])
result["small"] = result["rows"] < small
result.index = pd.MultiIndex.from_tuples([pair.split(", ") for pair in result.index], names=["sex", "race"])

# evalkit: hand over
result.reset_index().to_json("outputs/metrics.json", orient="records")
