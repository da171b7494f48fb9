# https://matplotlib.org/stable/gallery/lines_bars_and_markers/bar_label_demo.html
import matplotlib.pyplot as plt
import pandas as pd

plt.rcParams["svg.fonttype"] = "none"  # text stays text

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= 500) == people["label"]
accuracy = people.groupby("race")["right"].agg(["mean", "size"])

fig, ax = plt.subplots(layout="constrained")
bars = ax.barh(accuracy.index, accuracy["mean"])
ax.bar_label(bars, fmt="%.3f", padding=3)
ax.bar_label(bars, [f"{rows} rows" for rows in accuracy["size"]], label_type="center", color="white")
ax.set(xlim=(0, 1), xlabel="accuracy")
fig.savefig("outputs/plot.svg")
