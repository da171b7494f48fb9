# https://scikit-learn.org/stable/modules/model_evaluation.html
import json

import pandas as pd
from sklearn.metrics import accuracy_score, roc_auc_score

people = pd.read_csv("inputs/predictions.csv")
people["decision"] = people["score"] >= 500

metrics = []
for sex, group in people.groupby("sex"):
    accuracy = accuracy_score(group["label"], group["decision"])
    auc = roc_auc_score(group["label"], group["score"])
    metrics.append({"sex": sex, "accuracy": accuracy, "auc": auc})

# evalkit: hand over
with open("outputs/metrics.json", "w") as file:
    json.dump(metrics, file)
