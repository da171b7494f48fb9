# https://matplotlib.org/stable/gallery/lines_bars_and_markers/barchart.html
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

# details, choices: a figure saved as SVG is a still image; its events belong to a window with Python behind it,
#   https://matplotlib.org/stable/users/explain/figure/event_handling.html
plt.rcParams["svg.fonttype"] = "none"  # text stays text

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= 500) == people["label"]
accuracy = people.groupby(["race", "sex"])["right"].agg(["mean", "sem"]).unstack()

fig, ax = plt.subplots(figsize=(9, 5), layout="constrained")
places, width = np.arange(len(accuracy)), 0.4
for number, sex in enumerate(accuracy["mean"]):
    errors = 1.96 * accuracy["sem"][sex]
    ax.bar(places + number * width, accuracy["mean"][sex], width, yerr=errors, capsize=4, label=sex)
ax.set_xticks(places + width / 2, accuracy.index)
ax.set(ylim=(0, 1), ylabel="accuracy")
ax.legend(loc="lower right")
fig.savefig("outputs/plot.svg")
