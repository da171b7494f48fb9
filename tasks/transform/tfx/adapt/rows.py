import pandas as pd
import tensorflow as tf


def examples(folder, feature_spec):
    files = tf.io.gfile.glob(f"{folder}/*.gz")
    records = tf.data.TFRecordDataset(files, compression_type="GZIP").batch(1_000_000)
    [columns] = records.map(lambda batch: tf.io.parse_example(batch, feature_spec))
    return columns


def table(columns, output):
    columns = {name: values.numpy() for name, values in columns.items()}
    names = [f"workclass_{value.decode()}" for value in output.vocabulary_by_name("workclass")]
    classes = pd.DataFrame(columns.pop("workclass"), columns=names)
    return pd.DataFrame({name: values[:, 0] for name, values in columns.items()}).join(classes)
