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
pages = [validation.get_tabular_report()]
for step in validation.validation_info:
    if not step.all_passed:
        failed = validation.get_data_extracts(i=step.i, frame=True).drop_nulls(step.column)
        anomalies += (
            failed.group_by(value=step.column)
            .agg(pl.lit(step.column).alias("column"), rows=pl.col("_row_num_") - 1)
            .to_dicts()
        )
        pages.append(validation.get_step_report(i=step.i, columns_subset=step.column))
Path("outputs/report.html").write_text("".join(page.as_raw_html() for page in pages))

profile = {}
for entry in pb.DataScan(latest).to_dict()["columns"]:
    statistics, missing = entry["statistics"], entry["statistics"]["n_missing"]
    distinct = statistics["n_unique"] - (missing > 0)  # Pointblank counts missing values as one more
    profile[entry["colname"]] = {**statistics, "missing": missing, "distinct": distinct}

# evalkit: hand over
found = [{**anomaly, "kind": "unexpected-value"} for anomaly in anomalies]
Path("outputs/anomalies.json").write_text(json.dumps(found))
Path("outputs/statistics.json").write_text(json.dumps(profile))
