# https://docs.evidentlyai.com/metrics/customize_data_drift
import json

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

# value: Evidently measures columns, and says of values only how many there are,
#   https://docs.evidentlyai.com/metrics/all_metrics
# p-values: for text, Evidently tests the new counts against the old ones as if these were exact, which is not a test of two
#   samples: its p-values are too small, https://docs.evidentlyai.com/metrics/customize_data_drift
train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

drift = DataDriftPreset(cat_method="jensenshannon", cat_threshold=0.15, num_method="wasserstein", num_threshold=0.3)
snapshot = Report([drift], include_tests=True).run(serving, train)
snapshot.save_html("outputs/report.html")
failed = [test for test in snapshot.dict()["tests"] if test["id"] == "drift" and test["status"] == "FAIL"]

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": test["metric_config"]["params"]["column"]} for test in failed], file)
