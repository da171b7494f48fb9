import tempfile

import tensorflow_transform.beam as tft_beam
from tensorflow_transform.tf_metadata import dataset_metadata, schema_utils
import tensorflow as tf
import tensorflow_transform as tft

spec = {"x": tf.io.FixedLenFeature([], tf.float32)}
metadata = dataset_metadata.DatasetMetadata(schema_utils.schema_from_feature_spec(spec))
rows = [{"x": 1.0}, {"x": 2.0}]


def scale(features):
    x = features["x"]
    return {"x": (x - tft.mean(x)) / tft.sqrt(tft.var(x))}


with tft_beam.Context(temp_dir=tempfile.mkdtemp()):
    dataset, transform_fn = (rows, metadata) | tft_beam.AnalyzeAndTransformDataset(scale)
    _ = transform_fn | "WriteFn" >> tft_beam.WriteTransformFn("out")
print(dataset)
