# https://fairlearn.org/main/user_guide/assessment/perform_fairness_assessment.html
import pandas as pd
from fairlearn.metrics import MetricFrame
from sklearn.metrics import accuracy_score, roc_auc_score


def accuracy(label, score):
    return accuracy_score(label, score >= 500)


people = pd.read_csv("inputs/predictions.csv")
frame = MetricFrame(
    metrics={"accuracy": accuracy, "auc": roc_auc_score},
    y_true=people["label"],
    y_pred=people["score"],
    sensitive_features=people["sex"],
)

# evalkit: hand over
frame.by_group.reset_index().to_json("outputs/metrics.json", orient="records")
