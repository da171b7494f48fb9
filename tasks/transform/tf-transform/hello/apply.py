# https://www.tensorflow.org/tfx/tutorials/transform/census#transform_new_data
import pandas as pd
import tensorflow as tf
import tensorflow_transform as tft

output = tft.TFTransformOutput("outputs/transform")
serving = pd.read_csv("inputs/serving.csv")
raw = {name: tf.constant(serving[name].to_numpy()) for name in serving}
columns = {name: values.numpy() for name, values in output.transform_features_layer()(raw).items()}
names = [f"race_{race.decode()}" for race in output.vocabulary_by_name("race")]
races = pd.DataFrame(columns.pop("race"), columns=names)
rows = pd.DataFrame(columns).join(races)

# evalkit: hand over
rows.to_csv("outputs/serving.csv", index=False)
