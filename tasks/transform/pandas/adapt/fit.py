# https://pandas.pydata.org/docs/user_guide/categorical.html
import json
import os

import pandas as pd
from transforming import transformed

least = 30  # evalkit: edit

train = pd.read_csv("inputs/train-gaps.csv")
cities = train["city"].fillna("missing").value_counts()
learned = {
    "dtypes": train.dtypes.astype(str).to_dict(),
    "mean": train["age"].mean(),
    "deviation": train["age"].std(),
    "borders": train["fnlwgt"].quantile([0.2, 0.4, 0.6, 0.8]).tolist(),
    "classes": sorted(train["workclass"].fillna("missing").unique()),
    "hours": train["hours-per-week"].mean(),
    "cities": sorted(cities[cities >= least].index),
}
rows = transformed(train, learned)

os.makedirs("outputs/transform", exist_ok=True)
with open("outputs/transform/learned.json", "w") as file:
    json.dump(learned, file)

# evalkit: hand over
rows.to_csv("outputs/train.csv", index=False)
