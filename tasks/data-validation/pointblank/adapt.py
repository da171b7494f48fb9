# https://posit-dev.github.io/pointblank/reference/Contract.html
import json
from pathlib import Path

import pointblank as pb
import polars as pl

tolerated = 0.10  # evalkit: edit

train = pl.read_csv("inputs/train.csv")
steps = [pb.Step("col_vals_not_null", columns=column, thresholds=tolerated) for column in train.columns]
for column in train.select(pl.col(pl.String)):
    known = column.drop_nulls().unique().sort().to_list()
    steps.append(pb.Step("col_vals_in_set", columns=column.name, set=known))
pb.Contract(name="train", schema=pb.Schema(tbl=train), steps=steps).to_yaml("outputs/schema.yaml")

contract = pb.Contract.from_yaml("outputs/schema.yaml")
anomalies = []
for file, optional in {"eval-changed.csv": [], "serving.csv": ["income"]}.items():
    latest = pl.read_csv(f"inputs/{file}")
    validation = contract.to_validate(latest).interrogate(extract_limit=latest.height)
    for step in validation.validation_info:
        if step.assertion_type == "col_schema_match":
            match = step.val_info
            anomalies += [(file, column, "column-added", None) for column in match["columns_not_found"]]
            for column, found in match["columns"].items():
                if not found["colname_matched"] and column not in optional:
                    anomalies.append((file, column, "column-dropped", None))
                elif found["colname_matched"] and not found["dtype_matched"]:
                    anomalies.append((file, column, "column-retyped", None))
        elif step.assertion_type == "col_vals_not_null" and step.warning:
            anomalies.append((file, step.column, "missing-share", None))
        elif step.assertion_type == "col_vals_in_set" and step.n_failed:
            values = validation.get_data_extracts(i=step.i, frame=True)[step.column].drop_nulls().unique().sort()
            anomalies += [(file, step.column, "unexpected-value", value) for value in values]

# evalkit: hand over
found = [{"file": file, "column": column, "kind": kind, "value": value} for file, column, kind, value in anomalies]
Path("outputs/anomalies.json").write_text(json.dumps(found))
