# https://matplotlib.org/stable/gallery/lines_bars_and_markers/barchart.html
import matplotlib.pyplot as plt
import pandas as pd

# details, choices: a figure saved as SVG is a still image; its events belong to a window with Python behind it,
#   https://matplotlib.org/stable/users/explain/figure/event_handling.html
plt.rcParams["svg.fonttype"] = "none"  # text stays text

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= 500) == people["label"]
accuracy = people.groupby(["race", "sex"])["right"].agg(["mean", "sem"]).unstack()

fig, ax = plt.subplots(figsize=(9, 5), layout="constrained")
groups = ax.grouped_bar(accuracy["mean"])
for sex, bars in zip(accuracy["mean"], groups.bar_containers):
    ax.errorbar(bars.position_centers, bars.tops, 1.96 * accuracy["sem"][sex], fmt="none", ecolor="black", capsize=4)
ax.set(ylim=(0, 1), ylabel="accuracy")
ax.legend(loc="lower right")
fig.savefig("outputs/plot.svg")
