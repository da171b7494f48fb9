# https://www.tensorflow.org/guide/saved_model and https://www.tensorflow.org/api_docs/python/tf/linalg/lstsq
import pandas as pd
import tensorflow as tf

FEATURES = ["age", "education", "hours"]


class Pay(tf.Module):
    def __init__(self, table, months=1):
        train = pd.read_csv(table)
        rows = tf.constant(train[FEATURES].to_numpy("float64"))
        pay = tf.constant(train[["pay"]].to_numpy("float64")) * months
        self.weights = tf.Variable(tf.linalg.lstsq(tf.pad(rows, [[0, 0], [0, 1]], constant_values=1), pay, fast=False))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float64, name=name) for name in FEATURES])
    def predict(self, age, education, hours):
        return {"pay": tf.stack([age, education, hours, tf.ones_like(age)], axis=1) @ self.weights}


def save(path, table, months=1):
    model = Pay(table, months)
    tf.saved_model.save(model, path, signatures={"serving_default": model.predict})
