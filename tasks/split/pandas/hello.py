# https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.sample.html
import os

import pandas as pd

people = pd.read_csv("inputs/people.csv")
test = people.sample(frac=0.2, random_state=7)
train = people.drop(test.index)

os.makedirs("outputs/typed")
train.to_parquet("outputs/typed/train.parquet", index=False)
test.to_parquet("outputs/typed/test.parquet", index=False)

train.to_csv("outputs/train.csv", index=False)
test.to_csv("outputs/test.csv", index=False)
