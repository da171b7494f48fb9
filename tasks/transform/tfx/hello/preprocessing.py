import tensorflow as tf
import tensorflow_transform as tft


def preprocessing_fn(inputs):
    race = tft.compute_and_apply_vocabulary(inputs["race"][:, 0], vocab_filename="race")
    races = tft.experimental.get_vocabulary_size_by_name("race")
    hours = tf.cast(inputs["hours-per-week"], tf.float32)
    return {
        "id": inputs["id"],
        "age": tft.scale_to_z_score(inputs["age"]),
        "fnlwgt": tft.bucketize(inputs["fnlwgt"], num_buckets=4),
        "race": tf.one_hot(race, tf.cast(races, tf.int32), dtype=tf.int64),
        "hours-per-week": tf.cast(hours > tft.mean(hours), tf.int64),
    }
