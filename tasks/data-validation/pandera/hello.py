# https://pandera.readthedocs.io/en/stable/lazy_validation.html
import json
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

# statistics: Pandera infers schemas and has no profile of data,
#   https://pandera.readthedocs.io/en/stable/schema_inference.html
train = pd.read_csv("inputs/train.csv")
latest = pd.read_csv("inputs/eval.csv")

words = train.select_dtypes(exclude="number")
schema = pa.infer_schema(words.astype("category"))

unexpected = pd.DataFrame(columns=["column", "failure_case", "index"])
try:
    schema.validate(latest, lazy=True)
except pa.errors.SchemaErrors as errors:
    failures = errors.failure_cases
    unexpected = failures[failures["check"].str.startswith("isin")]
rows = unexpected.groupby(["column", "failure_case"])["index"].agg(list)
rows.to_frame().to_html("outputs/report.html")

# evalkit: hand over
found = [
    {"column": column, "kind": "unexpected-value", "value": value, "rows": numbers}
    for (column, value), numbers in rows.items()
]
Path("outputs/anomalies.json").write_text(json.dumps(found))
