# https://www.tensorflow.org/tfx/data_validation/get_started#checking_data_skew_and_drift
import json
import re

import pandas as pd
import tensorflow_data_validation as tfdv
from tensorflow_metadata.proto.v0 import schema_pb2

# p-values: TFDV compares distances with limits, https://www.tensorflow.org/tfx/data_validation/get_started
# page: TFDV's page of statistics loads its viewer from the web,
#   https://www.tensorflow.org/tfx/data_validation/api_docs/python/tfdv/get_statistics_html
options = tfdv.StatsOptions(num_quantiles_histogram_buckets=20)
train_stats = tfdv.generate_statistics_from_dataframe(pd.read_csv("inputs/train.csv"), options)
serving_stats = tfdv.generate_statistics_from_dataframe(pd.read_csv("inputs/serving.csv"), options)

schema = tfdv.infer_schema(train_stats)
for feature in schema.feature:
    if feature.type == schema_pb2.BYTES:
        feature.skew_comparator.infinity_norm.threshold = 0.15
    else:
        feature.skew_comparator.jensen_shannon_divergence.threshold = 0.075
        feature.skew_comparator.jensen_shannon_divergence.source.type = schema_pb2.HistogramSelection.QUANTILES

anomalies = tfdv.validate_statistics(train_stats, schema, serving_statistics=serving_stats)
measured = {info.path.step[0]: info.skew_measurements[0] for info in anomalies.drift_skew_info}
skewed = [column for column, skew in measured.items() if skew.value > skew.threshold]
told = {column: reason.description for column in skewed for reason in anomalies.anomaly_info[column].reason}
moved = {column: re.findall("value with maximum difference is: (.+)$", text) for column, text in told.items()}

# evalkit: hand over
found = [{"column": column, "value": value} for column in skewed for value in moved[column] or [None]]
with open("outputs/drift.json", "w") as file:
    json.dump(found, file)
