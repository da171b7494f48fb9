# https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.astype.html
import json

import pandas as pd
from transforming import transformed

# portable: pandas saves tables, and no transform; the code that uses what was learned is the author's
# (https://pandas.pydata.org/docs/user_guide/io.html)
with open("outputs/transform/learned.json") as file:
    learned = json.load(file)


def read(file):
    return pd.read_csv(f"inputs/{file}").astype(learned["dtypes"])


serving = transformed(read("serving-gaps.csv"), learned)
again = transformed(read("again-gaps.csv"), learned)

refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    try:
        transformed(read(file), learned)
    except (KeyError, ValueError) as error:
        refused.append({"file": file, "message": str(error)})

# evalkit: hand over
serving.to_csv("outputs/serving.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
