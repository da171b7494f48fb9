# https://framework.frictionlessdata.io/docs/guides/validating-data.html
import json
from collections import Counter
from pathlib import Path

from frictionless import Check, FrictionlessException, Resource, Schema, errors, validate


class MissingShareError(errors.TableError):
    type = "missing-share"
    title = "Missing Share"
    description = "A column lacks more of its values than the schema tolerates."
    template = "{note}"


class MissingShare(Check):
    Errors = [MissingShareError]

    def validate_start(self):
        self.rows = 0
        self.missing = Counter()
        return []

    def validate_row(self, row):
        self.rows += 1
        self.missing.update(row.blank_cells.keys())
        return []

    def validate_end(self):
        for column, count in self.missing.items():
            if count > self.resource.schema.custom["tolerated"] * self.rows:
                yield MissingShareError(note=column)


tolerated = 0.10  # evalkit: edit

train = Resource("inputs/train.csv")
rows = train.read_rows()
inferred = train.schema
for field in inferred.fields:
    if field.type == "string":
        field.constraints["enum"] = sorted({row[field.name] for row in rows} - {None})
inferred.fields_match = "equal"
inferred.custom["tolerated"] = tolerated
inferred.to_yaml("outputs/schema.yaml")

schema = Schema("outputs/schema.yaml")
serving_schema = Schema("outputs/schema.yaml")
serving_schema.remove_field("income")

anomalies = set()
for file, expected in {"eval-changed.csv": schema, "serving.csv": serving_schema}.items():
    report = validate(f"inputs/{file}", schema=expected, checks=[MissingShare()], limit_errors=10 * len(rows))
    for error in report.task.errors:
        if error.type == "constraint-error":
            anomalies.add((file, error.field_name, "unexpected-value", error.cell))
        elif error.type == "missing-share":
            anomalies.add((file, error.note, "missing-share", None))
        elif error.type == "extra-label":
            anomalies.add((file, error.label, "column-added", None))
        elif error.type == "missing-label":
            anomalies.add((file, error.field_name, "column-dropped", None))
        elif error.type == "type-error":
            anomalies.add((file, error.field_name, "column-retyped", None))
        else:
            raise FrictionlessException(error)

# evalkit: hand over
keys = ("file", "column", "kind", "value")
found = [dict(zip(keys, anomaly, strict=True)) for anomaly in sorted(anomalies, key=str)]
Path("outputs/anomalies.json").write_text(json.dumps(found))
