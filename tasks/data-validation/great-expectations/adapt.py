# https://docs.greatexpectations.io/docs/core/define_expectations/organize_expectation_suites
import json
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

tolerated = 0.10  # evalkit: edit

train = pd.read_csv("inputs/train.csv")
context = gx.get_context(mode="ephemeral")

suites = {}
for file, columns in {"eval-changed.csv": train.columns, "serving.csv": train.columns.drop("income")}.items():
    expectations = [gxe.ExpectTableColumnsToMatchSet(column_set=columns.tolist())]
    for column in columns:
        expectations.append(gxe.ExpectColumnValuesToNotBeNull(column=column, mostly=1 - tolerated))
        if pd.api.types.is_integer_dtype(train[column]):
            expectations.append(gxe.ExpectColumnValuesToBeOfType(column=column, type_="int64"))
        else:
            known = train[column].dropna().unique().tolist()
            expectations.append(gxe.ExpectColumnValuesToBeInSet(column=column, value_set=known))
    suites[file] = gx.ExpectationSuite(name=file, expectations=expectations).to_json_dict()
Path("outputs/schema.json").write_text(json.dumps(suites, indent=2))

anomalies = []
for file, suite in json.loads(Path("outputs/schema.json").read_text()).items():
    batch = context.data_sources.pandas_default.read_csv(f"inputs/{file}")
    report = batch.validate(gx.ExpectationSuite(**suite), result_format="COMPLETE")
    for check in report.results:
        expectation = check.expectation_config
        column = expectation.kwargs.get("column")
        if check.success or not check.result:
            continue
        elif expectation.type == "expect_table_columns_to_match_set":
            mismatched = check.result["details"]["mismatched"]
            anomalies += [(file, name, "column-added", None) for name in mismatched.get("unexpected", [])]
            anomalies += [(file, name, "column-dropped", None) for name in mismatched.get("missing", [])]
        elif expectation.type == "expect_column_values_to_not_be_null":
            anomalies.append((file, column, "missing-share", None))
        elif expectation.type == "expect_column_values_to_be_of_type":
            anomalies.append((file, column, "column-retyped", None))
        else:
            values = sorted(set(check.result["unexpected_list"]))
            anomalies += [(file, column, "unexpected-value", value) for value in values]

# evalkit: hand over
found = [{"file": file, "column": column, "kind": kind, "value": value} for file, column, kind, value in anomalies]
Path("outputs/anomalies.json").write_text(json.dumps(found))
