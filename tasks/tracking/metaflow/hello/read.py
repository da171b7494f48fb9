# https://docs.metaflow.org/metaflow/client
import json
from pathlib import Path

from metaflow import Flow

data = Flow("Track").latest_successful_run.data
found = {"parameters": data.parameters, "loss": data.loss, "test_loss": data.test_loss}
Path("outputs/run.json").write_text(json.dumps(found))
Path("outputs/model.json").write_text(data.model)
