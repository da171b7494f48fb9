# https://dssg.github.io/aequitas/examples/compas_demo.html
import json

import numpy as np
import pandas as pd
from aequitas.group import Group

# intervals, difference: Aequitas tests ratios of error rates, but gives no interval of a metric,
#   https://dssg.github.io/aequitas/examples/compas_demo.html
people = pd.read_csv("inputs/predictions.csv")

choices = {"251_val": 0.25, "501_val": 0.5, "751_val": 0.75}
thresholds = sorted({1001, 751, 501, 500, 251, *people["score"]}, reverse=True)
crosstabs, _ = Group().get_crosstabs(people, {"score_val": thresholds}, ["sex"], label_col="label")

result = crosstabs[crosstabs["score_threshold"] == "500_val"].set_index("attribute_value")[["accuracy"]]
for sex, curve in crosstabs.groupby("attribute_value"):
    result.loc[sex, "auc"] = np.trapezoid(curve["tpr"], curve["fpr"])
chosen = crosstabs[crosstabs["score_threshold"].isin(choices)].replace({"score_threshold": choices})
counts = chosen.set_index("attribute_value")[["score_threshold", "tp", "fp", "tn", "fn"]]
counts.columns = ["threshold", "true_positives", "false_positives", "true_negatives", "false_negatives"]

# evalkit: hand over
found = [{"sex": sex, **values, "thresholds": counts.loc[sex].to_dict("records")} for sex, values in result.T.items()]
with open("outputs/metrics.json", "w") as file:
    json.dump(found, file)
