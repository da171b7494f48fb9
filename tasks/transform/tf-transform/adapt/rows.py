import csv

import pandas as pd
import tensorflow as tf
from tfx_bsl.public import tfxio


def read_csv(file, schema):
    with open(f"inputs/{file}") as text:
        header = next(csv.reader(text))
    return tfxio.CsvTFXIO(f"inputs/{file}", column_names=header, skip_header_lines=1, schema=schema)


def table(records, output):
    examples = tf.data.TFRecordDataset(tf.io.gfile.glob(f"{records}-*")).batch(1_000_000)
    parsed = examples.map(lambda batch: tf.io.parse_example(batch, output.transformed_feature_spec()))
    [columns] = parsed.as_numpy_iterator()
    names = [f"workclass_{value.decode()}" for value in output.vocabulary_by_name("workclass")]
    classes = pd.DataFrame(columns.pop("workclass"), columns=names)
    return pd.DataFrame(columns).join(classes)
