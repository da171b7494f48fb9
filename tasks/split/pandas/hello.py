# https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.sample.html
import pandas as pd

# typed-files: pandas needs a further package for Parquet (https://pandas.pydata.org/docs/user_guide/io.html#parquet)
people = pd.read_csv("inputs/people.csv")
test = people.sample(frac=0.2, random_state=7)
train = people.drop(test.index)

train.to_csv("outputs/train.csv", index=False)
test.to_csv("outputs/test.csv", index=False)
