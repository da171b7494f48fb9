# https://scikit-learn.org/stable/modules/generated/sklearn.utils.murmurhash3_32.html
import json

import pandas as pd
from sklearn.utils import murmurhash3_32

rule = {"hash": "murmurhash3_32", "buckets": 5, "test": [0]}


def split(people):
    hashes = people["household"].map(lambda household: murmurhash3_32(str(household), positive=True))
    tested = (hashes % rule["buckets"]).isin(rule["test"])
    return people[~tested], people[tested]


train, test = split(pd.read_csv("inputs/people.csv"))
later_train, later_test = split(pd.read_csv("inputs/people-later.csv"))

train.to_csv("outputs/train.csv", index=False)
test.to_csv("outputs/test.csv", index=False)
later_train.to_csv("outputs/later-train.csv", index=False)
later_test.to_csv("outputs/later-test.csv", index=False)
with open("outputs/rule.json", "w") as file:
    json.dump(rule, file)
