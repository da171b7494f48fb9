# https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.train_test_split.html
import pandas as pd
from sklearn.model_selection import train_test_split

# typed-files: scikit-learn splits tables, and writes no files
# (https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.train_test_split.html)
train, test = train_test_split(pd.read_csv("inputs/people.csv"), test_size=0.2, random_state=7)

train.to_csv("outputs/train.csv", index=False)
test.to_csv("outputs/test.csv", index=False)
