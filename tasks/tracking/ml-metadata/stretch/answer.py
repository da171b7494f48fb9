# https://www.tensorflow.org/tfx/guide/mlmd
import json
from pathlib import Path

from _store import connect, curve
from ml_metadata import ListOptions

store = connect()
runs = {run.custom_properties["name"].string_value: run for run in store.get_executions_by_type("Run")}
curves = {name: curve(store, run) for name, run in runs.items()}
deployed = Path("inputs/deployed.json").read_text()
[model] = [each for each in store.get_artifacts_by_type("Model") if Path(each.uri).read_text() == deployed]
[made] = store.get_events_by_artifact_ids([model.id])
query = f"type = 'Table' AND events_0.execution_id = {made.execution_id}"
[table] = store.get_artifacts(ListOptions(filter_query=query))
[name] = [name for name, run in runs.items() if run.id == made.execution_id]
data = table.custom_properties["digest"].string_value
Path("outputs/interrupted.json").write_text(json.dumps(curves.pop("night")))
Path("outputs/curves.json").write_text(json.dumps(curves, sort_keys=True))
Path("outputs/origin.json").write_text(json.dumps({"run": name, "data": data}))
