"""Nodes of the orders pipeline. The pipeline itself stands in pipeline.py and nothing here runs by itself."""
import logging
from typing import Any, Dict, Tuple

import matplotlib.pyplot as plt
import mlflow
import pandas as pd
import polars as pl
from prophet import Prophet
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import TimeSeriesSplit, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.compose import ColumnTransformer

log = logging.getLogger(__name__)


def clean_orders(orders: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    return (
        orders.filter(pl.col("amount") > 0)
        .join(customers, on="customer_id", how="left")
        .with_columns(
            pl.col("ordered_at").str.to_datetime("%Y-%m-%d").dt.truncate("1d").alias("day"),
            pl.col("country").fill_null("unknown"),
        )
        .unique(subset=["order_id"])
    )


def daily(orders: pl.DataFrame) -> pd.DataFrame:
    per_day = orders.group_by("day").agg(pl.col("amount").sum().alias("y"), pl.len().alias("n")).sort("day")
    return per_day.rename({"day": "ds"}).to_pandas()


def split(orders: pd.DataFrame, parameters: Dict[str, Any]) -> Tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    X = orders[parameters["features"]]
    y = orders[parameters["target"]]
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=parameters["test_size"], random_state=parameters["random_state"]
    )
    return X_train, X_test, y_train, y_test


def train(X_train: pd.DataFrame, y_train: pd.Series, parameters: Dict[str, Any]):
    columns = ColumnTransformer(
        [
            ("numbers", StandardScaler(), parameters["numbers"]),
            ("words", OneHotEncoder(handle_unknown="ignore", min_frequency=10), parameters["words"]),
        ],
        remainder="drop",
    )
    model = make_pipeline(columns, RandomForestRegressor(n_estimators=parameters["trees"], n_jobs=-1))
    scores = cross_val_score(model, X_train, y_train, cv=TimeSeriesSplit(n_splits=3), scoring="r2")
    log.info("r2 %.2f", scores.mean())
    return model.fit(X_train, y_train)


def evaluate(model, X_test: pd.DataFrame, y_test: pd.Series) -> Dict[str, float]:
    predicted = model.predict(X_test)
    found = {"mae": mean_absolute_error(y_test, predicted), "r2": r2_score(y_test, predicted)}
    mlflow.log_metrics(found)
    if found["r2"] < 0.2:
        mlflow.set_tag("quality", "poor")
    return found


def forecast(days: pd.DataFrame, parameters: Dict[str, Any]) -> pd.DataFrame:
    model = Prophet(weekly_seasonality=True, changepoint_prior_scale=parameters["scale"])
    model.add_country_holidays(country_name="DE")
    model.fit(days)
    future = model.make_future_dataframe(periods=parameters["periods"])
    return model.predict(future)[["ds", "yhat"]].tail(parameters["periods"])


def plot(days: pd.DataFrame, predicted: pd.DataFrame):
    figure, axes = plt.subplots(figsize=(10, 4))
    axes.plot(days["ds"], days["y"], label="seen")
    axes.plot(predicted["ds"], predicted["yhat"], linestyle="--")
    axes.set_title("Orders a day")
    axes.legend()
    return figure
