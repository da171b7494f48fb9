"""Assets of the energy desk: prices and loads in DuckDB by way of Ibis, checked and published every morning."""
import os
from datetime import datetime

import ibis
import pandas as pd
import requests
from dagster import (
    AssetExecutionContext,
    AssetIn,
    AssetSelection,
    DailyPartitionsDefinition,
    Definitions,
    DynamicOut,
    DynamicOutput,
    MaterializeResult,
    MetadataValue,
    RunRequest,
    SkipReason,
    asset,
    asset_check,
    AssetCheckResult,
    define_asset_job,
    graph_asset,
    job,
    multi_asset,
    AssetSpec,
    op,
    resource,
    schedule,
    sensor,
    success_hook,
)
from ibis import _

days = DailyPartitionsDefinition(start_date="2024-01-01")
con = ibis.duckdb.connect(os.environ.get("ENERGY_DB", "energy.ddb"))


@resource(config_schema={"url": str})
def exchange(init_context):
    return requests.Session()


@asset(partitions_def=days, group_name="raw", required_resource_keys={"exchange"})
def raw_prices(context: AssetExecutionContext) -> MaterializeResult:
    day = context.partition_key
    rows = context.resources.exchange.get(f"https://prices.example.org/{day}").json()
    frame = pd.DataFrame(rows)
    con.insert("prices", frame[frame["price"].notna()])
    return MaterializeResult(metadata={"rows": len(frame), "link": MetadataValue.url("https://prices.example.org")})


@asset(ins={"prices": AssetIn("raw_prices")}, deps=[raw_prices], io_manager_key="warehouse")
def hourly(prices):
    t = con.table("prices")
    cleaned = t.filter(t.price > -500, t.zone != "XX").mutate(hour=t.at.truncate("h"), price=t.price.fill_null(0))
    grouped = cleaned.group_by("zone", "hour").agg(mean=cleaned.price.mean(), n=cleaned.count())
    w = ibis.window(group_by="zone", order_by="hour", preceding=24, following=0)
    return grouped.mutate(day_mean=grouped["mean"].mean().over(w), rank=ibis.row_number().over(w))


@asset
def spikes(hourly):
    found = (
        hourly.filter(_.mean > 3 * _.day_mean)
        .mutate(label=ibis.cases((_.mean > 1000, "crazy"), else_="high"))
        .order_by(ibis.desc("hour"))
        .limit(100)
    )
    frame = found.to_pandas()
    if len(frame) > 50:
        raise RuntimeError("the exchange is broken")
    return frame


@multi_asset(specs=[AssetSpec("loads"), AssetSpec("losses")])
def from_grid():
    con.raw_sql("CREATE OR REPLACE TABLE loads AS SELECT zone, sum(mw) AS mw FROM read_csv('loads/*.csv') GROUP BY zone")
    con.raw_sql("COPY losses TO 'losses.parquet' (FORMAT parquet)")
    yield MaterializeResult(asset_key="loads")
    yield MaterializeResult(asset_key="losses")


@asset_check(asset=spikes, blocking=True)
def few_spikes(spikes: pd.DataFrame) -> AssetCheckResult:
    share = (spikes["label"] == "crazy").mean()
    return AssetCheckResult(passed=bool(share < 0.2), metadata={"share": float(share)})


@op(out=DynamicOut())
def zones():
    for row in con.sql("SELECT DISTINCT zone FROM loads").to_pandas()["zone"]:
        yield DynamicOutput(row, mapping_key=row.lower())


@op
def forecast(zone: str) -> float:
    return float(len(zone)) * 1.5


@op(config_schema={"limit": float})
def summed(context, parts: list[float]) -> float:
    total = sum(parts)
    context.log.info(f"{total:.1f} of {context.op_config['limit']}")
    return total


@success_hook(required_resource_keys={"exchange"})
def tell(context):
    context.log.info(context.op.name)


@graph_asset
def total_load():
    return summed(zones().map(forecast).collect())


@job(hooks={tell})
def by_zone():
    parts = zones().map(lambda zone: forecast(zone))
    summed(parts.collect())


morning = define_asset_job("morning", selection=AssetSelection.groups("raw") | AssetSelection.assets(hourly, spikes))


@schedule(cron_schedule="15 6 * * 1-5", job=morning, execution_timezone="Europe/Berlin")
def workdays(context):
    day = context.scheduled_execution_time.strftime("%Y-%m-%d")
    return RunRequest(run_key=day, partition_key=day)


@sensor(job=by_zone, minimum_interval_seconds=60)
def new_files(context):
    names = sorted(name for name in os.listdir("loads") if name > (context.cursor or ""))
    if not names:
        return SkipReason("nothing new")
    context.update_cursor(names[-1])
    return RunRequest(run_key=names[-1])


defs = Definitions(
    assets=[raw_prices, hourly, spikes, from_grid, total_load],
    asset_checks=[few_spikes],
    jobs=[morning, by_zone],
    schedules=[workdays],
    sensors=[new_files],
    resources={"exchange": exchange.configured({"url": "https://prices.example.org"})},
)

if __name__ == "__main__":
    result = by_zone.execute_in_process(run_config={"ops": {"summed": {"config": {"limit": 10.0}}}})
    print(result.success, datetime.now().isoformat())
