"""What the yellow cabs of one month did: cleaning, a first look, a few charts."""

import argparse
import json
import logging
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

log = logging.getLogger(__name__)

COLUMNS = {
    "VendorID": "vendor",
    "tpep_pickup_datetime": "pickup",
    "tpep_dropoff_datetime": "dropoff",
    "PULocationID": "from_zone",
    "DOLocationID": "to_zone",
}
PAYMENT = {1: "card", 2: "cash", 3: "free", 4: "dispute"}


def load(path, nrows=None):
    df = pd.read_csv(path, nrows=nrows, parse_dates=["tpep_pickup_datetime", "tpep_dropoff_datetime"], low_memory=False)
    df = df.rename(columns=COLUMNS)
    log.info("read %d rows from %s", len(df), path)
    return df


def clean(df):
    before = len(df)
    df = df.drop_duplicates()
    df = df.dropna(subset=["passenger_count", "trip_distance"])
    df["minutes"] = (df["dropoff"] - df["pickup"]).dt.total_seconds() / 60
    df = df[(df["minutes"] > 1) & (df["minutes"] < 180)]
    df = df[df.trip_distance.between(0.1, 100)]
    df = df[~(df["fare_amount"] <= 0)]
    df["payment"] = df["payment_type"].map(PAYMENT).fillna("other").astype("category")
    log.info("kept %.1f %%", 100 * len(df) / before)
    return df.reset_index(drop=True)


def add_features(df):
    df["hour"] = df["pickup"].dt.hour
    df["weekday"] = df["pickup"].dt.day_name()
    df["speed"] = df["trip_distance"] / (df["minutes"] / 60)
    df["tip_share"] = np.where(df["fare_amount"] > 0, df["tip_amount"] / df["fare_amount"], np.nan)
    df["long"] = df["trip_distance"] >= df["trip_distance"].quantile(0.9)
    df["bucket"] = pd.cut(df["trip_distance"], bins=[0, 1, 3, 10, 100], labels=["short", "mid", "far", "trip"])
    return df


def summarise(df):
    by_hour = (
        df.groupby("hour")
        .agg(trips=("vendor", "size"), minutes=("minutes", "median"), tip=("tip_share", "mean"))
        .sort_index()
    )
    by_zone = df.groupby(["from_zone", "to_zone"], as_index=False)["fare_amount"].sum()
    top = by_zone.sort_values("fare_amount", ascending=False).head(10)
    pivot = df.pivot_table(index="weekday", columns="hour", values="speed", aggfunc="mean")
    correlation = df[["trip_distance", "minutes", "fare_amount", "tip_amount"]].corr(method="spearman")
    return by_hour, top, pivot, correlation


def draw(df, by_hour, pivot, correlation, folder):
    sns.set_theme(style="whitegrid")
    fig, axes = plt.subplots(2, 2, figsize=(14, 10))
    axes[0, 0].hist(df["minutes"], bins=60)
    axes[0, 0].set_title("Minutes")
    axes[0, 0].set_xlabel("minutes")
    by_hour["trips"].plot(kind="bar", ax=axes[0, 1])
    sns.heatmap(pivot, ax=axes[1, 0], cmap="viridis")
    sns.heatmap(correlation, annot=True, fmt=".2f", ax=axes[1, 1])
    fig.tight_layout()
    fig.savefig(folder / "overview.png", dpi=150)
    plt.close(fig)

    ax = sns.boxplot(data=df, x="payment", y="tip_share", showfliers=False)
    ax.set_ylim(0, 1)
    ax.figure.savefig(folder / "tips.png")


def report(df, top, folder):
    facts = {
        "rows": len(df),
        "mean_fare": round(float(df["fare_amount"].mean()), 2),
        "vendors": sorted(df["vendor"].unique().tolist()),
        "missing": df.isna().sum().to_dict(),
        "busiest": str(df["pickup"].dt.date.value_counts().idxmax()),
    }
    for name, share in df["payment"].value_counts(normalize=True).items():
        facts[f"share_{name}"] = round(share, 3)
    text = json.dumps(facts, indent=2, default=str)
    (folder / "facts.json").write_text(text + "\n")
    top.to_csv(folder / "top_zones.csv", index=False)
    print(df.describe().T)
    print(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--rows", type=int)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    args.out.mkdir(parents=True, exist_ok=True)

    df = add_features(clean(load(args.path, args.rows)))
    by_hour, top, pivot, correlation = summarise(df)
    draw(df, by_hour, pivot, correlation, args.out)
    report(df, top, args.out)


if __name__ == "__main__":
    main()
