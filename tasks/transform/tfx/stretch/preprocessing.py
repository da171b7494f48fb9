import numpy as np
import spacy
import tensorflow as tf
import tensorflow_transform as tft
from text_features import hourly_pay

tokenizer = spacy.blank("en").tokenizer
for word in ("full-time", "part-time"):
    tokenizer.add_special_case(word, [{"ORTH": word}])


def pays(titles, hours):
    return np.array([hourly_pay(title.decode(), int(each)) for title, each in zip(titles, hours)], np.int64)


def counts(titles):
    return np.array([len(tokenizer(title.decode())) for title in titles], np.int64)


def preprocessing_fn(inputs):
    titles, hours = inputs["title"][:, 0], inputs["hours-per-week"][:, 0]
    pay = tft.apply_pyfunc(pays, tf.int64, False, "pay", titles, hours)
    tokens = tft.apply_pyfunc(counts, tf.int64, False, "tokens", titles)
    pay.set_shape([None])
    tokens.set_shape([None])
    return {"id": inputs["id"][:, 0], "pay": tft.scale_to_z_score(pay), "tokens": tft.scale_to_z_score(tokens)}
