# https://scikit-learn.org/stable/modules/permutation_importance.html
import json

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split

# value, page: a classifier tells how much a column helps to tell the files apart, and not which value, or what it looks
#   like, https://scikit-learn.org/stable/modules/permutation_importance.html
# p-values: scikit-learn's permutation test fits some hundred models a column, which its guide advises for small data only,
#   https://scikit-learn.org/stable/modules/cross_validation.html#permutation-test-score
train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

rows = pd.concat([train.assign(source="train"), serving.assign(source="serving")])
source = rows.pop("source")
words = rows.select_dtypes(exclude="number").columns
rows[words] = rows[words].astype("category")

fit_rows, test_rows, fit_source, test_source = train_test_split(rows, source, test_size=0.5, random_state=0)
model = HistGradientBoostingClassifier(random_state=0).fit(fit_rows, fit_source)
importance = permutation_importance(model, test_rows, test_source, scoring="roc_auc", random_state=0)
drifted = rows.columns[importance.importances_mean > 0.03]

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column} for column in drifted], file)
