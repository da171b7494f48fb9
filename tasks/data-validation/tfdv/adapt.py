# https://www.tensorflow.org/tfx/data_validation/get_started#schema_environments
import json
import re
from pathlib import Path

import pandas as pd
import tensorflow_data_validation as tfdv
from tensorflow_metadata.proto.v0.anomalies_pb2 import AnomalyInfo

tolerated = 0.10  # evalkit: edit

train_stats = tfdv.generate_statistics_from_dataframe(pd.read_csv("inputs/train.csv"))
inferred = tfdv.infer_schema(train_stats, infer_feature_shape=False)
for feature in inferred.feature:
    feature.presence.min_fraction = 1 - tolerated
inferred.default_environment.extend(["TRAINING", "SERVING"])
tfdv.get_feature(inferred, "income").not_in_environment.append("SERVING")
tfdv.write_schema_text(inferred, "outputs/schema.pbtxt")

schema = tfdv.load_schema_text("outputs/schema.pbtxt")
kinds = {
    AnomalyInfo.ENUM_TYPE_UNEXPECTED_STRING_VALUES: "unexpected-value",
    AnomalyInfo.FEATURE_TYPE_LOW_FRACTION_PRESENT: "missing-share",
    AnomalyInfo.FEATURE_TYPE_NOT_PRESENT: "missing-share",
    AnomalyInfo.SCHEMA_NEW_COLUMN: "column-added",
    AnomalyInfo.SCHEMA_MISSING_COLUMN: "column-dropped",
    AnomalyInfo.UNEXPECTED_DATA_TYPE: "column-retyped",
}
anomalies = []
for file, environment in {"eval-changed.csv": "TRAINING", "serving.csv": "SERVING"}.items():
    stats = tfdv.generate_statistics_from_dataframe(pd.read_csv(f"inputs/{file}"))
    report = tfdv.validate_statistics(stats, schema, environment)
    for _, anomaly in sorted(report.anomaly_info.items()):
        for reason in anomaly.reason:
            values = re.findall(r"[:,] (.+?) \([<~]", reason.description) or [None]
            anomalies += [(file, anomaly.path.step[0], kinds[reason.type], value) for value in values]

# evalkit: hand over
found = [{"file": file, "column": column, "kind": kind, "value": value} for file, column, kind, value in anomalies]
Path("outputs/anomalies.json").write_text(json.dumps(found))
