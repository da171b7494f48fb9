# https://scikit-learn.org/stable/modules/model_evaluation.html
import json

import pandas as pd
from sklearn.metrics import accuracy_score, roc_auc_score

small = 200  # evalkit: edit


def metrics(group):
    both_classes = group["label"].nunique() == 2
    return {
        "rows": len(group),
        "accuracy": accuracy_score(group["label"], group["decision"]),
        "auc": roc_auc_score(group["label"], group["score"]) if both_classes else None,
        "small": len(group) < small,
    }


people = pd.read_csv("inputs/predictions.csv")
people["decision"] = people["score"] >= 500
groups = {key: metrics(group) for key, group in people.groupby(["sex", "race"])}
groups["all", "all"] = metrics(people)

# evalkit: hand over
with open("outputs/metrics.json", "w") as file:
    json.dump([{"sex": sex, "race": race, **values} for (sex, race), values in groups.items()], file)
