# https://www.tensorflow.org/tfx/transform/api_docs/python/tft/apply_pyfunc
import json
import tempfile

import apache_beam as beam
import tensorflow as tf
import tensorflow_transform as tft
import tensorflow_transform.beam as tft_beam
from features import counts, pays
from rows import read_csv, table
from tensorflow_transform.tf_metadata import dataset_metadata, schema_utils

feature_spec = {
    "id": tf.io.FixedLenFeature([], tf.int64),
    "title": tf.io.FixedLenFeature([], tf.string),
    "hours-per-week": tf.io.FixedLenFeature([], tf.int64),
}
raw_metadata = dataset_metadata.DatasetMetadata(schema_utils.schema_from_feature_spec(feature_spec))


def preprocessing_fn(inputs):
    pay = tft.apply_pyfunc(pays, tf.int64, False, "pay", inputs["title"], inputs["hours-per-week"])
    tokens = tft.apply_pyfunc(counts, tf.int64, False, "tokens", inputs["title"])
    pay.set_shape([None])
    tokens.set_shape([None])
    return {"id": inputs["id"], "pay": tft.scale_to_z_score(pay), "tokens": tft.scale_to_z_score(tokens)}


def read_by(name):
    return tft.get_transform_input_columns(
        lambda inputs: {name: preprocessing_fn(inputs)[name]}, feature_spec, force_tf_compat_v1=True
    )


lineage = {name: read_by(name) for name in ("pay", "tokens")}
train = read_csv("train-titles.csv", raw_metadata.schema)
with beam.Pipeline() as pipeline, tft_beam.Context(temp_dir=tempfile.mkdtemp(), force_tf_compat_v1=True):
    raw = (pipeline | train.BeamSource(), train.TensorAdapterConfig())
    transformed, transform_fn = raw | tft_beam.AnalyzeAndTransformDataset(preprocessing_fn)
    transformed | tft_beam.EncodeTransformedDataset() | beam.io.WriteToTFRecord("transformed/train")
    transform_fn | tft_beam.WriteTransformFn("outputs/transform")
    raw_metadata | tft_beam.WriteMetadata("outputs/transform/metadata", pipeline)
rows = table("transformed/train", tft.TFTransformOutput("outputs/transform"))

# evalkit: hand over
rows.to_csv("outputs/train.csv", index=False)
with open("outputs/lineage.json", "w") as file:
    json.dump(lineage, file)
