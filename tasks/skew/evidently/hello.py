# https://docs.evidentlyai.com/metrics/customize_data_drift
import json

import pandas as pd
from evidently import Report
from evidently.metrics import ValueDrift
from evidently.presets import DataDriftPreset

# value: Evidently measures columns, and says of values only how many there are,
#   https://docs.evidentlyai.com/metrics/all_metrics
train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

drift = DataDriftPreset(cat_method="jensenshannon", cat_threshold=0.15, num_method="wasserstein", num_threshold=0.3)
snapshot = Report([drift], include_tests=True).run(serving, train)
snapshot.save_html("outputs/report.html")
failed = [test for test in snapshot.dict()["tests"] if test["id"] == "drift" and test["status"] == "FAIL"]

words = train.select_dtypes(exclude="number").columns
tests = [ValueDrift(column=column, method="TVD" if column in words else "ks") for column in train]
result = Report(tests).run(serving, train).dict()
p_values = {metric["config"]["column"]: metric["value"] for metric in result["metrics"]}

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": test["metric_config"]["params"]["column"]} for test in failed], file)
with open("outputs/p-values.json", "w") as file:
    json.dump(p_values, file)
