# https://www.tensorflow.org/tfx/serving/serving_config and https://www.tensorflow.org/tfx/serving/api_rest
# told-version: an answer holds predictions only, https://www.tensorflow.org/tfx/serving/api_rest
import json
import os
import subprocess
from pathlib import Path

from _model import save

save("models/pay/1", "inputs/train.csv")
save("waiting/2", "inputs/train-2.csv")
config = 'model_config_list { config { name: "pay" base_path: "%s" model_platform: "tensorflow" model_version_policy { all {} } } }'
Path("models.config").write_text(config % Path("models/pay").resolve())

port = os.environ["PORT"]
api = {
    "protocol": "tensorflow-serving-named",
    "predict": "/v1/models/pay:predict",
    "versions": {version: f"/v1/models/pay/versions/{version}:predict" for version in ("1", "2")},
    "switch": {"move": ["waiting/2", "models/pay/2"]},
}
Path("api.json").write_text(json.dumps(api))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
server = ["tensorflow_model_server", "--port=0", f"--rest_api_port={port}", "--model_config_file=models.config"]
subprocess.run(server, check=True)
