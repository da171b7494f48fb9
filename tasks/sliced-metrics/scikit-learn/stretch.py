# https://scikit-learn.org/stable/modules/generated/sklearn.utils.resample.html
import json

import numpy as np
import pandas as pd
from sklearn.utils import resample


def mean_cost(label, decision):
    false_negatives = label & ~decision
    false_positives = decision & ~label
    return (5 * false_negatives + false_positives).mean()


people = pd.read_csv("inputs/predictions.csv")
people["label"] = people["label"] == 1
people["decision"] = people["score"] >= 500

costs = {}
for sex, group in people.groupby("sex"):
    label, decision = group["label"].to_numpy(), group["decision"].to_numpy()
    samples = [mean_cost(*resample(label, decision, random_state=seed)) for seed in range(500)]
    low, high = np.quantile(samples, [0.025, 0.975])
    costs[sex] = {"cost": mean_cost(label, decision), "low": low, "high": high}

# evalkit: hand over
with open("outputs/metrics.json", "w") as file:
    json.dump([{"sex": sex, **values} for sex, values in costs.items()], file)
