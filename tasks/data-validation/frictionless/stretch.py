# https://framework.frictionlessdata.io/docs/guides/validating-data.html
import json
from collections import defaultdict
from pathlib import Path

from frictionless import Check, Checklist, Package, Resource, errors

SPOUSES = {"Husband": "Male", "Wife": "Female"}


class Rules(Check):
    Errors = [errors.RowConstraintError]

    def validate_row(self, row):
        if row["sex"] != SPOUSES.get(row["relationship"], row["sex"]):
            yield errors.RowConstraintError.from_row(row, note="spouse-sex")
        if row["capital-gain"] > 0 and row["capital-loss"] > 0:
            yield errors.RowConstraintError.from_row(row, note="one-capital")


train = Resource("inputs/train.csv", name="train")
data = Resource("inputs/eval-rules.csv", name="eval-rules")
data.infer()
grade = ["education", "education-num"]
data.schema.foreign_keys = [{"fields": grade, "reference": {"resource": "train", "fields": grade}}]

report = Package(resources=[train, data]).validate(checklist=Checklist(checks=[Rules()]), limit_errors=1_000_000)

violations = defaultdict(list)
for error in report.tasks[1].errors:
    rule = "education-num" if error.type == "foreign-key" else error.note
    violations[rule].append(error.row_number - 2)

broken = {error.row_number for error in report.tasks[1].errors}
clean = data.extract(filter=lambda row: row.row_number not in broken)["eval-rules"]
Resource(data=clean).write("outputs/clean.csv")

# evalkit: hand over
found = [{"rule": rule, "rows": rows} for rule, rows in violations.items()]
Path("outputs/violations.json").write_text(json.dumps(found))
