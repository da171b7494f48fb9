# https://tensorflow.github.io/model-analysis/metrics/#custom-keras-metrics
import tensorflow as tf
import tf_keras


class MeanCost(tf_keras.metrics.Mean):
    def __init__(self, name="mean_cost", dtype=None):
        super().__init__(name=name, dtype=dtype)

    def update_state(self, y_true, y_pred, sample_weight=None):
        label, decision = y_true > 0.5, y_pred > 0.5
        false_negatives = tf.cast(label & ~decision, tf.float32)
        false_positives = tf.cast(decision & ~label, tf.float32)
        return super().update_state(5 * false_negatives + false_positives, sample_weight=sample_weight)
