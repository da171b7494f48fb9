# https://nannyml.readthedocs.io/en/stable/tutorials/detecting_data_drift/univariate_drift_detection.html
import json

import nannyml as nml
import pandas as pd

train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

words = train.select_dtypes(exclude="number").columns
train[words], serving[words] = train[words].fillna("missing"), serving[words].fillna("missing")

calculator = nml.UnivariateDriftCalculator(
    column_names=list(train.columns),
    continuous_methods=["kolmogorov_smirnov"],
    categorical_methods=["l_infinity"],
    thresholds={
        "kolmogorov_smirnov": nml.thresholds.ConstantThreshold(upper=0.15),
        "l_infinity": nml.thresholds.ConstantThreshold(upper=0.15),
    },
    chunk_number=1,
)
result = calculator.fit(train).calculate(serving).filter(period="analysis").to_df()
alerts = result.xs("alert", axis="columns", level=2).iloc[0]
drifted = alerts.index[alerts].get_level_values(0)

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column} for column in drifted], file)
