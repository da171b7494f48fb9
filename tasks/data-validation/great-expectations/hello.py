# https://docs.greatexpectations.io/docs/core/define_expectations/test_an_expectation
import json
from pathlib import Path

import great_expectations as gx
import pandas as pd

train = pd.read_csv("inputs/train.csv")

context = gx.get_context(mode="ephemeral")
suite = gx.ExpectationSuite(
    name="train",
    expectations=[
        gx.expectations.ExpectColumnValuesToBeInSet(column=column, value_set=train[column].dropna().unique().tolist())
        for column in train.select_dtypes(exclude="number")
    ],
)
batch = context.data_sources.pandas_default.read_csv("inputs/eval.csv")
report = batch.validate(suite, result_format="COMPLETE")
anomalies = [
    {"column": check.expectation_config.kwargs["column"], "kind": "unexpected-value", "value": value}
    for check in report.results
    for value in sorted(set(check.result["unexpected_list"]))
]

# evalkit: hand over
Path("outputs/anomalies.json").write_text(json.dumps(anomalies))
