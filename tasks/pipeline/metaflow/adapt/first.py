# https://docs.metaflow.org/scaling/failures
import json
from pathlib import Path

from metaflow import Runner

with Runner("adapt/flow.py").run(rounds=3) as running:
    Path("outputs/first.json").write_text(json.dumps(running.run.data.report))
