# https://www.tensorflow.org/tfx/guide/build_tfx_pipeline and https://www.tensorflow.org/tfx/guide/mlmd
import json
import shutil
from pathlib import Path

from ml_metadata.proto import metadata_store_pb2
from pipeline import run

rounds = 5  # evalkit: edit
executions = run(rounds)
_, outputs = executions["evaluate"]
reused = [name for name, (state, _) in executions.items() if state == metadata_store_pb2.Execution.CACHED]
account = {"ran": [name for name in executions if name not in reused], "reused": reused}
shutil.copy(outputs["report"][0].uri, "outputs/again.json")
Path("outputs/account.json").write_text(json.dumps(account))
