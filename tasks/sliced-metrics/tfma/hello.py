# https://tensorflow.github.io/model-analysis/metrics
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
      metrics { class_name: "ConfusionMatrixAtThresholds" config: '"thresholds": [0.25, 0.5, 0.75]' }
    }
    slicing_specs { feature_keys: ["sex"] }
    cross_slicing_specs {
      baseline_spec { feature_values { key: "sex" value: "Female" } }
      slicing_specs { feature_values { key: "sex" value: "Male" } }
    }
    options {
      compute_confidence_intervals { value: true }
      confidence_intervals { method: JACKKNIFE }
    }
    """,
    config_pb2.EvalConfig(),
)
result = tfma.analyze_raw_data(people[["sex", "label", "prediction"]], eval_config)


def told(metric):
    bounded = metric["boundedValue"]
    return bounded["value"], bounded["lowerBound"], bounded["upperBound"]


groups, difference = [], {}
for slice_key, values in result.get_metrics_for_all_slices().items():
    metrics = {"accuracy": told(values["binary_accuracy"]), "auc": told(values["auc"])}
    if len(slice_key) == 2:  # women less men
        for name, (value, low, high) in metrics.items():
            value, low, high = (value, low, high) if value > 0 else (-value, -high, -low)
            difference[name] = {"difference": value, "low": low, "high": high}
        continue
    group = dict(slice_key)
    for name, (value, low, high) in metrics.items():
        group |= {name: value, f"{name}_low": low, f"{name}_high": high}
    group["thresholds"] = [
        {
            "threshold": matrix["threshold"],
            "true_positives": matrix["truePositives"],
            "false_positives": matrix["falsePositives"],
            "true_negatives": matrix["trueNegatives"],
            "false_negatives": matrix["falseNegatives"],
        }
        for matrix in values["confusion_matrix_at_thresholds"]["confusionMatrixAtThresholds"]["matrices"]
    ]
    groups.append(group)

# evalkit: hand over
with open("outputs/metrics.json", "w") as file:
    json.dump(groups, file)
with open("outputs/difference.json", "w") as file:
    json.dump(difference, file)
