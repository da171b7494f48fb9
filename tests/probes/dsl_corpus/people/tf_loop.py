import numpy as np
import tensorflow as tf
from tf_keras import layers, losses, optimizers
import tf_keras


class Scale(layers.Layer):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, inputs):
        return inputs * self.factor


def model(width):
    inputs = tf_keras.Input(shape=(width,))
    hidden = layers.Dense(16, activation="relu")(inputs)
    outputs = layers.Dense(1)(Scale(0.5)(hidden))
    return tf_keras.Model(inputs, outputs)


def trainer(net, loss, optimizer):
    @tf.function
    def train(x, y):
        with tf.GradientTape() as tape:
            predicted = net(x, training=True)
            value = loss(y, predicted) + tf.reduce_sum(net.losses)
        grads = tape.gradient(value, net.trainable_variables)
        optimizer.apply_gradients(zip(grads, net.trainable_variables))
        return value

    return train


def dataset(rows):
    x = np.random.default_rng(0).normal(size=(rows, 4)).astype("float32")
    y = x.sum(axis=1, keepdims=True) > 0
    pairs = tf.data.Dataset.from_tensor_slices((x, y.astype("float32")))
    return pairs.shuffle(rows).map(lambda a, b: (a * 2.0, b)).batch(32)


def main():
    net = model(4)
    train = trainer(net, losses.BinaryCrossentropy(from_logits=True), optimizers.Adam())
    history = []
    for epoch in range(3):
        for x, y in dataset(256):
            value = train(x, y)
            history.append(float(value) + 0.0)
        print(epoch, value.numpy() * 2, sum(history) / len(history))
    best = min(history)
    print(best < 1, tf.reduce_mean(net.predict(np.ones((2, 4)))).numpy())


if __name__ == "__main__":
    main()
