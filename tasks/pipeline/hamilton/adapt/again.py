# https://hamilton.apache.org/how-tos/caching-tutorial/
import json
from pathlib import Path

import dataflow
from hamilton import driver
from hamilton.caching.adapter import CachingEventType

rounds = 5  # evalkit: edit
pipeline = driver.Builder().with_modules(dataflow).with_cache().build()
results = pipeline.execute(["report"], inputs={"path": "inputs/rows.csv", "rounds": rounds})
Path("outputs/again.json").write_text(json.dumps(results["report"]))
logs = pipeline.cache.logs(pipeline.cache.last_run_id)
happened = {node: {event.event_type for event in logs[node]} for node in ("table", "model", "report")}
ran = [node for node, events in happened.items() if CachingEventType.EXECUTE_NODE in events]
reused = [node for node, events in happened.items() if CachingEventType.GET_RESULT in events]
Path("outputs/account.json").write_text(json.dumps({"ran": ran, "reused": reused}))
