# https://posit-dev.github.io/pointblank/user-guide/extracts.html
import json
from pathlib import Path

import pointblank as pb
import polars as pl

train = pl.read_csv("inputs/train.csv")
latest = pl.read_csv("inputs/eval.csv")

validation = pb.Validate(latest)
for column in train.select(pl.col(pl.String)):
    validation = validation.col_vals_in_set(columns=column.name, set=column.drop_nulls().unique().to_list())
validation = validation.interrogate(extract_limit=latest.height)

anomalies = []
for step in validation.validation_info:
    if not step.all_passed:
        values = validation.get_data_extracts(i=step.i, frame=True)[step.column].drop_nulls().unique().sort()
        anomalies += [{"column": step.column, "kind": "unexpected-value", "value": value} for value in values]

# evalkit: hand over
Path("outputs/anomalies.json").write_text(json.dumps(anomalies))
