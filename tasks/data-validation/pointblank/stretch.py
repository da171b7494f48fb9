# https://posit-dev.github.io/pointblank/user-guide/expressions.html
import json
from pathlib import Path

import pointblank as pb
import polars as pl

train = pl.read_csv("inputs/train.csv")
latest = pl.read_csv("inputs/eval-rules.csv")
spouse_sex = pl.col("relationship").replace_strict({"Husband": "Male", "Wife": "Female"}, default=pl.col("sex"))
grade = ["education", "education-num"]

validation = (
    pb.Validate(latest)
    .col_vals_expr(pl.col("sex") == spouse_sex, brief="spouse-sex")
    .col_vals_in_table(columns=grade, ref_table=train, ref_column=grade, brief="education-num")
    .col_vals_expr((pl.col("capital-gain") == 0) | (pl.col("capital-loss") == 0), brief="one-capital")
    .interrogate(extract_limit=latest.height)
)
violations = {
    step.brief: validation.get_data_extracts(i=step.i, frame=True)["_row_num_"] - 1
    for step in validation.validation_info
}

validation.get_sundered_data(type="pass").write_csv("outputs/clean.csv")

# evalkit: hand over
found = [{"rule": rule, "rows": rows.to_list()} for rule, rows in violations.items()]
Path("outputs/violations.json").write_text(json.dumps(found))
