# https://scikit-learn.org/stable/model_persistence.html
import json

import joblib
import pandas as pd

# portable: scikit-learn writes no ONNX, PMML or SQL by itself (https://scikit-learn.org/stable/model_persistence.html)
transform = joblib.load("outputs/transform/transform.joblib")
serving = transform.transform(pd.read_csv("inputs/serving-gaps.csv"))
again = transform.transform(pd.read_csv("inputs/again-gaps.csv"))

# refused-by-name: scikit-learn names a column that is missing, and a value of the wrong type without its column
# (https://scikit-learn.org/stable/modules/generated/sklearn.compose.ColumnTransformer.html)
refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    try:
        transform.transform(pd.read_csv(f"inputs/{file}"))
    except ValueError as error:
        refused.append({"file": file, "message": str(error)})

# evalkit: hand over
serving.to_csv("outputs/serving.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
