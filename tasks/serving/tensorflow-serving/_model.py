# https://www.tensorflow.org/guide/saved_model and https://www.tensorflow.org/api_docs/python/tf/linalg/lstsq
import pandas as pd
import tensorflow as tf


class Pay(tf.Module):
    def __init__(self, table, months=1):
        train = pd.read_csv(table)
        rows = tf.constant(train[["age", "education", "hours"]].to_numpy("float64"))
        pay = tf.constant(train[["pay"]].to_numpy("float64")) * months
        self.weights = tf.Variable(tf.linalg.lstsq(tf.pad(rows, [[0, 0], [0, 1]], constant_values=1), pay, fast=False))

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float64, name="rows")])
    def predict(self, rows):
        return {"pay": tf.pad(rows, [[0, 0], [0, 1]], constant_values=1) @ self.weights}


def save(path, table, months=1):
    model = Pay(table, months)
    tf.saved_model.save(model, path, signatures={"serving_default": model.predict})
