# https://feature-engine.trainindata.com/en/latest/user_guide/pipeline/Pipeline.html
import os

import joblib
import pandas as pd
import spacy
from feature_engine.pipeline import make_pipeline
from feature_engine.selection import DropFeatures
from feature_engine.wrappers import SklearnTransformerWrapper
from features import add_features
from sklearn.preprocessing import FunctionTransformer, StandardScaler

tokenizer = spacy.blank("en").tokenizer
for word in ("full-time", "part-time"):
    tokenizer.add_special_case(word, [{"ORTH": word}])

# lineage: Feature-engine's pipelines name their output columns, and not what they were made of
transform = make_pipeline(
    FunctionTransformer(add_features, kw_args={"tokenizer": tokenizer}),
    DropFeatures(["title", "hours-per-week"]),
    SklearnTransformerWrapper(StandardScaler(), variables=["pay", "tokens"]),
)
rows = transform.fit_transform(pd.read_csv("inputs/train-titles.csv"))

# carried-code: the pipeline is pickled, and a pickle names functions instead of holding them
# (https://docs.python.org/3/library/pickle.html#what-can-be-pickled-and-unpickled)
os.makedirs("outputs/transform")
joblib.dump(transform, "outputs/transform/transform.joblib")

# evalkit: hand over
rows.to_csv("outputs/train.csv", index=False)
