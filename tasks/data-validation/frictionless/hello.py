# https://framework.frictionlessdata.io/docs/guides/validating-data.html
import json
from pathlib import Path

from frictionless import Resource, validate
from frictionless.resources import TableResource

# statistics: Frictionless tells numbers of a column and all its words, but not how many of them are missing,
#   https://github.com/frictionlessdata/frictionless-py/blob/main/frictionless/analyzer/analyzer.py
train = Resource("inputs/train.csv")
rows = train.read_rows()
for field in train.schema.fields:
    if field.type == "string":
        field.constraints["enum"] = sorted({row[field.name] for row in rows} - {None})

report = validate("inputs/eval.csv", schema=train.schema, limit_errors=len(rows))
unexpected = {}
for error in report.task.errors:
    if error.type == "constraint-error":
        unexpected.setdefault((error.field_name, error.cell), []).append(error.row_number - 2)
table = [["column", "value"], *map(list, unexpected)]
Resource(data=table).write(TableResource(path="outputs/report.html"))

# evalkit: hand over
found = [
    {"column": column, "kind": "unexpected-value", "value": value, "rows": numbers}
    for (column, value), numbers in unexpected.items()
]
Path("outputs/anomalies.json").write_text(json.dumps(found))
