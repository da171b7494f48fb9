import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

columns = ["age", "tenure", "visits", "distance", "basket", "letters"]
rising = [int(column == "tenure") for column in columns]


def predictions(seed, *names):
    train = pd.read_csv("inputs/demand-train.csv")
    others = [pd.read_csv(f"inputs/{name}.csv") for name in names]
    rng = np.random.default_rng(seed)
    fitted = np.full(len(train), train["demand"].mean())
    predicted = [np.full(len(other), train["demand"].mean()) for other in others]
    for _ in range(200):
        short = train["demand"] - fitted
        weight = np.where(short > 0, 9, 1)
        rows = rng.random(len(train)) < 0.5
        tree = DecisionTreeRegressor(max_depth=3, min_samples_leaf=30, monotonic_cst=rising, random_state=seed)
        tree.fit(train.loc[rows, columns], short[rows], sample_weight=weight[rows])
        fitted += 0.1 * tree.predict(train[columns])
        for values, other in zip(predicted, others):
            values += 0.1 * tree.predict(other[columns])
    return [other[["id"]].assign(demand=values) for values, other in zip(predicted, others)]
