"""A network that tells sand from rock, in the old way: queues feed it, and other modules hold most of its layers."""

import tensorflow as tf
from shore import layers, records
from shore.train import Trainer

slim = tf.contrib.slim
MODES = [tf.contrib.learn.ModeKeys.TRAIN, tf.contrib.learn.ModeKeys.EVAL]


def pictures(paths, mode, size=64):
    if mode == MODES[0] and size != 64:
        raise ValueError(size)
    names = tf.train.string_input_producer(paths, num_epochs=1)
    _, raw = tf.WholeFileReader().read(names)
    picture = tf.image.decode_jpeg(raw, channels=3)
    return tf.train.batch([picture], batch_size=8)


def trunk(batch, width, rate=0.0):
    with slim.arg_scope([slim.conv2d], weights_regularizer=slim.l2_regularizer(0.1)):
        with tf.name_scope("trunk"):
            seen = slim.conv2d(batch, width, [3, 3])
            if rate != 0.0:
                seen = layers.drop(seen, rate)
            return layers.squeeze(seen)


class Head(Trainer):
    def build(self, batch):
        self.given = tf.placeholder(tf.float32, [None, 2])
        self.guess = self.project(trunk(batch, 32))
        self.loss = tf.reduce_mean(tf.square(self.guess - self.given))
        layers.summarise(self.loss)
        print(self.guess.get_shape().as_list(), len(records.names()) > 3)


head = Head()
head.build(pictures(records.paths(), MODES[0]))
rows = tf.contrib.data.Dataset.from_tensor_slices([1, 2]).make_one_shot_iterator().get_next()
with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session:
    session.run(tf.global_variables_initializer())
    frozen = tf.graph_util.convert_variables_to_constants(session, session.graph.as_graph_def(), ["guess"])
print(len(frozen.SerializeToString()) > 10)
