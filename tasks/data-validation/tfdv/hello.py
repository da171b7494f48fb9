# https://www.tensorflow.org/tfx/data_validation/get_started
import json
import re
from pathlib import Path

import pandas as pd
import tensorflow_data_validation as tfdv
from tensorflow_data_validation.utils.display_util import get_anomalies_dataframe

# rows: TFDV's anomalies name none; its check of single examples does, at 10 to 20 ms a row,
#   https://www.tensorflow.org/tfx/data_validation/get_started#checking_for_errors_on_a_per-example_basis
train_stats = tfdv.generate_statistics_from_dataframe(pd.read_csv("inputs/train.csv"))
eval_stats = tfdv.generate_statistics_from_dataframe(pd.read_csv("inputs/eval.csv"))

schema = tfdv.infer_schema(train_stats)
anomalies = tfdv.validate_statistics(eval_stats, schema)
get_anomalies_dataframe(anomalies).to_html("outputs/report.html")
found = [
    {"column": column, "kind": "unexpected-value", "value": value}
    for column, anomaly in sorted(anomalies.anomaly_info.items())
    for reason in anomaly.reason
    if reason.short_description == "Unexpected string values"
    for value in re.findall(r"[:,] (.+?) \([<~]", reason.description)
]

profile = {}
for feature in eval_stats.datasets[0].features:
    numbers, words = feature.num_stats, feature.string_stats
    if feature.HasField("num_stats"):
        values = {
            "missing": numbers.common_stats.num_missing,
            "min": numbers.min,
            "max": numbers.max,
            "mean": numbers.mean,
        }
    else:
        values = {"missing": words.common_stats.num_missing, "distinct": words.unique}
    profile[feature.path.step[0]] = values

# evalkit: hand over
Path("outputs/anomalies.json").write_text(json.dumps(found))
Path("outputs/statistics.json").write_text(json.dumps(profile))
