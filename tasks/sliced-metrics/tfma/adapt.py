# https://tensorflow.github.io/model-analysis/setup
import json

import pandas as pd
import tensorflow_model_analysis as tfma
from google.protobuf import text_format
from tensorflow_model_analysis.proto import config_pb2

small = 200  # evalkit: edit

people = pd.read_csv("inputs/predictions.csv")
people["prediction"] = people["score"] / 1000

eval_config = text_format.Parse(
    """
    model_specs {
      label_key: "label"
      prediction_key: "prediction"
    }
    metrics_specs {
      metrics { class_name: "ExampleCount" }
      metrics { class_name: "BinaryAccuracy" }
      metrics { class_name: "AUC" }
      metrics { class_name: "MeanLabel" }
    }
    slicing_specs {}
    slicing_specs { feature_keys: ["sex", "race"] }
    """,
    config_pb2.EvalConfig(),
)
result = tfma.analyze_raw_data(people, eval_config)

groups = []
for slice_key, metrics in result.get_metrics_for_all_slices().items():
    rows = metrics["example_count"]["doubleValue"]
    both_classes = 0 < metrics["mean_label"]["doubleValue"] < 1
    groups.append(
        {
            **(dict(slice_key) or {"sex": "all", "race": "all"}),
            "rows": rows,
            "accuracy": metrics["binary_accuracy"]["doubleValue"],
            "auc": metrics["auc"]["doubleValue"] if both_classes else None,
            "small": rows < small,
        }
    )

# evalkit: hand over
with open("outputs/metrics.json", "w") as file:
    json.dump(groups, file)
