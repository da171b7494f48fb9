# https://seaborn.pydata.org/generated/seaborn.barplot.html
import pandas as pd
import seaborn as sns

sns.set_theme(rc={"svg.fonttype": "none"})  # text stays text

people = pd.read_csv("inputs/predictions.csv")
people["accuracy"] = (people["score"] >= 500) == people["label"]

rows = people["race"].value_counts()
ax = sns.barplot(people, x="accuracy", y="race", order=rows.index, errorbar=None)
[bars] = ax.containers
ax.bar_label(bars, fmt="%.3f")
ax.bar_label(bars, [f"{number} rows" for number in rows], label_type="center", color="white")
ax.figure.savefig("outputs/plot.svg", bbox_inches="tight")
