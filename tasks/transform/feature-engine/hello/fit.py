# https://feature-engine.trainindata.com/en/latest/user_guide/wrappers/Wrapper.html
import os

import joblib
import pandas as pd
from feature_engine.discretisation import EqualFrequencyDiscretiser
from feature_engine.encoding import OneHotEncoder
from feature_engine.pipeline import make_pipeline
from feature_engine.wrappers import SklearnTransformerWrapper
from sklearn.preprocessing import Binarizer, StandardScaler

transform = make_pipeline(
    SklearnTransformerWrapper(StandardScaler(), variables=["age"]),
    EqualFrequencyDiscretiser(q=4, variables=["fnlwgt"]),
    OneHotEncoder(variables=["race"]),
    SklearnTransformerWrapper(StandardScaler(with_std=False), variables=["hours-per-week"]),
    SklearnTransformerWrapper(Binarizer(), variables=["hours-per-week"]),
)
transform.fit(pd.read_csv("inputs/train.csv"))

os.makedirs("outputs/transform")
joblib.dump(transform, "outputs/transform/transform.joblib")
