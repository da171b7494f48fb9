"""Draws what is known of the penguins, and how well last year's model told their species."""
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

plt.rcParams.update({"font.size": 11, "axes.grid": True})
STYLES = {
    "Adelie": dict(color="#ff8c00", marker="o", alpha=0.7),
    "Gentoo": dict(color="#008b8b", marker="^", alpha=0.7),
}
AXES = {"xlabel": "flipper [mm]", "ylabel": "mass [kg]"}


def load(path):
    frame = pd.read_csv(path, na_values=["NA", "-"])
    frame.columns = [name.strip().lower().replace(" ", "_").split("(")[0] for name in frame.columns]
    frame["year"] = pd.to_datetime(frame["date"]).dt.year
    return frame.dropna(subset=["flipper", "mass"])


def without_outliers(frame):
    low, high = frame["mass"].quantile(0.25), frame["mass"].quantile(0.75)
    spread = 1.5 * (high - low)
    return frame[frame["mass"].gt(low - spread) & (frame["mass"] < high + spread)]


def draw(frame, target):
    fig, axes = plt.subplots(ncols=2, figsize=(9, 4), sharey=True)
    for axis, year in zip(axes, sorted(frame.year.unique())):
        of_year = frame[frame["year"].eq(year) & ~frame["species"].isna()]
        for species, rows in of_year.groupby("species"):
            axis.scatter(rows["flipper"], 1 - rows["mass"] / 1000, label=species, **STYLES[species])
        axis.set(title=str(year), **AXES)
        axis.spines["top"].set_visible(False)
    for place in np.linspace(170, 230, 4):
        if place > 200:
            axes[0].axvline(place, linestyle=":")
    axes[0].legend(loc="lower right")
    fig.savefig(target, dpi=150)
    plt.close(fig)


def judge(frame):
    told, true = frame["told"].to_numpy(), frame["species"].to_numpy()
    heavy = pd.Series(true).map({"Adelie": 0, "Gentoo": 1}).tolist()
    share = np.mean(told == true)
    miss = np.sqrt(np.mean(np.square(frame["mass_told"] - frame["mass"])))
    return {"share": round(share, 3), "miss": round(miss, 1), "heavy": heavy.count(1)}


def main():
    frame = without_outliers(load("penguins.csv"))
    draw(frame, "penguins.png")
    print(judge(frame))
    np.savez("penguins.npz", mass=frame["mass"], flipper=frame["flipper"])


if __name__ == "__main__":
    main()
