import tensorflow as tf
from tensorflow.keras import backend as K


class Attention(tf.keras.layers.Layer):
    def __init__(self, units=4):
        super().__init__()
        self.units = units << 1

    def call(self, inputs, training=None):
        scores = tf.nn.softmax(inputs, axis=-1)
        if training and self.units > 3:
            scores = tf.nn.dropout(scores, 0.1)
        return scores * inputs


def parse(line):
    parts = tf.io.decode_csv(line, [[0.0], [0.0]])
    return parts[0], parts[1] > 0


ds = tf.data.TextLineDataset("a.csv").map(parse).filter(lambda x, y: x > 3)
for x, y in ds.take(2):
    print(x.numpy() > 2, y)


@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
def positive(v):
    mask = v > 0
    total = tf.reduce_sum(tf.boolean_mask(v, mask))
    return total


example = tf.train.Example()
example.features.feature["x"].float_list.value.append(1.0)
