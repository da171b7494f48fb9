# https://seaborn.pydata.org/tutorial/error_bars.html
import pandas as pd
import seaborn as sns

sns.set_theme(rc={"svg.fonttype": "none"})  # text stays text

threshold = 500  # evalkit: edit

people = pd.read_csv("inputs/predictions.csv")
people["accuracy"] = (people["score"] >= threshold) == people["label"]

ax = sns.barplot(people, x="accuracy", y="race", seed=0)
ax.figure.savefig("outputs/plot.svg", bbox_inches="tight")
