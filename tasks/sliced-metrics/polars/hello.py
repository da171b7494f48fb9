# https://docs.pola.rs/user-guide/expressions/aggregation/
import polars as pl

# intervals, difference: Polars aggregates, and gives no interval of what it aggregates,
#   https://docs.pola.rs/api/python/stable/reference/expressions/aggregation.html
people = pl.read_csv("inputs/predictions.csv")

positive, score = pl.col("label") == 1, pl.col("score")
positives, negatives = positive.sum(), (~positive).sum()
mean_rank = score.rank().filter(positive).mean()


def counts(threshold):
    decision = score > 1000 * threshold
    return pl.struct(
        threshold=pl.lit(threshold),
        true_positives=(positive & decision).sum(),
        false_positives=(~positive & decision).sum(),
        true_negatives=(~positive & ~decision).sum(),
        false_negatives=(positive & ~decision).sum(),
    )


result = people.group_by("sex").agg(
    accuracy=(positive == (score >= 500)).mean(),
    auc=(mean_rank - (positives + 1) / 2) / negatives,
    thresholds=pl.concat_list(counts(threshold) for threshold in (0.25, 0.5, 0.75)),
)

# evalkit: hand over
result.sort("sex").write_json("outputs/metrics.json")
