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
      metrics { class_name: "MeanCost" module: "mean_cost" }
    }
    slicing_specs { feature_keys: ["sex"] }
    options {
      compute_confidence_intervals { value: true }
      confidence_intervals { method: POISSON_BOOTSTRAP }
    }
    """,
    config_pb2.EvalConfig(),
)
result = tfma.analyze_raw_data(people[["sex", "label", "prediction"]], eval_config)

costs = []
for slice_key, metrics in result.get_metrics_for_all_slices().items():
    bounded = metrics["mean_cost"]["boundedValue"]
    costs.append(
        {**dict(slice_key), "cost": bounded["value"], "low": bounded["lowerBound"], "high": bounded["upperBound"]}
    )

# evalkit: hand over
with open("outputs/metrics.json", "w") as file:
    json.dump(costs, file)
