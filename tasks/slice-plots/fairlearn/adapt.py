# https://fairlearn.org/main/auto_examples/plot_plotting_metrics_with_error.html
import matplotlib.pyplot as plt
import pandas as pd
from fairlearn.experimental.enable_metric_frame_plotting import plot_metric_frame
from fairlearn.metrics import MetricFrame
from sklearn.metrics import accuracy_score

plt.rcParams["svg.fonttype"] = "none"  # text stays text

threshold = 500  # evalkit: edit

people = pd.read_csv("inputs/predictions.csv")
frame = MetricFrame(
    metrics={"accuracy": accuracy_score},
    y_true=people["label"],
    y_pred=people["score"] >= threshold,
    sensitive_features=people["race"],
    n_boot=100,
    ci_quantiles=[0.025, 0.975],
    random_state=0,
)
plot_metric_frame(frame, kind="bar", ylim=(0, 1))
plt.savefig("outputs/plot.svg", bbox_inches="tight")
