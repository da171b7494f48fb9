# https://nannyml.readthedocs.io/en/stable/tutorials/detecting_data_drift/univariate_drift_detection.html
import json

import nannyml as nml
import pandas as pd

# value, p-values: NannyML tells distances and whether they exceed a limit; it computes p-values and keeps them to itself,
#   https://nannyml.readthedocs.io/en/stable/how_it_works/univariate_drift_detection.html
train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

words = train.select_dtypes(exclude="number").columns
# NannyML's plots have a category of their own that is called Other.
train[words] = train[words].fillna("missing").replace("Other", "other")
serving[words] = serving[words].fillna("missing").replace("Other", "other")

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
results = calculator.fit(train).calculate(serving)
alerts = results.filter(period="analysis").to_df().xs("alert", axis="columns", level=2).iloc[0]
drifted = alerts.index[alerts].get_level_values(0).to_list()
results.filter(column_names=drifted).plot(kind="distribution").write_html("outputs/report.html")

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column} for column in drifted], file)
