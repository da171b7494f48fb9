# https://docs.pola.rs/user-guide/expressions/aggregation/
import polars as pl

small = 200  # evalkit: edit

people = pl.read_csv("inputs/predictions.csv")

positive = pl.col("label") == 1
decision = pl.col("score") >= 500
positives, negatives = positive.sum(), (~positive).sum()
mean_rank = pl.col("score").rank().filter(positive).mean()
metrics = {
    "rows": pl.len(),
    "accuracy": (positive == decision).mean(),
    "auc": pl.when(negatives > 0).then((mean_rank - (positives + 1) / 2) / negatives),
}
groups = people.group_by("sex", "race").agg(**metrics)
everybody = people.select(sex=pl.lit("all"), race=pl.lit("all"), **metrics)
result = pl.concat([groups, everybody]).with_columns(small=pl.col("rows") < small)

# evalkit: hand over
result.sort("sex", "race").write_json("outputs/metrics.json")
