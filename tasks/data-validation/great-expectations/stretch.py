# https://docs.greatexpectations.io/docs/core/customize_expectations/expectation_row_conditions
import json
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations.row_conditions import Column

# clean-rows: Great Expectations hands out the rows that a SQL query finds bad, but never the good ones,
#   https://docs.greatexpectations.io/docs/core/run_validations/retrieve_all_unexpected_rows
train = pd.read_csv("inputs/train.csv")
grades = train[["education", "education-num"]].drop_duplicates()

context = gx.get_context(mode="ephemeral")
suite = gx.ExpectationSuite(
    name="rules",
    expectations=[
        gxe.ExpectColumnValuesToBeInSet(
            column="sex",
            value_set=["Male"],
            row_condition=Column("relationship") == "Husband",
            meta={"rule": "spouse-sex"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="sex",
            value_set=["Female"],
            row_condition=Column("relationship") == "Wife",
            meta={"rule": "spouse-sex"},
        ),
        gxe.ExpectColumnPairValuesToBeInSet(
            column_A="education",
            column_B="education-num",
            value_pairs_set=list(grades.itertuples(index=False, name=None)),
            meta={"rule": "education-num"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="capital-loss", value_set=[0], row_condition=Column("capital-gain") > 0, meta={"rule": "one-capital"}
        ),
    ],
)
batch = context.data_sources.pandas_default.read_csv("inputs/eval-rules.csv")
report = batch.validate(suite, result_format="COMPLETE")

# evalkit: hand over
found = [
    {"rule": check.expectation_config.meta["rule"], "rows": check.result["unexpected_index_list"]}
    for check in report.results
]
Path("outputs/violations.json").write_text(json.dumps(found))
