"""Churn model: checks the export, trains one model per region, keeps the best."""
import json
import os
from datetime import date

import pandas as pd
import pandera.pandas as pa
import polars as pl
from metaflow import (
    FlowSpec,
    IncludeFile,
    Parameter,
    card,
    catch,
    conda,
    current,
    kubernetes,
    project,
    resources,
    retry,
    schedule,
    step,
)
from metaflow.cards import Markdown, Table
from pandera.typing import DataFrame, Series

REGIONS = ["eu", "us", "apac"]


class Customers(pa.DataFrameModel):
    customer_id: Series[int] = pa.Field(unique=True, gt=0)
    tenure: Series[int] = pa.Field(ge=0, le=120)
    spend: Series[float] = pa.Field(nullable=True)
    churned: Series[bool]

    class Config:
        strict = "filter"
        coerce = True

    @pa.check("spend")
    def not_absurd(cls, spend: Series[float]) -> Series[bool]:
        return spend.fillna(0) < 1e6

    @pa.parser("tenure")
    def months(cls, tenure):
        return tenure.clip(lower=0)


@pa.check_types(lazy=True)
def enrich(customers: DataFrame[Customers]) -> DataFrame[Customers]:
    customers["spend"] = customers["spend"] / customers["spend"].max()
    return customers


def rolling(path: str, days: int = 28) -> pl.DataFrame:
    start = date.today().toordinal() - days
    events = (
        pl.scan_parquet(path)
        .filter(pl.col("day") >= start, pl.col("kind").is_in(["login", "purchase"]))
        .sort("customer_id", "day")
    )
    gap = pl.col("day").diff().over("customer_id")
    is_new = (gap > 7) | gap.is_null()
    wide = events.with_columns(visit=is_new.cum_sum().over("customer_id"), gap=gap)
    per_customer = wide.group_by("customer_id").agg(
        pl.col("visit").max(),
        pl.len().alias("events"),
        pl.col("amount").filter(pl.col("kind") == "purchase").sum().alias("paid"),
        pl.struct("day", "amount").last().alias("latest"),
    )
    table = per_customer.collect(engine="streaming")
    if table.height > 0 and table["events"].max() > 1000:
        print("bots?", table.filter(pl.col("events") > 1000).height)
    return table


@project(name="churn")
@schedule(daily=True)
class ChurnFlow(FlowSpec):
    export = IncludeFile("export", default="customers.csv")
    depth = Parameter("depth", default=4, type=int)

    @step
    def start(self):
        rows = pd.read_json(self.export, lines=True)
        self.customers = enrich(rows)
        self.regions = [one for one in REGIONS if one != os.environ.get("SKIP_REGION")]
        self.next(self.train, foreach="regions")

    @catch(var="failure")
    @retry(times=2)
    @resources(memory=8000, cpu=2)
    @conda(packages={"scikit-learn": "1.5.0"})
    @step
    def train(self):
        from sklearn.ensemble import GradientBoostingClassifier
        from sklearn.model_selection import cross_val_score

        rows = self.customers[self.customers["region"] == self.input]
        model = GradientBoostingClassifier(max_depth=self.depth)
        self.score = cross_val_score(model, rows[["tenure", "spend"]], rows["churned"]).mean()
        self.model = model.fit(rows[["tenure", "spend"]], rows["churned"])
        self.next(self.join)

    @card(type="blank")
    @kubernetes(memory=4000)
    @step
    def join(self, inputs):
        good = [one for one in inputs if not getattr(one, "failure", None)]
        self.best = max(good, key=lambda one: one.score)
        self.scores = {one.input: float(one.score) for one in good}
        self.merge_artifacts(inputs, exclude=["model", "score", "failure"])
        current.card.append(Markdown(f"# {len(good)} regions"))
        current.card.append(Table([[name, score] for name, score in self.scores.items()]))
        if min(self.scores.values()) < 0.6:
            self.next(self.warn)
        else:
            self.next(self.end)

    @step
    def warn(self):
        print(json.dumps(self.scores))
        self.next(self.end)

    @step
    def end(self):
        stale = self.customers.query("tenure > 24 and spend.isnull()")
        print(len(stale), "customers without spend")


if __name__ == "__main__":
    ChurnFlow()
