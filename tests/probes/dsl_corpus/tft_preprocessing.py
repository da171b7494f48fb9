"""Features of the taxi model."""
import tensorflow as tf
import tensorflow_transform as tft

DENSE = ["trip_miles", "fare"]
VOCAB = ["payment_type"]


def _fill(x):
    if not isinstance(x, tf.sparse.SparseTensor):
        return x
    default = "" if x.dtype == tf.string else 0
    return tf.squeeze(tf.sparse.to_dense(x, default), axis=1)


def preprocessing_fn(inputs):
    outputs = {}
    for key in DENSE:
        outputs[key + "_xf"] = tft.scale_to_z_score(_fill(inputs[key]))
    for key in VOCAB:
        outputs[key + "_xf"] = tft.compute_and_apply_vocabulary(inputs[key], top_k=100)
    fare = _fill(inputs["fare"])
    tips = inputs["tips"]
    big = tf.greater(tips, tf.multiply(fare, 0.2))
    outputs["big_tip"] = tf.cast(big, tf.int64)
    outputs["ratio"] = tips / (fare + 1.0)
    outputs["late"] = tf.where(tf.math.is_nan(fare), tf.zeros_like(fare), tft.mean(fare) - fare)
    return outputs


@tf.function
def serve(batch):
    logits = tf.matmul(batch, tf.ones([3, 1]))
    if tf.reduce_mean(logits) > 0:
        logits = -logits
    return logits


eager = tf.constant([1.0, 2.0])
if tf.reduce_sum(eager) > 2:
    print(eager.numpy())
output = tft.TFTransformOutput("out")
