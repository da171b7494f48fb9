"""Trains the churn model and says how good it is."""

import os
import sys
import warnings
from dataclasses import dataclass, field

import joblib
import numpy as np
import pandas as pd
from scipy.stats import loguniform, randint
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    classification_report,
    confusion_matrix,
    roc_auc_score,
)
from sklearn.model_selection import RandomizedSearchCV, StratifiedKFold, train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
SEED = int(os.environ.get("SEED", "42"))


@dataclass
class Settings:
    path: str
    target: str = "churned"
    test_share: float = 0.2
    iterations: int = 20
    drop: list = field(default_factory=lambda: ["customer_id", "phone"])


class RareCategories(BaseEstimator, TransformerMixin):
    """Puts categories that are rare together."""

    def __init__(self, least=0.01):
        self.least = least

    def fit(self, X, y=None):
        self.kept_ = {}
        for column in X.columns:
            shares = X[column].value_counts(normalize=True)
            self.kept_[column] = set(shares[shares >= self.least].index)
        return self

    def transform(self, X):
        X = X.copy()
        for column, kept in self.kept_.items():
            X[column] = X[column].where(X[column].isin(kept), "other")
        return X


def load(settings):
    frame = pd.read_csv(settings.path, na_values=["", "?"])
    frame = frame.drop(columns=settings.drop)
    y = (frame.pop(settings.target) == "yes").astype(int)
    return train_test_split(frame, y, test_size=settings.test_share, stratify=y, random_state=SEED)


def build(model):
    numeric = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    words = Pipeline(
        [
            ("rare", RareCategories(least=0.02)),
            ("fill", SimpleImputer(strategy="most_frequent")),
            ("encode", OneHotEncoder(handle_unknown="ignore", sparse_output=False)),
        ]
    )
    columns = ColumnTransformer(
        [
            ("numeric", numeric, make_column_selector(dtype_include=np.number)),
            ("words", words, make_column_selector(dtype_include=object)),
        ],
        remainder="drop",
    )
    return Pipeline([("columns", columns), ("model", model)])


CANDIDATES = {
    "logistic": (
        LogisticRegression(max_iter=2000, class_weight="balanced"),
        {"model__C": loguniform(1e-3, 1e2), "model__penalty": ["l2"]},
    ),
    "forest": (
        RandomForestClassifier(random_state=SEED, n_jobs=-1),
        {"model__n_estimators": randint(100, 600), "model__max_depth": [None, 5, 10]},
    ),
    "boosting": (
        GradientBoostingClassifier(random_state=SEED),
        {"model__learning_rate": loguniform(0.01, 0.3), "model__subsample": [0.6, 0.8, 1.0]},
    ),
}


def search(X, y, settings):
    best = None
    folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=SEED)
    for name, (model, grid) in CANDIDATES.items():
        found = RandomizedSearchCV(
            build(model), grid, n_iter=settings.iterations, scoring="roc_auc", cv=folds, n_jobs=-1, random_state=SEED
        )
        found.fit(X, y)
        print(f"{name:10} {found.best_score_:.4f} {found.best_params_}")
        if best is None or found.best_score_ > best.best_score_:
            best = found
    return best.best_estimator_


def evaluate(model, X, y):
    chances = model.predict_proba(X)[:, 1]
    guesses = (chances > 0.5).astype(int)
    print(classification_report(y, guesses, target_names=["stays", "leaves"], digits=3))
    tn, fp, fn, tp = confusion_matrix(y, guesses).ravel()
    cost = fp * 10 + fn * 120
    names = model.named_steps["columns"].get_feature_names_out()
    weights = getattr(model.named_steps["model"], "feature_importances_", None)
    if weights is not None:
        order = np.argsort(weights)[::-1][:10]
        for at in order:
            print(f"  {names[at]:40} {weights[at]:.3f}")
    return {"auc": roc_auc_score(y, chances), "cost": int(cost)}


def main(argv):
    settings = Settings(path=argv[0])
    X_train, X_test, y_train, y_test = load(settings)
    print(X_train.shape, y_train.mean())
    model = search(X_train, y_train, settings)
    scores = evaluate(model, X_test, y_test)
    for name, value in scores.items():
        print(name, round(value, 3))
    joblib.dump(model, "model.joblib", compress=3)
    return 0 if scores["auc"] > 0.7 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
