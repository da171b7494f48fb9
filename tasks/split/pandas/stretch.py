# https://pandas.pydata.org/docs/reference/api/pandas.util.hash_array.html
import pandas as pd


# known-hash: the documentation of pandas does not say which hash this is
# (https://pandas.pydata.org/docs/reference/api/pandas.util.hash_array.html)
def split(people):
    tested = pd.util.hash_array(people["household"].to_numpy()) % 5 == 0
    return people[~tested], people[tested]


train, test = split(pd.read_csv("inputs/people.csv"))
later_train, later_test = split(pd.read_csv("inputs/people-later.csv"))

train.to_csv("outputs/train.csv", index=False)
test.to_csv("outputs/test.csv", index=False)
later_train.to_csv("outputs/later-train.csv", index=False)
later_test.to_csv("outputs/later-test.csv", index=False)
