# https://feature-engine.trainindata.com/en/latest/user_guide/pipeline/Pipeline.html
import os

import cloudpickle
import features
import pandas as pd
import spacy
import text_features
from feature_engine.pipeline import make_pipeline
from feature_engine.selection import DropFeatures
from feature_engine.wrappers import SklearnTransformerWrapper
from sklearn.preprocessing import FunctionTransformer, StandardScaler

tokenizer = spacy.blank("en").tokenizer
for word in ("full-time", "part-time"):
    tokenizer.add_special_case(word, [{"ORTH": word}])

# lineage: Feature-engine's pipelines name their output columns, and not what they were made of
# (https://feature-engine.trainindata.com/en/latest/user_guide/pipeline/Pipeline.html)
transform = make_pipeline(
    FunctionTransformer(features.add_features, kw_args={"tokenizer": tokenizer}),
    DropFeatures(["title", "hours-per-week"]),
    SklearnTransformerWrapper(StandardScaler(), variables=["pay", "tokens"]),
)
rows = transform.fit_transform(pd.read_csv("inputs/train-titles.csv"))

os.makedirs("outputs/transform")
for module in (features, text_features):
    cloudpickle.register_pickle_by_value(module)
with open("outputs/transform/transform.pkl", "wb") as file:
    cloudpickle.dump(transform, file)

# evalkit: hand over
rows.to_csv("outputs/train.csv", index=False)
