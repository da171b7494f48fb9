# https://pandas.pydata.org/docs/user_guide/groupby.html
import pandas as pd


def metrics(group):
    positive = group["label"] == 1
    positives, negatives = positive.sum(), (~positive).sum()
    rank_sum = group["score"].rank()[positive].sum()
    accuracy = (positive == (group["score"] >= 500)).mean()
    auc = (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)
    return pd.Series({"accuracy": accuracy, "auc": auc})


people = pd.read_csv("inputs/predictions.csv")
result = people.groupby("sex").apply(metrics)

# evalkit: hand over
result.reset_index().to_json("outputs/metrics.json", orient="records")
