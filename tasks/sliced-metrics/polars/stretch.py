# https://docs.pola.rs/api/python/stable/reference/expressions/api/polars.Expr.sample.html
import polars as pl

people = pl.read_csv("inputs/predictions.csv")

label, decision = pl.col("label") == 1, pl.col("score") >= 500
cost = 5 * (label & ~decision).cast(pl.Int64) + (decision & ~label).cast(pl.Int64)
by_sex = people.select("sex", cost=cost).group_by("sex")

samples = by_sex.agg(
    pl.col("cost").sample(fraction=1, with_replacement=True, seed=seed).mean().alias(f"sample {seed}")
    for seed in range(500)
)
intervals = (
    samples.unpivot(index="sex")
    .group_by("sex")
    .agg(low=pl.col("value").quantile(0.025), high=pl.col("value").quantile(0.975))
)
result = by_sex.agg(pl.col("cost").mean()).join(intervals, on="sex")

# evalkit: hand over
result.sort("sex").write_json("outputs/metrics.json")
