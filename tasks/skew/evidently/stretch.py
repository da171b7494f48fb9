# https://github.com/evidentlyai/evidently/blob/main/src/evidently/metrics/data_quality.py
import json

import pandas as pd
from evidently import Report
from evidently.metrics import CorrelationMatrix

train = pd.read_csv("inputs/train-pairs.csv")
serving = pd.read_csv("inputs/serving-pairs.csv")

report = Report([CorrelationMatrix(kind="cramer_v")])
before, now = (pd.DataFrame(report.run(rows).dict()["metrics"][0]["value"]) for rows in (train, serving))
pair = (now - before).abs().stack().idxmax()

# evalkit: hand over
with open("outputs/interaction.json", "w") as file:
    json.dump({"columns": pair}, file)
