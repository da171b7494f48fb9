# https://pandas.pydata.org/docs/user_guide/groupby.html
import pandas as pd

small = 200  # evalkit: edit


def metrics(group):
    positive = group["label"] == 1
    positives, negatives = positive.sum(), (~positive).sum()
    rank_sum = group["score"].rank()[positive].sum()
    accuracy = (positive == (group["score"] >= 500)).mean()
    auc = None
    if positives and negatives:
        auc = (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)
    return pd.Series({"rows": len(group), "accuracy": accuracy, "auc": auc})


people = pd.read_csv("inputs/predictions.csv")
result = people.groupby(["sex", "race"]).apply(metrics)
result.loc[("all", "all"), :] = metrics(people)
result["small"] = result["rows"] < small

# evalkit: hand over
result.reset_index().to_json("outputs/metrics.json", orient="records")
