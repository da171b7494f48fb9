# https://www.tensorflow.org/tfx/serving/serving_config and https://www.tensorflow.org/tfx/serving/api_rest
import json
import os
import subprocess
from pathlib import Path

from _model import save

months = 12  # evalkit: edit
save("models/pay/1", "inputs/train.csv", months)
Path("monitoring.config").write_text('prometheus_config { enable: true path: "/metrics" }')

port = os.environ["PORT"]
api = {
    "protocol": "tensorflow-serving-named",
    "predict": "/v1/models/pay:predict",
    "health": "/v1/models/pay",
    "schema": "/v1/models/pay/metadata",
    "metrics": "/metrics",
}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
server = ["tensorflow_model_server", "--port=0", f"--rest_api_port={port}", "--model_name=pay"]
server += [f"--model_base_path={Path('models/pay').resolve()}", "--monitoring_config_file=monitoring.config"]
subprocess.run(server, check=True)
