# https://seaborn.pydata.org/generated/seaborn.barplot.html
import pandas as pd
import seaborn as sns

# sizes: seaborn writes no number of rows, https://seaborn.pydata.org/tutorial/categorical.html
sns.set_theme(rc={"svg.fonttype": "none"})  # text stays text

people = pd.read_csv("inputs/predictions.csv")
people["accuracy"] = (people["score"] >= 500) == people["label"]

ax = sns.barplot(people, x="accuracy", y="race", errorbar=None)
ax.bar_label(ax.containers[0], fmt="%.3f")
ax.figure.savefig("outputs/plot.svg", bbox_inches="tight")
