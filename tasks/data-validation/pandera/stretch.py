# https://pandera.readthedocs.io/en/stable/checks.html#wide-checks
import json
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

train = pd.read_csv("inputs/train.csv")
education_num = train.groupby("education")["education-num"].first()

schema = pa.DataFrameSchema(
    checks=[
        pa.Check(
            lambda rows: (
                rows["sex"] == rows["relationship"].map({"Husband": "Male", "Wife": "Female"}).fillna(rows["sex"])
            ),
            name="spouse-sex",
        ),
        pa.Check(
            lambda rows: rows["education-num"] == rows["education"].map(education_num),
            name="education-num",
        ),
        pa.Check(
            lambda rows: (rows["capital-gain"] == 0) | (rows["capital-loss"] == 0),
            name="one-capital",
        ),
    ]
)

data = pd.read_csv("inputs/eval-rules.csv")
failures = pd.DataFrame(columns=["check", "index"])
try:
    schema.validate(data, lazy=True)
except pa.errors.SchemaErrors as errors:
    failures = errors.failure_cases.drop_duplicates(["check", "index"])

schema.drop_invalid_rows = True
schema.validate(data, lazy=True).to_csv("outputs/clean.csv", index=False)

# evalkit: hand over
found = [{"rule": rule, "rows": rows.tolist()} for rule, rows in failures.groupby("check")["index"]]
Path("outputs/violations.json").write_text(json.dumps(found))
