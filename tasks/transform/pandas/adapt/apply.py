# https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html
import json

import pandas as pd
from transforming import transformed

# portable: pandas has no saved transform, only what it learned; the code that uses it is the author's
with open("outputs/transform/learned.json") as file:
    learned = json.load(file)


def read(file):
    return pd.read_csv(f"inputs/{file}", usecols=list(learned["dtypes"]), dtype=learned["dtypes"])


serving = transformed(read("serving-gaps.csv"), learned)
again = transformed(read("again-gaps.csv"), learned)

# refused-by-name: pandas names a column that is missing, and a value of the wrong type without its column
# (https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html)
refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    try:
        transformed(read(file), learned)
    except ValueError as error:
        refused.append({"file": file, "message": str(error)})

# evalkit: hand over
serving.to_csv("outputs/serving.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
