"""Trains a small network in the old way: first the graph, then the session that runs it."""

import numpy as np
import tensorflow as tf
from tensorflow.examples.tutorials import wind

tf.logging.set_verbosity(tf.logging.INFO)
data = wind.read_data_sets("data")
rate, steps = 0.01, 200

x = tf.placeholder(tf.float32, [None, 8])
y = tf.placeholder(tf.float32, [None])


def layer(value, width, name):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [value.get_shape()[-1], width], initializer=tf.random_normal_initializer())
        return tf.nn.relu(tf.matmul(value, w))


hidden = layer(x, 16, "hidden")
guess = tf.reduce_sum(hidden, axis=1) * 0.5
loss = tf.reduce_mean(tf.square(guess - y))
train = tf.train.AdamOptimizer(rate).minimize(loss)
start = tf.global_variables_initializer()

with tf.Session(config=None) as session:
    session.run(start)
    for step in range(steps):
        rows, truth = data.train.next_batch(64)
        _, now = session.run([train, loss], feed_dict={x: rows, y: truth})
        if step % 10 == 0 and now < 0.1:
            print(step, now * 100)
    tf.train.Saver().save(session, "model")

print(np.sqrt(now) + 1)
