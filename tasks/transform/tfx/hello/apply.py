# https://www.tensorflow.org/tfx/guide/transform
from glob import glob

import pandas as pd
import tensorflow as tf
import tensorflow_transform as tft
from tfx import v1 as tfx

[graph] = glob("outputs/transform/Transform/transform_graph/*")
output = tft.TFTransformOutput(graph)

source = tfx.proto.Input(splits=[tfx.proto.Input.Split(name="serving", pattern="serving.csv")])
whole = tfx.proto.SplitConfig(splits=[tfx.proto.SplitConfig.Split(name="serving", hash_buckets=1)])
example_gen = tfx.components.CsvExampleGen(
    input_base="inputs", input_config=source, output_config=tfx.proto.Output(split_config=whole)
)
pipeline = tfx.dsl.Pipeline(
    pipeline_name="serving",
    pipeline_root="serving",
    components=[example_gen],
    metadata_connection_config=tfx.orchestration.metadata.sqlite_metadata_connection_config("serving.db"),
)
tfx.orchestration.LocalDagRunner().run(pipeline)

files = glob("serving/CsvExampleGen/examples/*/Split-serving/*.gz")
records = tf.data.TFRecordDataset(files, compression_type="GZIP").batch(1_000_000)
[raw] = records.map(lambda batch: tf.io.parse_example(batch, output.raw_feature_spec()))
transformed = output.transform_features_layer()(raw)
columns = {name: values.numpy() for name, values in transformed.items()}

# evalkit: hand over
names = [f"race_{race.decode()}" for race in output.vocabulary_by_name("race")]
races = pd.DataFrame(columns.pop("race"), columns=names)
pd.DataFrame({name: values[:, 0] for name, values in columns.items()}).join(races).to_csv("outputs/serving.csv", index=False)
