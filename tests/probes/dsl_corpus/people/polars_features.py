import functools
import operator

import polars as pl
import polars.selectors as cs


def clipped(value: pl.Expr, low: float, high: float) -> pl.Expr:
    return value.clip(low, high)


def zscore(column: str) -> pl.Expr:
    value = pl.col(column)
    return (value - value.mean()) / value.std()


def conditions(limits: dict[str, float]) -> list[pl.Expr]:
    made = []
    for column, limit in limits.items():
        made.append(pl.col(column) < limit)
    return made


def features(frame: pl.LazyFrame) -> pl.LazyFrame:
    wanted = conditions({"age": 99, "hours": 80})
    kept = functools.reduce(operator.and_, wanted)
    for extra in wanted:
        kept = kept & ~extra.is_null()
    return (
        frame.filter(kept)
        .with_columns(
            zscore("age").alias("age_z"),
            clipped(pl.col("hours"), 0, 60).alias("hours_clipped"),
            pl.when(pl.col("sex") == "F").then(1).otherwise(0).alias("female"),
            cs.numeric().fill_null(0).name.suffix("_filled"),
        )
        .group_by("country")
        .agg(pl.len().alias("n"), pl.col("age").mean())
    )


def main(path: str) -> None:
    table = features(pl.scan_csv(path)).collect()
    if table["n"].sum() > 10 and table.height < 1000:
        print(table.sort("n", descending=True).head(3))
    shares = table["n"] / table["n"].sum()
    print(max(shares) * 100)
    sql = pl.SQLContext(people=table)
    print(sql.execute("SELECT country FROM people WHERE n > 3").collect())


if __name__ == "__main__":
    main("people.csv")
