# https://scikit-learn.org/stable/modules/cross_validation.html#stratifiedgroupkfold
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

share = 0.2  # evalkit: edit

people = pd.read_csv("inputs/people.csv")
train, test = train_test_split(people, test_size=share, stratify=people["grade"], random_state=7)
_, again = train_test_split(people, test_size=share, stratify=people["grade"], random_state=7)
_, other = train_test_split(people, test_size=share, stratify=people["grade"], random_state=8)

folds = StratifiedGroupKFold(5, shuffle=True, random_state=7)
grouped_train, grouped_test = next(folds.split(people, people["grade"], people["household"]))

train.to_csv("outputs/train.csv", index=False)
test.to_csv("outputs/test.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
other.to_csv("outputs/other.csv", index=False)
people.iloc[grouped_train].to_csv("outputs/grouped-train.csv", index=False)
people.iloc[grouped_test].to_csv("outputs/grouped-test.csv", index=False)
