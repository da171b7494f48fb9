# https://www.tensorflow.org/tfx/transform/get_started
import tempfile

import apache_beam as beam
import tensorflow as tf
import tensorflow_transform as tft
import tensorflow_transform.beam as tft_beam
from tfx_bsl.public import tfxio

feature_spec = {
    "id": tf.io.FixedLenFeature([], tf.int64),
    "age": tf.io.FixedLenFeature([], tf.int64),
    "fnlwgt": tf.io.FixedLenFeature([], tf.int64),
    "race": tf.io.FixedLenFeature([], tf.string),
    "hours-per-week": tf.io.FixedLenFeature([], tf.int64),
}
raw_metadata = tft.DatasetMetadata.from_feature_spec(feature_spec)


def preprocessing_fn(inputs):
    race = tft.compute_and_apply_vocabulary(inputs["race"], vocab_filename="race")
    races = tft.experimental.get_vocabulary_size_by_name("race")
    hours = tf.cast(inputs["hours-per-week"], tf.float32)
    return {
        "id": inputs["id"],
        "age": tft.scale_to_z_score(inputs["age"]),
        "fnlwgt": tft.bucketize(inputs["fnlwgt"], num_buckets=4),
        "race": tf.one_hot(race, tf.cast(races, tf.int32), dtype=tf.int64),
        "hours-per-week": tf.cast(hours > tft.mean(hours), tf.int64),
    }


train = tfxio.CsvTFXIO(
    "inputs/train.csv", column_names=list(feature_spec), skip_header_lines=1, schema=raw_metadata.schema
)
with beam.Pipeline() as pipeline, tft_beam.Context(temp_dir=tempfile.mkdtemp()):
    rows = pipeline | train.BeamSource()
    transform_fn = (rows, train.TensorAdapterConfig()) | tft_beam.AnalyzeDataset(preprocessing_fn)
    transform_fn | tft_beam.WriteTransformFn("outputs/transform")
