import pandas as pd
import tensorflow as tf


def sparse(column, dtype):
    there = column.notna().to_numpy()
    return tf.SparseTensor(tf.where(there[:, None]), tf.constant(column[there].to_numpy(dtype)), [len(column), 1])


def transformed(file, output):
    rows = pd.read_csv(f"inputs/{file}")
    raw = {name: tf.constant(rows[name].to_numpy()) for name in ("id", "fnlwgt", "hours-per-week")}
    raw["age"] = sparse(rows["age"], "int64")
    raw |= {name: sparse(rows[name], object) for name in ("workclass", "city")}
    columns = {name: values.numpy() for name, values in output.transform_features_layer()(raw).items()}
    names = [f"workclass_{value.decode()}" for value in output.vocabulary_by_name("workclass")]
    classes = pd.DataFrame(columns.pop("workclass"), columns=names)
    return pd.DataFrame(columns).join(classes)
