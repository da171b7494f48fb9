# https://fairlearn.org/main/user_guide/assessment/confidence_interval_estimation.html
import pandas as pd
from fairlearn.metrics import MetricFrame


def mean_cost(label, decision):
    false_negatives = label & ~decision
    false_positives = decision & ~label
    return (5 * false_negatives + false_positives).mean()


people = pd.read_csv("inputs/predictions.csv")
frame = MetricFrame(
    metrics=mean_cost,
    y_true=people["label"] == 1,
    y_pred=people["score"] >= 500,
    sensitive_features=people["sex"],
    n_boot=100,
    ci_quantiles=[0.025, 0.975],
    random_state=0,
)
low, high = frame.by_group_ci
result = pd.DataFrame({"cost": frame.by_group, "low": low, "high": high})

# evalkit: hand over
result.reset_index().to_json("outputs/metrics.json", orient="records")
