# https://fairlearn.org/main/user_guide/assessment/confidence_interval_estimation.html
import json

import pandas as pd
from fairlearn.metrics import MetricFrame
from sklearn.metrics import accuracy_score, confusion_matrix, roc_auc_score


def accuracy(label, score):
    return accuracy_score(label, score >= 500)


def decisions(label, score):
    return [confusion_matrix(label, score > 1000 * threshold) for threshold in (0.25, 0.5, 0.75)]


people = pd.read_csv("inputs/predictions.csv")
data = {"y_true": people["label"], "y_pred": people["score"], "sensitive_features": people["sex"]}
frame = MetricFrame(
    metrics={"accuracy": accuracy, "auc": roc_auc_score},
    n_boot=100,
    ci_quantiles=[0.025, 0.975],
    random_state=0,
    **data,
)
low, high = frame.by_group_ci
result = frame.by_group.join([low.add_suffix("_low"), high.add_suffix("_high")])
result["thresholds"] = [
    [
        {
            "threshold": threshold,
            "true_negatives": tn,
            "false_positives": fp,
            "false_negatives": fn,
            "true_positives": tp,
        }
        for threshold, ((tn, fp), (fn, tp)) in zip((0.25, 0.5, 0.75), counts, strict=True)
    ]
    for counts in MetricFrame(metrics=decisions, **data).by_group
]
apart_low, apart_high = frame.difference_ci()
apart = pd.DataFrame({"difference": frame.difference(), "low": apart_low, "high": apart_high})

# evalkit: hand over
result.reset_index().to_json("outputs/metrics.json", orient="records")
apart.to_json("outputs/difference.json", orient="index")
