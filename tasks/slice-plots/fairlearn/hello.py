# https://fairlearn.org/main/user_guide/assessment/plotting.html
import matplotlib.pyplot as plt
import pandas as pd
from fairlearn.metrics import MetricFrame, count
from sklearn.metrics import accuracy_score

plt.rcParams["svg.fonttype"] = "none"  # text stays text

people = pd.read_csv("inputs/predictions.csv")
frame = MetricFrame(
    metrics={"accuracy": accuracy_score, "count": count},
    y_true=people["label"],
    y_pred=people["score"] >= 500,
    sensitive_features=people["race"],
)
ax = frame.by_group["accuracy"].plot.bar(ylim=(0, 1))
[bars] = ax.containers
ax.bar_label(bars, fmt="%.3f")
ax.bar_label(bars, [f"{number:.0f} rows" for number in frame.by_group["count"]], label_type="center", color="white")
ax.figure.savefig("outputs/plot.svg", bbox_inches="tight")
