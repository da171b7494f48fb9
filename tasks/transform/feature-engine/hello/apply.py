# https://feature-engine.trainindata.com/en/latest/quickstart/index.html
import joblib
import pandas as pd

transform = joblib.load("outputs/transform/transform.joblib")
rows = transform.transform(pd.read_csv("inputs/serving.csv"))

# evalkit: hand over
rows.to_csv("outputs/serving.csv", index=False)
