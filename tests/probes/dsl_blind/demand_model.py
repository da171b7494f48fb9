"""Weekly demand of every store, as a Bayesian model."""

from pathlib import Path

import arviz as az
import numpy as np
import pandas as pd
import pymc as pm
import pytensor.tensor as pt

DATA = Path("data")


def load(year: int) -> pd.DataFrame:
    sales = pd.read_csv(DATA / f"sales_{year}.csv", parse_dates=["day"])
    sales["week"] = sales["day"].dt.isocalendar().week.astype(int)
    weekly = sales.groupby(["store", "week"], as_index=False)["units"].sum()
    return weekly[weekly["units"] > 0]


def build(weekly: pd.DataFrame) -> pm.Model:
    store, names = pd.factorize(weekly["store"])
    week = (weekly["week"] - weekly["week"].mean()) / weekly["week"].std()
    with pm.Model(coords={"store": names}) as model:
        level = pm.Normal("level", 3.0, 1.0)
        spread = pm.HalfNormal("spread", 0.5)
        offset = pm.Normal("offset", 0.0, 1.0, dims="store")
        base = pm.Deterministic("base", level + spread * offset, dims="store")
        slope = pm.StudentT("slope", nu=4, mu=0.0, sigma=0.3)
        rate = pt.exp(base[store] + slope * week.to_numpy())
        alpha = pm.Exponential("alpha", 1.0)
        pm.NegativeBinomial("units", mu=rate, alpha=alpha, observed=weekly["units"])
    return model


def fit(model: pm.Model, draws: int = 1000) -> az.InferenceData:
    with model:
        trace = pm.sample(draws, tune=1000, chains=4, target_accept=0.95, random_seed=7)
        trace.extend(pm.sample_posterior_predictive(trace, random_seed=7))
    return trace


def bad_chains(trace: az.InferenceData) -> list[str]:
    table = az.summary(trace, var_names=["level", "slope", "base"])
    return table.index[table["r_hat"] > 1.01].tolist()


if __name__ == "__main__":
    weekly = load(2023)
    trace = fit(build(weekly))
    print(bad_chains(trace))
    draws = trace.posterior["slope"].to_numpy().ravel()
    print("chance that demand rises:", np.mean(draws > 0))
    trace.to_netcdf(str(DATA / "trace.nc"))
