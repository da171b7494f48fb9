# https://fairlearn.org/main/user_guide/assessment/intersecting_groups.html
import pandas as pd
from fairlearn.metrics import MetricFrame, count
from sklearn.metrics import accuracy_score, roc_auc_score

small = 200  # evalkit: edit


def accuracy(label, score):
    return accuracy_score(label, score >= 500)


people = pd.read_csv("inputs/predictions.csv")
frame = MetricFrame(
    metrics={"rows": count, "accuracy": accuracy, "auc": roc_auc_score},
    y_true=people["label"],
    y_pred=people["score"],
    sensitive_features=people[["sex", "race"]],
)
groups = frame.by_group.dropna(how="all")
groups.loc[("all", "all"), :] = frame.overall
groups["small"] = groups["rows"] < small

# evalkit: hand over
groups.reset_index().to_json("outputs/metrics.json", orient="records")
