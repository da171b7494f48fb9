import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
from dask import delayed


@delayed
def parse(path):
    return pd.read_csv(path)


def size(frame):
    return len(frame)


parts = [parse(name) for name in ("a.csv", "b.csv")]
total = delayed(sum)([delayed(size)(part) for part in parts])
print(total.compute() > 3)
ddf = dd.read_csv("*.csv")
mean = ddf[ddf.x > 0].groupby("y").x.mean()
result = mean.compute()
print(result[result > 3])
print(np.arange(3)[np.arange(3) > 1])
print(dask.compute(total + 1))
