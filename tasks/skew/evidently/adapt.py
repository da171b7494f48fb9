# https://docs.evidentlyai.com/metrics/customize_data_drift
import json

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving-later.csv")

workclass_tolerance = 0.45  # evalkit: edit
drift = DataDriftPreset(
    cat_method="jensenshannon",
    cat_threshold=0.15,
    num_method="wasserstein",
    num_threshold=0.25,
    per_column_threshold={"workclass": workclass_tolerance, "hours-per-week": 1.1},
)
result = Report([drift]).run(serving, train).dict()
scores = [metric for metric in result["metrics"] if metric["metric_name"].startswith("ValueDrift")]
drifted = [metric for metric in scores if metric["value"] > metric["config"]["threshold"]]

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": score["config"]["column"], "distance": score["value"]} for score in drifted], file)
