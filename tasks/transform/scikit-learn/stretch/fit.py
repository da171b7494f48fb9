# https://scikit-learn.org/stable/modules/preprocessing.html#custom-transformers
import json
import os
import sys

import cloudpickle
import pandas as pd
import spacy
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

sys.path.append("inputs")
import text_features

tokenizer = spacy.blank("en").tokenizer
for word in ("full-time", "part-time"):
    tokenizer.add_special_case(word, [{"ORTH": word}])


def pay(rows):
    return pd.DataFrame({"pay": map(text_features.hourly_pay, rows["title"], rows["hours-per-week"])}, rows.index)


def tokens(rows, tokenizer):
    return rows["title"].map(lambda title: len(tokenizer(title))).to_frame("tokens")


paid = FunctionTransformer(pay, feature_names_out=lambda _, names: ["pay"])
counted = FunctionTransformer(tokens, kw_args={"tokenizer": tokenizer}, feature_names_out=lambda _, names: ["tokens"])
transform = ColumnTransformer(
    [
        ("id", "passthrough", ["id"]),
        ("pay", make_pipeline(paid, StandardScaler()), ["title", "hours-per-week"]),
        ("tokens", make_pipeline(counted, StandardScaler()), ["title"]),
    ],
    verbose_feature_names_out=False,
)
transform.set_output(transform="pandas")
rows = transform.fit_transform(pd.read_csv("inputs/train-titles.csv"))
lineage = {
    column: sources
    for name, _, sources in transform.transformers_
    for column in rows.columns[transform.output_indices_[name]]
}

os.makedirs("outputs/transform")
cloudpickle.register_pickle_by_value(text_features)
with open("outputs/transform/transform.pkl", "wb") as file:
    cloudpickle.dump(transform, file)

# evalkit: hand over
rows.to_csv("outputs/train.csv", index=False)
with open("outputs/lineage.json", "w") as file:
    json.dump(lineage, file)
