# https://scikit-learn.org/stable/modules/compose.html#columntransformer-for-heterogeneous-data
import os

import joblib
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Binarizer, KBinsDiscretizer, OneHotEncoder, StandardScaler

transform = ColumnTransformer(
    [
        ("id", "passthrough", ["id"]),
        ("scale", StandardScaler(), ["age"]),
        ("bucket", KBinsDiscretizer(4, encode="ordinal"), ["fnlwgt"]),
        ("one_hot", OneHotEncoder(sparse_output=False), ["race"]),
        ("above_mean", make_pipeline(StandardScaler(with_std=False), Binarizer()), ["hours-per-week"]),
    ],
    verbose_feature_names_out=False,
)
transform.set_output(transform="pandas")
transform.fit(pd.read_csv("inputs/train.csv"))

os.makedirs("outputs/transform")
joblib.dump(transform, "outputs/transform/transform.joblib")
