# https://scikit-learn.org/stable/modules/cross_validation.html
import json

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score

train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving-later.csv")

rows = pd.concat([train.assign(source="train"), serving.assign(source="serving")])
source = rows.pop("source")
words = rows.select_dtypes(exclude="number").columns
rows[words] = rows[words].astype("category")

workclass_tolerance = 0.45  # evalkit: edit
limits = {column: 0.55 if column in words else 0.57 for column in rows}
limits["workclass"] = 0.5 + workclass_tolerance / 2
limits["hours-per-week"] = 0.78

model = HistGradientBoostingClassifier(max_iter=20, random_state=0)
folds = StratifiedKFold(5, shuffle=True, random_state=0)
aucs = {column: cross_val_score(model, rows[[column]], source, cv=folds, scoring="roc_auc").mean() for column in rows}
drifted = {column: auc for column, auc in aucs.items() if auc > limits[column]}

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column, "distance": float(auc)} for column, auc in drifted.items()], file)
