"""Rules for loans: pandera checks on the way in, polars features, a Dagster job around them."""
import pandera.polars as pa
import polars as pl
from dagster import In, Out, RetryPolicy, failure_hook, graph, job, op, repository
from pandera.typing.polars import LazyFrame


class Loans(pa.DataFrameModel):
    amount: float = pa.Field(gt=0)
    rate: float

    @pa.dataframe_check
    def plausible(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("rate") < pl.col("amount"))


class Features:
    def __init__(self, limit: float):
        self.limit = limit
        self.risk = pl.col("amount") * pl.col("rate")

    def flags(self):
        return [self.risk > self.limit, pl.col("late").fill_null(False)]


def banded(expr: pl.Expr, *edges: float) -> pl.Expr:
    if len(edges) > 3:
        raise ValueError("too many")
    return pl.when(expr > max(edges)).then(pl.lit("high")).otherwise(pl.lit("low"))


@op(out={"loans": Out(), "n": Out(int)})
def load(context):
    frame = pl.scan_csv("loans.csv")
    context.log.info("loading")
    return frame, 3


@op(ins={"loans": In()}, retry_policy=RetryPolicy(max_retries=2))
def enrich(loans, n: int):
    made = Features(limit=n * 2.0)
    return loans.with_columns(band=banded(made.risk, 1.0, 2.0)).filter(*made.flags())


@failure_hook
def page(context):
    context.log.error("failed")


@graph
def flow():
    loans, n = load()
    return enrich(loans, n)


@job(hooks={page})
def nightly():
    flow()


@repository
def repo():
    return [nightly]
