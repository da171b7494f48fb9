# https://www.tensorflow.org/tfx/guide/mlmd
import json
import shutil
from pathlib import Path

from _store import connect, curve, thing_of, things_of

store = connect()
[run] = store.get_executions_by_type("Run")
[metric] = store.get_artifacts_by_type("Metric")
[model] = store.get_artifacts_by_type("Model")
test_loss = thing_of(metric.custom_properties["value"])
found = {"parameters": things_of(run.custom_properties), "loss": curve(store, run), "test_loss": test_loss}
Path("outputs/run.json").write_text(json.dumps(found))
shutil.copy(model.uri, "outputs/model.json")
