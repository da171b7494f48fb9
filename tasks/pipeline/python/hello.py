# https://docs.python.org/3/tutorial/modules.html
import json
from pathlib import Path

import steps

table = steps.load("inputs/rows.csv")
report = steps.evaluate(table, steps.train(table, 3))
Path("outputs/report.json").write_text(json.dumps(report))
