# https://pandas.pydata.org/docs/user_guide/basics.html#descriptive-statistics
import json
import os

import pandas as pd

train = pd.read_csv("inputs/train.csv")
learned = {
    "mean": train["age"].mean(),
    "deviation": train["age"].std(),
    "borders": train["fnlwgt"].quantile([0.25, 0.5, 0.75]).tolist(),
    "races": sorted(train["race"].unique()),
    "hours": train["hours-per-week"].mean(),
}

os.makedirs("outputs/transform")
with open("outputs/transform/learned.json", "w") as file:
    json.dump(learned, file)
