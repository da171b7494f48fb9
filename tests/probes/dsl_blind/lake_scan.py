"""What the lake holds of last month: four engines over the same Parquet files."""

import datetime as dt

import daft
import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import sqlglot
from datafusion import SessionContext, col, lit
from datafusion import functions as f

LAKE = "lake/events"
MONTH = dt.date(2024, 5, 1)


def arrow_view() -> pa.Table:
    events = ds.dataset(LAKE, partitioning="hive")
    wanted = (ds.field("day") >= pa.scalar(MONTH)) & ds.field("kind").isin(["buy", "sell"])
    table = events.to_table(
        columns={
            "user": ds.field("user"),
            "net": ds.field("gross") - ds.field("fee"),
        },
        filter=wanted,
    )
    big = pc.greater(table["net"], 1000)
    print(pc.sum(table.filter(big)["net"]).as_py())
    return table.group_by("user").aggregate([("net", "sum")])


def fusion_view(table: pa.Table) -> pa.Table:
    context = SessionContext()
    context.register_record_batches("net", [table.to_batches()])
    frame = context.table("net")
    rich = frame.filter(col("net_sum") > lit(5000)).select(
        col("user"),
        (col("net_sum") / lit(1000)).alias("thousands"),
    )
    totals = rich.aggregate([], [f.sum(col("thousands")).alias("all")])
    totals.show()
    return context.sql("SELECT user, net_sum FROM net ORDER BY net_sum DESC LIMIT 10").to_arrow_table()


def daft_view() -> list[dict[str, object]]:
    frame = daft.read_parquet(f"{LAKE}/**")
    frame = frame.with_column("net", daft.col("gross") - daft.col("fee"))
    frame = frame.where(daft.col("net") > 0)
    rows = frame.groupby("kind").agg(daft.col("net").mean().alias("mean")).to_pylist()
    return [row for row in rows if row["mean"] > 10]


def duck_view() -> list[tuple[str, float]]:
    events = duckdb.read_parquet(f"{LAKE}/**/*.parquet")
    kept = events.filter("gross > fee AND kind <> 'test'")
    by_user = kept.aggregate("user, sum(gross - fee) AS net")
    return by_user.order("net DESC").limit(10).fetchall()


def port(query: str) -> str:
    (text,) = sqlglot.transpile(query, read="spark", write="duckdb", pretty=True)
    return text


OLD = "SELECT DATE_ADD(day, 1) AS next_day, COUNT(*) FROM events GROUP BY 1"

if __name__ == "__main__":
    print(fusion_view(arrow_view()).num_rows > 3, daft_view(), duck_view())
    print(port(OLD))
