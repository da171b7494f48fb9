# https://docs.metaflow.org/metaflow/managing-flows/runner
import json
from pathlib import Path

from metaflow import Runner

with Runner("hello/flow.py").run() as running:
    Path("outputs/report.json").write_text(json.dumps(running.run.data.report))
