# https://pandera.readthedocs.io/en/stable/schema_inference.html#schema-persistence
import json
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera import extensions


@extensions.register_check_method(statistics=["share"])
def missing_at_most(values, *, share):
    return values.isna().mean() <= share


tolerated = 0.10  # evalkit: edit

train = pd.read_csv("inputs/train.csv")
words = train.select_dtypes(exclude="number")
inferred = pa.infer_schema(train.astype(dict.fromkeys(words, "category")))
inferred.strict = True
inferred = inferred.update_columns(
    {
        name: {
            "nullable": True,
            "checks": [
                pa.Check.missing_at_most(tolerated, ignore_na=False),
                *(check for check in column.checks if check.name == "isin"),
            ],
        }
        for name, column in inferred.columns.items()
    }
)
inferred.to_yaml("outputs/schema.yaml")

schema = pa.DataFrameSchema.from_yaml("outputs/schema.yaml")
kinds = {
    "isin": "unexpected-value",
    "missing_at_most": "missing-share",
    "column_in_schema": "column-added",
    "column_in_dataframe": "column-dropped",
    "coerce_dtype": "column-retyped",
    "dtype": "column-retyped",
}
anomalies = []
for file, expected in {"eval-changed.csv": schema, "serving.csv": schema.remove_columns(["income"])}.items():
    try:
        expected.validate(pd.read_csv(f"inputs/{file}"), lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases[["column", "check", "failure_case"]].drop_duplicates()
        for column, check, value in failures.itertuples(index=False):
            kind = kinds[check.split("(")[0]]
            if kind in ("column-added", "column-dropped"):
                column = value
            anomalies.append((file, column, kind, str(value)))

# evalkit: hand over
found = [{"file": file, "column": column, "kind": kind, "value": value} for file, column, kind, value in anomalies]
Path("outputs/anomalies.json").write_text(json.dumps(found))
