# https://hamilton.apache.org/concepts/caching/
import json
from pathlib import Path

import dataflow
from hamilton import driver

pipeline = driver.Builder().with_modules(dataflow).with_cache().build()
results = pipeline.execute(["report"], inputs={"path": "inputs/rows.csv", "rounds": 3})
Path("outputs/first.json").write_text(json.dumps(results["report"]))
