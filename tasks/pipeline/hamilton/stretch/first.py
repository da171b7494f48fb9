# https://hamilton.apache.org/concepts/parallel-task/
import json
from pathlib import Path

import dataflow
from hamilton import driver
from hamilton.execution.executors import MultiThreadingExecutor

pipeline = (
    driver.Builder()
    .with_modules(dataflow)
    .with_cache()
    .enable_dynamic_execution(allow_experimental_mode=True)
    .with_remote_executor(MultiThreadingExecutor(max_tasks=2))
    .build()
)
results = pipeline.execute(["report"], inputs={"path": "inputs/rows.csv"})
Path("outputs/report.json").write_text(json.dumps(results["report"]))
