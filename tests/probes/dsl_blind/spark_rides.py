"""Nightly job of the bike share: rides from the lake, checks, stations' balance, forecast by pandas on Spark."""
import argparse
import sys
from functools import reduce
from operator import and_

import great_expectations as gx
import pandas as pd
import pyspark.pandas as ps
import pyspark.sql.functions as sf
from delta import DeltaTable, configure_spark_with_delta_pip
from pyspark.ml.feature import Bucketizer, RFormula
from pyspark.ml.regression import LinearRegression
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.functions import broadcast, col, pandas_udf, to_date, udf
from pyspark.sql.types import DoubleType, StringType
from pyspark.sql.window import Window

LIMITS = {"duration": (60, 86400), "distance": (0, 100)}


def session(name: str) -> SparkSession:
    builder = SparkSession.builder.appName(name).config("spark.sql.shuffle.partitions", "64")
    return configure_spark_with_delta_pip(builder).getOrCreate()


@udf(StringType())
def zone(latitude, longitude):
    if latitude is None or longitude > 180:
        return "nowhere"
    return f"{int(latitude * 10)}:{int(longitude * 10)}"


@pandas_udf(DoubleType())
def smooth(minutes: pd.Series) -> pd.Series:
    return minutes.rolling(7, min_periods=1).mean() / 60


def read(spark, path, day):
    rides = spark.read.parquet(path)
    stations = spark.read.option("header", True).csv("stations.csv")
    usable = reduce(and_, [col(name).between(low, high) for name, (low, high) in LIMITS.items()])
    joined = (
        rides.where(usable & (to_date("started_at") == day))
        .join(broadcast(stations), rides.station_id == stations.id, "left")
        .withColumn("zone", zone(stations.latitude, stations.longitude))
        .withColumnRenamed("duration", "seconds")
        .dropDuplicates(["ride_id"])
    )
    for name in ("started_at", "ended_at"):
        joined = joined.withColumn(name, sf.to_timestamp(name, "yyyy-MM-dd HH:mm:ss"))
    return joined


def balance(rides: DataFrame) -> DataFrame:
    hour = sf.window("started_at", "1 hour").alias("hour")
    leaving = rides.groupBy("station_id", hour).agg(sf.count(sf.lit(1)).alias("out"), sf.avg("seconds").alias("mean"))
    w = Window.partitionBy("station_id").orderBy("hour").rowsBetween(-23, 0)
    scored = leaving.select(
        "*",
        sf.sum("out").over(w).alias("out_day"),
        smooth(col("mean")).alias("smoothed"),
        (col("out") / sf.greatest(sf.lag("out").over(Window.partitionBy("station_id").orderBy("hour")), sf.lit(1))).alias("growth"),
    )
    busy = scored.filter("out_day > 100 OR growth >= 2")
    if busy.isEmpty():
        return scored
    return scored.unionByName(busy.withColumn("growth", -col("growth"))).na.fill(0, ["growth"])


def check(rides: DataFrame) -> bool:
    context = gx.get_context()
    batch = context.data_sources.add_spark("s").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
    found = batch.get_batch({"dataframe": rides})
    result = found.validate(gx.expectations.ExpectColumnValuesToNotBeNull(column="ride_id", row_condition='zone != "nowhere"'))
    missing = rides.filter(rides["station_id"].isNull()).count()
    return result.success and missing / max(rides.count(), 1) < 0.05


def forecast(rides: DataFrame):
    train = rides.sample(0.5, seed=1)
    bucketed = Bucketizer(splits=[0, 600, 1800, float("inf")], inputCol="seconds", outputCol="band").transform(train)
    prepared = RFormula(formula="distance ~ band + zone + band:zone").fit(bucketed).transform(bucketed)
    model = LinearRegression(maxIter=10).fit(prepared)
    print(model.summary.r2 > 0.5, model.coefficients)
    return model


def per_zone(rides: DataFrame) -> pd.DataFrame:
    frame = rides.pandas_api()
    frame["minutes"] = frame["seconds"] / 60
    long = frame[frame["minutes"] > 30]
    return long.groupby("zone")["minutes"].median().to_pandas()


def save(spark, table: DataFrame, name: str) -> None:
    table.createOrReplaceTempView("fresh")
    if not spark.catalog.tableExists(name):
        table.write.format("delta").partitionBy("station_id").saveAsTable(name)
        return
    (
        DeltaTable.forName(spark, name)
        .alias("old")
        .merge(table.alias("new"), "old.station_id = new.station_id AND old.hour = new.hour")
        .whenMatchedUpdate(condition="new.out_day > old.out_day", set={"out_day": "new.out_day"})
        .whenNotMatchedInsertAll()
        .execute()
    )
    spark.sql(f"VACUUM {name} RETAIN 168 HOURS")
    top = spark.sql("""
        SELECT station_id, max(out_day) AS most
        FROM fresh
        GROUP BY station_id
        ORDER BY most DESC
        LIMIT 10
    """)
    top.selectExpr("station_id", "most / 24 AS per_hour").show()
    worst = max(top.collect(), key=lambda row: row["most"], default=Row(most=0))
    print(worst["most"] + 1)


def main(argv=None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--path", required=True)
    parser.add_argument("--day", required=True)
    options = parser.parse_args(argv)
    spark = session("rides")
    rides = read(spark, options.path, options.day).cache()
    if not check(rides):
        return 1
    forecast(rides)
    save(spark, balance(rides), "bikes.balance")
    print(per_zone(rides).head(), ps.read_delta("bikes").shape[0] > 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
