# https://tensorflow.github.io/model-analysis/faq
import json

import pandas as pd
import tensorflow_model_analysis as tfma
from google.protobuf import text_format
from tensorflow_model_analysis.proto import config_pb2

people = pd.read_csv("inputs/predictions.csv")
people["prediction"] = people["score"] / 1000

eval_config = text_format.Parse(
    """
    model_specs {
      label_key: "label"
      prediction_key: "prediction"
    }
    metrics_specs {
      metrics { class_name: "BinaryAccuracy" }
      metrics { class_name: "AUC" }
    }
    slicing_specs { feature_keys: ["sex"] }
    """,
    config_pb2.EvalConfig(),
)
result = tfma.analyze_raw_data(people, eval_config)
metrics = [
    {
        **dict(slice_key),
        "accuracy": values["binary_accuracy"]["doubleValue"],
        "auc": values["auc"]["doubleValue"],
    }
    for slice_key, values in result.get_metrics_for_all_slices().items()
]

# evalkit: hand over
with open("outputs/metrics.json", "w") as file:
    json.dump(metrics, file)
