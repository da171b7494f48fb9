# https://framework.frictionlessdata.io/docs/guides/validating-data.html
import json
from pathlib import Path

from frictionless import Resource, validate

train = Resource("inputs/train.csv")
rows = train.read_rows()
for field in train.schema.fields:
    if field.type == "string":
        field.constraints["enum"] = sorted({row[field.name] for row in rows} - {None})

report = validate("inputs/eval.csv", schema=train.schema, limit_errors=len(rows))
unexpected = {(error.field_name, error.cell) for error in report.task.errors if error.type == "constraint-error"}

# evalkit: hand over
found = [{"column": column, "kind": "unexpected-value", "value": value} for column, value in sorted(unexpected)]
Path("outputs/anomalies.json").write_text(json.dumps(found))
