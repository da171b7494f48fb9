# https://matplotlib.org/stable/gallery/lines_bars_and_markers/barh.html
import matplotlib.pyplot as plt
import pandas as pd

plt.rcParams["svg.fonttype"] = "none"  # text stays text

threshold = 500  # evalkit: edit

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= threshold) == people["label"]
accuracy = people.groupby("race")["right"].agg(["mean", "sem"])

fig, ax = plt.subplots(layout="constrained")
ax.barh(accuracy.index, accuracy["mean"], xerr=1.96 * accuracy["sem"], capsize=4)
ax.set(xlim=(0, 1), xlabel="accuracy")
fig.savefig("outputs/plot.svg")
