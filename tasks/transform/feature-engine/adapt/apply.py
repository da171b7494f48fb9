# https://feature-engine.trainindata.com/en/latest/quickstart/index.html
import json

import joblib
import pandas as pd

# portable: a fitted pipeline is a Python object; Feature-engine has no other form of it
# (https://feature-engine.trainindata.com/en/latest/quickstart/index.html)
transform = joblib.load("outputs/transform/transform.joblib")
serving = transform.transform(pd.read_csv("inputs/serving-gaps.csv"))
again = transform.transform(pd.read_csv("inputs/again-gaps.csv"))

# refused-by-name: Feature-engine counts columns; its MatchVariables adds those that are missing, and prints their names
# (https://feature-engine.trainindata.com/en/latest/user_guide/preprocessing/MatchVariables.html)
refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    try:
        transform.transform(pd.read_csv(f"inputs/{file}"))
    except (KeyError, TypeError, ValueError) as error:
        refused.append({"file": file, "message": str(error)})

# evalkit: hand over
serving.to_csv("outputs/serving.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
