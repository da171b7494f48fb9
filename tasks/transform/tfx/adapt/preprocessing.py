import tensorflow as tf
import tensorflow_transform as tft

least = 30  # evalkit: edit


def filled(column, value):
    return tft.sparse_tensor_to_dense_with_shape(column, [None, 1], default_value=value)


def preprocessing_fn(inputs):
    workclass = filled(inputs["workclass"], "missing")[:, 0]
    workclass = tft.compute_and_apply_vocabulary(workclass, vocab_filename="workclass")
    classes = tft.experimental.get_vocabulary_size_by_name("workclass")
    hours = tf.cast(inputs["hours-per-week"], tf.float32)
    city = filled(inputs["city"], "missing")
    return {
        "id": inputs["id"],
        "age": filled(tft.scale_to_z_score(inputs["age"]), 0),
        "workclass": tf.one_hot(workclass, tf.cast(classes, tf.int32), dtype=tf.int64),
        "fnlwgt": tft.bucketize(inputs["fnlwgt"], num_buckets=5),
        "hours-per-week": tf.cast(hours > tft.mean(hours), tf.int64),
        "city": tft.compute_and_apply_vocabulary(city, frequency_threshold=least, vocab_filename="city"),
    }
