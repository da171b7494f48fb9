"""Checks that our notebooks share: what may be missing, what is too far out, what came twice."""
from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, Callable, Optional

import numpy as np
import pandas as pd
import yaml
from pandas.api.types import is_numeric_dtype, is_string_dtype
from scipy import stats
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

logger = logging.getLogger(__name__)

__all__ = ["CheckError", "Clipper", "load_rules", "missing", "far_out", "twice", "checked"]


class CheckError(ValueError):
    """A frame that breaks a rule."""

    def __init__(self, rule: str, rows: pd.Index) -> None:
        super().__init__(f"{rule}: {len(rows)} rows")
        self.rule = rule
        self.rows = rows


def load_rules(path: str | Path) -> dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        rules = yaml.safe_load(file) or {}
    unknown = set(rules) - {"missing", "far_out", "twice"}
    if unknown:
        warnings.warn(f"unknown rules: {sorted(unknown)}", UserWarning, stacklevel=2)
    return rules


def missing(frame: pd.DataFrame, at_most: float = 0.05, columns: Optional[Iterable[str]] = None) -> pd.Series:
    share = frame[list(columns or frame.columns)].isna().mean()
    bad = share[share > at_most].sort_values(ascending=False)
    for name, value in bad.items():
        logger.warning("%s misses %.0f %%", name, 100 * value)
    return bad


def far_out(frame: pd.DataFrame, by: str, sigmas: float = 4.0) -> pd.DataFrame:
    if not is_numeric_dtype(frame[by]):
        raise TypeError(f"{by} is no number")
    score = np.abs(stats.zscore(frame[by].to_numpy(dtype=float), nan_policy="omit"))
    return frame.loc[score > sigmas]


def twice(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    texts = frame.select_dtypes(include="object").columns
    plain = frame.copy()
    for name in texts:
        if is_string_dtype(plain[name]):
            plain[name] = plain[name].str.strip().str.lower()
    return frame[plain.duplicated(subset=keys, keep=False)].sort_index()


def checked(rules: Mapping[str, Any]) -> Callable:
    def around(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        @wraps(function)
        def inner(*args: Any, **kwargs: Any) -> pd.DataFrame:
            made = function(*args, **kwargs)
            if "missing" in rules:
                bad = missing(made, **rules["missing"])
                if not bad.empty:
                    raise CheckError("missing", bad.index)
            return made

        return inner

    return around


class Clipper(BaseEstimator, TransformerMixin):
    def __init__(self, low: float = 0.01, high: float = 0.99) -> None:
        self.low = low
        self.high = high

    def fit(self, X: pd.DataFrame, y: Any = None) -> Clipper:
        self.low_ = X.quantile(self.low)
        self.high_ = X.quantile(self.high)
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        check_is_fitted(self, ["low_", "high_"])
        return X.clip(self.low_, self.high_, axis=1)
