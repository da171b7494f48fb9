# https://pandas.pydata.org/docs/user_guide/groupby.html
import pandas as pd

# intervals, difference: pandas aggregates, and gives no interval of what it aggregates,
#   https://pandas.pydata.org/docs/user_guide/groupby.html#built-in-aggregation-methods


def counts(positive, score, threshold):
    decision = score > 1000 * threshold
    return {
        "threshold": threshold,
        "true_positives": int((positive & decision).sum()),
        "false_positives": int((~positive & decision).sum()),
        "true_negatives": int((~positive & ~decision).sum()),
        "false_negatives": int((positive & ~decision).sum()),
    }


def metrics(group):
    positive = group["label"] == 1
    positives, negatives = positive.sum(), (~positive).sum()
    rank_sum = group["score"].rank()[positive].sum()
    accuracy = (positive == (group["score"] >= 500)).mean()
    auc = (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)
    thresholds = [counts(positive, group["score"], threshold) for threshold in (0.25, 0.5, 0.75)]
    return pd.Series({"accuracy": accuracy, "auc": auc, "thresholds": thresholds})


people = pd.read_csv("inputs/predictions.csv")
result = people.groupby("sex").apply(metrics)

# evalkit: hand over
result.reset_index().to_json("outputs/metrics.json", orient="records")
