"""Features of drivers: computed by Hamilton, kept in Feast, and checked on whatever frames come along."""

import datetime as dt

import narwhals as nw
import pandas as pd
import pyarrow.parquet as pq
from feast import Entity, FeatureView, Field, FileSource, RequestSource
from feast.on_demand_feature_view import on_demand_feature_view
from feast.types import Float32, Int64
from hamilton import base, driver
from hamilton.function_modifiers import config, extract_columns, parameterize, source, tag, value

driver_entity = Entity(name="driver", join_keys=["driver_id"])
trips_source = FileSource(path="data/trips.parquet", timestamp_field="event_timestamp")
asked = RequestSource(name="asked", schema=[Field(name="distance", dtype=Float32)])

trips_view = FeatureView(
    name="trips",
    entities=[driver_entity],
    ttl=dt.timedelta(days=3),
    schema=[Field(name="rating", dtype=Float32), Field(name="trips", dtype=Int64)],
    source=trips_source,
)


@on_demand_feature_view(
    sources=[trips_view, asked],
    schema=[Field(name="expected_fare", dtype=Float32)],
)
def fares(inputs: pd.DataFrame) -> pd.DataFrame:
    out = pd.DataFrame()
    out["expected_fare"] = inputs["distance"] * 1.7 + inputs["rating"]
    return out


@extract_columns("driver_id", "rating", "started", "ended")
def trips(path: str) -> pd.DataFrame:
    return pq.read_table(path).to_pandas()


@tag(owner="fleet")
def minutes(started: pd.Series, ended: pd.Series) -> pd.Series:
    return (ended - started).dt.total_seconds() / 60


@config.when(region="eu")
def penalty__eu(minutes: pd.Series) -> pd.Series:
    return (minutes > 45).astype(int)


@config.when_not(region="eu")
def penalty__other(minutes: pd.Series) -> pd.Series:
    return pd.Series(0, index=minutes.index)


@parameterize(
    slow={"limit": value(60), "series": source("minutes")},
    rude={"limit": value(2), "series": source("rating")},
)
def flag(series: pd.Series, limit: float) -> pd.Series:
    return series > limit


@nw.narwhalify
def implausible(frame):
    kept = frame.filter((nw.col("minutes") < 0) | (nw.col("rating") > 5))
    return kept.with_columns(share=nw.col("minutes") / nw.col("minutes").sum())


def main(path: str) -> None:
    import feature_repo

    adapter = base.SimplePythonGraphAdapter(base.PandasDataFrameResult())
    graph = driver.Driver({"region": "eu"}, feature_repo, adapter=adapter)
    features = graph.execute(["driver_id", "minutes", "rating", "slow", "rude"], inputs={"path": path})
    bad = implausible(features)
    if len(bad) > 10:
        raise SystemExit(f"{len(bad)} rows cannot be right")
    features.to_parquet("data/features.parquet")


if __name__ == "__main__":
    main("data/raw.parquet")
