# https://docs.pola.rs/api/python/stable/reference/expressions/api/polars.Expr.meta.serialize.html
from pathlib import Path

import polars as pl

train = pl.read_csv("inputs/train.csv")

age, hours = train["age"], train["hours-per-week"]
borders = train["fnlwgt"].quantile([0.25, 0.5, 0.75])
transform = pl.struct(
    "id",
    (pl.col("age") - age.mean()) / age.std(),
    pl.col("fnlwgt").bin_intervals(borders, labels=False),
    (pl.col("hours-per-week") > hours.mean()).cast(pl.Int8),
    *((pl.col("race") == race).cast(pl.Int8).alias(f"race_{race}") for race in train["race"].unique()),
)

Path("outputs/transform").mkdir()
transform.meta.serialize("outputs/transform/transform.bin")
