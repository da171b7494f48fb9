"""Passengers of a ferry line, from tables that other modules make, asked in four ways."""

import dask.dataframe as dd
import polars as pl
from dask import datasets
from dask.distributed import Client, as_completed
from dask_deltatable import read_deltalake
from ferry.lake import save
from ferry.load import Loader
from ferry.models import Passenger, Port
from ferry.queries import rows_of
from pyspark.sql import SparkSession
from sqlalchemy import func
from sqlalchemy.orm import Session

spark = SparkSession.builder.getOrCreate()


def boarded(day):
    trips = Loader(spark).trips(day)
    late = trips.where("minutes_late > 10 AND kind = 'ferry'")
    empty = spark.createDataFrame([], schema="port STRING, passengers INT")
    named = spark.createDataFrame([(1, "a")], ["id", "name"])
    return late.union(empty).join(named, "id")


def found(session: Session, name, ports):
    filters = (Passenger.name == name, Port.city != "Bergen")
    oldest = session.query(Passenger).order_by(func.random()).limit(3)
    for one in sorted(oldest, key=lambda each: each.id):
        print(one.name == name, one.to_dict())
    if Port.limit == 3 or ports[0].city == "Bergen":
        return []
    return rows_of(session, filters)


def counted(paths):
    client = Client()
    futures = client.map(len, paths)
    total = client.submit(sum, futures)
    for future in as_completed(futures):
        print(future.result() > 3)
    made = datasets.timeseries()
    lake = read_deltalake("lake")
    later = save("lake", made, compute=False)
    dd.utils.assert_eq(lake, made)
    return total.result() + 1, later.compute()


def eager(path):
    table = pl.read_csv(path)
    wide = table.select("a", "b")
    return wide, table["a"] > 3
