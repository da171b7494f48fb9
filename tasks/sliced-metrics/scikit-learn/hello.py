# https://scikit-learn.org/stable/modules/model_evaluation.html
import json

import pandas as pd
from sklearn.metrics import accuracy_score, confusion_matrix, roc_auc_score
from sklearn.utils import resample


def metrics(group):
    accuracy = accuracy_score(group["label"], group["score"] >= 500)
    return {"accuracy": accuracy, "auc": roc_auc_score(group["label"], group["score"])}


def counts(group, threshold):
    (tn, fp), (fn, tp) = confusion_matrix(group["label"], group["score"] > 1000 * threshold).tolist()
    return {
        "threshold": threshold,
        "true_positives": tp,
        "false_positives": fp,
        "true_negatives": tn,
        "false_negatives": fn,
    }


people = pd.read_csv("inputs/predictions.csv")
groups = dict(iter(people.groupby("sex")))
values = pd.DataFrame({sex: metrics(group) for sex, group in groups.items()})
samples = pd.concat(
    pd.DataFrame({sex: metrics(resample(group, random_state=seed)) for sex, group in groups.items()})
    for seed in range(200)
)
samples["difference"] = samples.max(axis="columns") - samples.min(axis="columns")
values["difference"] = values.max(axis="columns") - values.min(axis="columns")
low, high = (samples.groupby(level=0).quantile(share) for share in (0.025, 0.975))
intervals = pd.concat({"": values, "_low": low, "_high": high})
thresholds = {sex: [counts(group, threshold) for threshold in (0.25, 0.5, 0.75)] for sex, group in groups.items()}

# evalkit: hand over
intervals.index = [metric + end for end, metric in intervals.index]
with open("outputs/metrics.json", "w") as file:
    json.dump([{"sex": sex, **intervals[sex], "thresholds": thresholds[sex]} for sex in groups], file)
apart = pd.DataFrame({"difference": values["difference"], "low": low["difference"], "high": high["difference"]})
apart.to_json("outputs/difference.json", orient="index")
