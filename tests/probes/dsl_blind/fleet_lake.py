"""Loads the trips of the fleet into Snowflake, hour by hour, and keeps the figures of each depot."""
import os
from datetime import timedelta

import dlt
import requests
import snowflake.snowpark.functions as F
from dlt.sources.helpers import requests as retrying
from snowflake.snowpark import Session, Window
from snowflake.snowpark.types import IntegerType, StringType
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

CONNECTION = {
    "account": os.environ["SNOWFLAKE_ACCOUNT"],
    "user": "loader",
    "authenticator": "externalbrowser",
    "warehouse": "LOAD_WH",
}
SELECTED = "Select the depot that is closest to the driver"


@dlt.resource(name="trips", write_disposition="merge", primary_key="trip_id")
def trips(since=dlt.sources.incremental("ended_at", initial_value="2024-01-01")):
    page = 1
    while True:
        answer = retrying.get("https://fleet.example.org/trips", params={"page": page, "since": since.last_value})
        rows = answer.json()["rows"]
        if not rows:
            break
        yield rows
        page += 1


@dlt.source
def fleet(token: str = dlt.secrets.value):
    return [trips, depots]


@dlt.resource
def depots():
    yield requests.get("https://fleet.example.org/depots", timeout=10).json()


def connect() -> Session:
    session = Session.builder.configs(CONNECTION).create()
    session.sql("alter session set timezone = 'UTC'").collect()
    session.sql("USE SCHEMA fleet.raw").collect()
    return session


def hourly(session: Session, least_km: float):
    trips = session.table("trips")
    depots = session.table("depots").select("depot_id", F.upper(F.col("name")).alias("depot"))
    long_enough = trips.filter((F.col("km") >= least_km) & F.col("ended_at").is_not_null())
    by_driver = Window.partition_by("driver_id").order_by(F.col("ended_at").desc())
    newest = (
        long_enough.with_column("place", F.row_number().over(by_driver))
        .filter(F.col("place") == 1)
        .drop("place")
    )
    joined = newest.join(depots, newest["depot_id"] == depots["depot_id"], "left")
    return joined.group_by(F.date_trunc("hour", "ended_at").alias("hour"), "depot").agg(
        F.sum("km").alias("km"),
        F.count_distinct("driver_id").alias("drivers"),
        F.avg(F.iff(F.col("late"), F.lit(1), F.lit(0))).alias("late_share"),
    )


@F.udf(name="zone_of", return_type=StringType(), input_types=[IntegerType()], replace=True)
def zone_of(number: int) -> str:
    return "north" if number < 100 else "south"


MERGE = """
merge into fleet.marts.hourly as target
using fleet.staging.hourly as source
on target.hour = source.hour and target.depot = source.depot
when matched then update set km = source.km, drivers = source.drivers
when not matched then insert (hour, depot, km, drivers) values (source.hour, source.depot, source.km, source.drivers)
"""


@activity.defn
async def load() -> int:
    pipeline = dlt.pipeline(pipeline_name="fleet", destination="snowflake", dataset_name="raw")
    info = pipeline.run(fleet())
    return len(info.loads_ids)


@activity.defn(name="summarise")
async def summarise(least_km: float) -> str:
    session = connect()
    hourly(session, least_km).write.mode("overwrite").save_as_table("fleet.staging.hourly")
    session.sql(MERGE).collect()
    rows = session.table("fleet.marts.hourly").count()
    session.sql(f"call system$send_email('ops', 'ops@example.org', 'fleet', '{rows} rows')").collect()
    if rows > 0:
        print(f"{rows} rows, {rows / 24:.1f} an hour")
    return str(rows)


@workflow.defn
class Nightly:
    @workflow.run
    async def run(self, least_km: float) -> str:
        again = RetryPolicy(maximum_attempts=3)
        loaded = await workflow.execute_activity(load, start_to_close_timeout=timedelta(hours=1), retry_policy=again)
        if loaded == 0:
            return "nothing new"
        return await workflow.execute_activity(summarise, least_km, start_to_close_timeout=timedelta(minutes=20))

    @workflow.query
    def state(self) -> str:
        return "running"


async def main():
    client = await Client.connect("localhost:7233")
    async with Worker(client, task_queue="fleet", workflows=[Nightly], activities=[load, summarise]):
        print(await client.execute_workflow(Nightly.run, 0.5, id="nightly", task_queue="fleet"))
