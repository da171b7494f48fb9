import pandas as pd
import tensorflow as tf
import tensorflow_transform as tft


def transformed(file):
    rows = pd.read_csv(f"inputs/{file}")
    raw = {name: tf.constant(rows[name].to_numpy()) for name in rows}
    layer = tft.TFTransformOutput("outputs/transform").transform_features_layer()
    return pd.DataFrame({name: values.numpy() for name, values in layer(raw).items()})
