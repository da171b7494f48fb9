# https://fairlearn.org/main/user_guide/assessment/plotting.html
import matplotlib.pyplot as plt
import pandas as pd
from fairlearn.metrics import MetricFrame
from sklearn.metrics import accuracy_score

# values, sizes: the plot of a MetricFrame writes no numbers but the bounds of intervals,
#   https://fairlearn.org/main/user_guide/assessment/plotting.html
plt.rcParams["svg.fonttype"] = "none"  # text stays text

people = pd.read_csv("inputs/predictions.csv")
frame = MetricFrame(
    metrics={"accuracy": accuracy_score},
    y_true=people["label"],
    y_pred=people["score"] >= 500,
    sensitive_features=people["race"],
)
ax = frame.by_group.plot.bar(ylim=(0, 1))
ax.figure.savefig("outputs/plot.svg", bbox_inches="tight")
