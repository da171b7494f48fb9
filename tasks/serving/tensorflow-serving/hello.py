# https://www.tensorflow.org/tfx/serving/serving_basic and https://www.tensorflow.org/tfx/serving/api_rest
import json
import os
import subprocess
from pathlib import Path

from _model import save

save("models/pay/1", "inputs/train.csv")

port = os.environ["PORT"]
Path("api.json").write_text(json.dumps({"protocol": "tensorflow-serving-named", "predict": "/v1/models/pay:predict"}))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
server = ["tensorflow_model_server", "--port=0", f"--rest_api_port={port}", "--model_name=pay"]
subprocess.run([*server, f"--model_base_path={Path('models/pay').resolve()}"], check=True)
