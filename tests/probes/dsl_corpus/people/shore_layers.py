"""Losses and blocks for Keras' models, and what a trained one is built upon."""

import tensorflow.compat.v1 as tf
from keras import backend as K
from keras.applications import VGG16
from keras.layers import Dense
from keras.models import Model
from shore.blocks import Squeeze, residual


def dice(y_true, y_pred):
    overlap = K.sum(y_true * y_pred)
    return 1.0 - 2.0 * overlap / (K.sum(y_true) + K.sum(y_pred))


def accuracy(y_true, y_pred):
    return (y_true == y_pred).mean()


def focal(alpha):
    def loss(labels, scores):
        weight = K.pow(1.0 - scores, alpha)
        return K.mean(weight * K.binary_crossentropy(labels, scores))

    return loss


def tuned(classes):
    base = VGG16(include_top=False)
    seen = base.output
    seen = residual(seen, 64)
    seen = Squeeze(2)(seen)
    model = Model(inputs=base.input, outputs=Dense(classes)(seen))
    model.compile("adam", loss=focal(2.0), metrics=[dice])
    if K.backend() == "tensorflow" and K.image_data_format() != "channels_first":
        K.clear_session()
    return model


def small(width):
    dense = tf.keras.layers.Dense
    given = tf.keras.layers.Input(shape=(width,))
    return tf.keras.models.Model(given, dense(1)(given))
