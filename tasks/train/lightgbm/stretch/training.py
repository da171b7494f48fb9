import lightgbm as lgb
import numpy as np
import pandas as pd

columns = ["age", "tenure", "visits", "distance", "basket", "letters"]


def squared_and_nine_times_if_short(demand, predicted):
    short = demand - predicted
    weight = np.where(short > 0, 9, 1)
    return -2 * weight * short, 2 * weight


def trained(seed):
    train = pd.read_csv("inputs/demand-train.csv")
    model = lgb.LGBMRegressor(
        objective=squared_and_nine_times_if_short,
        n_estimators=200,
        num_leaves=8,
        min_child_samples=40,
        subsample=0.5,
        subsample_freq=1,
        monotone_constraints=[int(column == "tenure") for column in columns],
        random_state=seed,
        verbose=-1,
    )
    usual = train["demand"].mean()
    return model.fit(train[columns], train["demand"], init_score=np.full(len(train), usual)), usual


def predictions(fitted, name):
    model, usual = fitted
    customers = pd.read_csv(f"inputs/{name}.csv")
    return customers[["id"]].assign(demand=usual + model.predict(customers[columns]))
