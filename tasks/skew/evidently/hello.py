# https://docs.evidentlyai.com/metrics/customize_data_drift
import json

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

drift = DataDriftPreset(cat_method="jensenshannon", cat_threshold=0.15, num_method="wasserstein", num_threshold=0.3)
result = Report([drift], include_tests=True).run(serving, train).dict()
failed = [test for test in result["tests"] if test["id"] == "drift" and test["status"] == "FAIL"]

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": test["metric_config"]["params"]["column"]} for test in failed], file)
