# https://docs.pola.rs/api/python/stable/reference/dataframe/api/polars.DataFrame.sample.html
from pathlib import Path

import polars as pl

people = pl.read_csv("inputs/people.csv")
test = people.sample(fraction=0.2, seed=7)
train = people.join(test, on="id", how="anti")

Path("outputs/typed").mkdir()
train.write_parquet("outputs/typed/train.parquet")
test.write_parquet("outputs/typed/test.parquet")

train.write_csv("outputs/train.csv")
test.write_csv("outputs/test.csv")
