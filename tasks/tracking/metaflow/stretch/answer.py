# https://docs.metaflow.org/metaflow/visualizing-results
import json
from pathlib import Path

from metaflow import Flow
from metaflow.cards import get_cards

latest = Flow("Regions").latest_successful_run
runs = {task.data.run_name: task.data for task in latest["train"]}
deployed = Path("inputs/deployed.json").read_text()
[made] = [run for run in runs.values() if run.model == deployed]
Path("outputs/curves.json").write_text(json.dumps({name: runs[name].loss for name in sorted(runs)}))
Path("outputs/origin.json").write_text(json.dumps({"run": made.run_name, "data": made.digest}))
Path("outputs/source.py").write_text(made.source)
Path("outputs/page.html").write_text(get_cards(latest["join"].task)[0].get())
