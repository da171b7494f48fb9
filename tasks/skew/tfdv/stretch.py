# https://www.tensorflow.org/tfx/data_validation/api_docs/python/tfdv/validate_corresponding_slices
import json

import pandas as pd
import tensorflow_data_validation as tfdv

train = pd.read_csv("inputs/train-pairs.csv").select_dtypes(include="object")
serving = pd.read_csv("inputs/serving-pairs.csv")[train.columns]
train.sample(min(len(train), 10_000), random_state=0).to_csv("train.csv", index=False)
serving.sample(min(len(serving), 10_000), random_state=0).to_csv("serving.csv", index=False)

slicers = [tfdv.experimental_get_feature_value_slicer({column: None}) for column in train]
options = tfdv.StatsOptions(experimental_slice_functions=slicers)
train_stats = tfdv.generate_statistics_from_csv("train.csv", stats_options=options)
serving_stats = tfdv.generate_statistics_from_csv("serving.csv", stats_options=options)

overall = tfdv.get_slice_stats(train_stats, "All Examples")
schema = tfdv.infer_schema(overall)
for feature in schema.feature:
    feature.skew_comparator.infinity_norm.threshold = 0.25
anomalies = tfdv.validate_corresponding_slices(train_stats, schema, serving_statistics=serving_stats)

large = [part.name for part in train_stats.datasets if part.num_examples > 0.15 * overall.datasets[0].num_examples]
distances = {}
for info in anomalies.drift_skew_info:
    slice_key, column = info.path.step[0].removeprefix("slice(").split(")::")
    if slice_key in large and slice_key != "All Examples":
        distances[slice_key, column] = info.skew_measurements[0].value

slice_key, column = max(distances, key=distances.get)
pair = [next(sliced for sliced in train if slice_key.startswith(f"{sliced}_")), column]

# evalkit: hand over
with open("outputs/interaction.json", "w") as file:
    json.dump({"columns": pair}, file)
