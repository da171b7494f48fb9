# https://seaborn.pydata.org/tutorial/categorical.html
import pandas as pd
import seaborn as sns

# details, choices: seaborn draws with matplotlib, whose SVG is a still image, https://seaborn.pydata.org/faq.html
sns.set_theme(rc={"svg.fonttype": "none"})  # text stays text

people = pd.read_csv("inputs/predictions.csv")
people["accuracy"] = (people["score"] >= 500) == people["label"]

ax = sns.barplot(people, x="accuracy", y="race", hue="sex", seed=0)
sns.move_legend(ax, "upper left", bbox_to_anchor=(1, 1))
ax.figure.savefig("outputs/plot.svg", bbox_inches="tight")
