# https://docs.pola.rs/user-guide/expressions/aggregation/
import polars as pl

people = pl.read_csv("inputs/predictions.csv")

positive = pl.col("label") == 1
decision = pl.col("score") >= 500
positives, negatives = positive.sum(), (~positive).sum()
mean_rank = pl.col("score").rank().filter(positive).mean()
result = people.group_by("sex").agg(
    accuracy=(positive == decision).mean(),
    auc=(mean_rank - (positives + 1) / 2) / negatives,
)

# evalkit: hand over
result.sort("sex").write_json("outputs/metrics.json")
