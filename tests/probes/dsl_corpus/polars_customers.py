import polars as pl

THRESHOLD = 3


def load(path):
    return pl.read_csv(path)


def enrich(frame: pl.DataFrame) -> pl.DataFrame:
    is_big = pl.col("amount") > THRESHOLD
    return (
        frame.filter(is_big & pl.col("country").is_in(["DE", "FR"]))
        .with_columns(
            (pl.col("amount") * 1.19).alias("gross"),
            pl.when(pl.col("age") < 18).then(pl.lit("minor")).otherwise(pl.lit("adult")).alias("group"),
        )
        .group_by("country")
        .agg(pl.col("gross").sum(), pl.len())
    )


totals = enrich(load("orders.csv"))
if totals.height > 10:
    print(totals.head(3))
best = totals["gross"].max() > 100
lazy = pl.scan_parquet("big.parquet").filter(~pl.col.active)
print(lazy.collect())
print(pl.sql("select country, sum(gross) as total from totals group by country").collect())
