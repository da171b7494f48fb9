"""A SQLMesh model in Python: who eats whom."""
import typing as t
from datetime import datetime

import ibis
import pandas as pd
from sqlglot import exp, parse_one, select as sg_select
from sqlmesh import ExecutionContext, macro, model, signal


@macro()
def between_days(evaluator, column, days):
    return parse_one(f"{column} >= CURRENT_DATE - {days}")


@signal()
def pond_is_full(batch) -> bool:
    return datetime.now().hour > 3


@model(
    "pond.meals",
    kind="FULL",
    cron="@daily",
    columns={"eater": "text", "n": "int"},
)
def meals(context: ExecutionContext, start: datetime, end: datetime, **kwargs: t.Any) -> pd.DataFrame:
    table = context.resolve_table("pond.sightings")
    frame = context.fetchdf(f"SELECT eater, count(*) AS n FROM {table} WHERE seen_at BETWEEN '{start}' AND '{end}' GROUP BY eater")
    return frame[frame["n"] > 1]


def herons(con, limit: int):
    query = sg_select("eater").from_("meals").where(exp.column("n") > limit)
    counted = con.sql(query.sql())
    frogs = con.table("frogs")
    busy = frogs.filter((frogs.meals > limit) & frogs.alive)
    print(busy.count().execute() > 3)
    return counted, busy[["id", "meals"]].order_by(ibis.desc("meals")), busy.meals.sum()
