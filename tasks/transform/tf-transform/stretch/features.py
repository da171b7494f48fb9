import sys

import numpy as np
import spacy

sys.path.append("inputs")
from text_features import hourly_pay

tokenizer = spacy.blank("en").tokenizer
for word in ("full-time", "part-time"):
    tokenizer.add_special_case(word, [{"ORTH": word}])


def pays(titles, hours):
    return np.array([hourly_pay(title.decode(), int(each)) for title, each in zip(titles, hours)], np.int64)


def counts(titles):
    return np.array([len(tokenizer(title.decode())) for title in titles], np.int64)
