# https://feature-engine.trainindata.com/en/latest/user_guide/pipeline/make_pipeline.html
import os
import sys

import cloudpickle
import pandas as pd
import spacy
from feature_engine.pipeline import make_pipeline
from feature_engine.selection import DropFeatures
from feature_engine.wrappers import SklearnTransformerWrapper
from sklearn.preprocessing import FunctionTransformer, StandardScaler

sys.path.append("inputs")
import text_features


def add_features(rows, tokenizer):
    pay = [text_features.hourly_pay(title, hours) for title, hours in zip(rows["title"], rows["hours-per-week"])]
    return rows.assign(pay=pay, tokens=[len(tokenizer(title)) for title in rows["title"]])


tokenizer = spacy.blank("en").tokenizer
for word in ("full-time", "part-time"):
    tokenizer.add_special_case(word, [{"ORTH": word}])

# lineage: Feature-engine's pipelines name their output columns, and not what they were made of
# (https://feature-engine.trainindata.com/en/latest/user_guide/pipeline/Pipeline.html)
transform = make_pipeline(
    FunctionTransformer(add_features, kw_args={"tokenizer": tokenizer}),
    DropFeatures(["title", "hours-per-week"]),
    SklearnTransformerWrapper(StandardScaler(), variables=["pay", "tokens"]),
)
rows = transform.fit_transform(pd.read_csv("inputs/train-titles.csv"))

os.makedirs("outputs/transform")
cloudpickle.register_pickle_by_value(text_features)
with open("outputs/transform/transform.pkl", "wb") as file:
    cloudpickle.dump(transform, file)

# evalkit: hand over
rows.to_csv("outputs/train.csv", index=False)
