import pandas as pd
import tensorflow as tf


def examples(folder, feature_spec):
    files = tf.io.gfile.glob(f"{folder}/*.gz")
    records = tf.data.TFRecordDataset(files, compression_type="GZIP").batch(1_000_000)
    [columns] = records.map(lambda batch: tf.io.parse_example(batch, feature_spec))
    return columns


def table(columns):
    return pd.DataFrame({name: values.numpy().ravel() for name, values in columns.items()})
