# https://hamilton.apache.org/concepts/driver/
import json
from pathlib import Path

import dataflow
from hamilton import driver

pipeline = driver.Builder().with_modules(dataflow).build()
results = pipeline.execute(["report"], inputs={"path": "inputs/rows.csv", "rounds": 3})
Path("outputs/report.json").write_text(json.dumps(results["report"]))
