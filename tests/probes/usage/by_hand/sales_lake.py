"""Nightly: raw sales of all shops to one clean table and the figures of each shop."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import polars.selectors as cs
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import s3fs
from loguru import logger
from pydantic import BaseModel, Field, field_validator

SCHEMA = {
    "shop": pl.Utf8,
    "article": pl.Int64,
    "sold_at": pl.Datetime("us"),
    "quantity": pl.Int32,
    "price": pl.Float64,
}


class Job(BaseModel):
    day: date
    source: str = Field(min_length=5)
    target: Path
    least_rows: int = Field(default=1, ge=0)

    @field_validator("source")
    @classmethod
    def has_slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"

    @property
    def partition(self) -> str:
        return f"day={self.day:%Y-%m-%d}"


def files_of(job: Job) -> list[str]:
    fs = s3fs.S3FileSystem(key=os.environ["AWS_KEY"], secret=os.environ["AWS_SECRET"], anon=False)
    found = fs.glob(f"{job.source}{job.partition}/*.csv")
    logger.info("{} files for {}", len(found), job.day)
    return [f"s3://{name}" for name in found]


def scan(files: list[str]) -> pl.LazyFrame:
    frames = [
        pl.scan_csv(file, schema_overrides=SCHEMA, null_values=["", "NA"], try_parse_dates=True).with_columns(
            pl.lit(file).alias("file")
        )
        for file in files
    ]
    return pl.concat(frames, how="diagonal_relaxed")


def clean(sales: pl.LazyFrame) -> pl.LazyFrame:
    return (
        sales.with_columns(
            cs.string().str.strip_chars(),
            pl.col("shop").str.to_uppercase(),
            pl.when(pl.col("quantity") < 0).then(pl.lit("return")).otherwise(pl.lit("sale")).alias("kind"),
        )
        .filter(pl.col("price").is_not_null() & (pl.col("price") > 0))
        .unique(subset=["shop", "article", "sold_at"], keep="last")
        .with_columns((pl.col("quantity") * pl.col("price")).alias("amount"))
    )


def by_shop(sales: pl.LazyFrame, articles: pl.LazyFrame) -> pl.DataFrame:
    joined = sales.join(articles, on="article", how="left")
    return (
        joined.group_by("shop", pl.col("sold_at").dt.truncate("1h").alias("hour"))
        .agg(
            pl.len().alias("receipts"),
            pl.col("amount").sum(),
            pl.col("amount").filter(pl.col("kind") == "return").sum().alias("returned"),
            pl.col("category").mode().first(),
        )
        .sort("shop", "hour", descending=[False, True])
        .with_columns(
            pl.col("amount").cum_sum().over("shop").alias("so_far"),
            (pl.col("amount") / pl.col("amount").sum().over("shop")).round(3).alias("share"),
        )
        .collect(engine="streaming")
    )


def write(table: pl.DataFrame, job: Job) -> Path:
    folder = job.target / job.partition
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "part-0.parquet"
    pq.write_table(table.to_arrow(), path, compression="zstd")
    return path


def check(job: Job, path: Path) -> None:
    written = ds.dataset(job.target, format="parquet", partitioning="hive")
    rows = written.count_rows()
    if rows < job.least_rows:
        raise SystemExit(f"{rows} rows in {path}")
    metadata = pq.read_metadata(path)
    logger.info("{} rows, {} columns", metadata.num_rows, metadata.num_columns)


@logger.catch(reraise=True)
def run(job: Job) -> None:
    files = files_of(job)
    if not files:
        logger.warning("nothing for {}", job.day)
        return
    articles = pl.scan_parquet("articles.parquet").select("article", "category")
    table = by_shop(clean(scan(files)), articles)
    logger.debug(table.head(5))
    check(job, write(table, job))


if __name__ == "__main__":
    run(Job(day=date.today(), source=os.environ["SALES"], target=Path("lake")))
