# https://docs.streamlit.io/develop/api-reference/cli/run
import json
import os
import subprocess
from pathlib import Path

import training

port = os.environ["PORT"]
options = ["--server.address", "127.0.0.1", "--server.port", port, "--server.headless", "true"]
server = subprocess.Popen(["streamlit", "run", "stretch/app.py", *options])
places = {"image": "/", "histogram": "/", "link": "/?run=run-amber"}
Path("page.json").write_text(json.dumps(places))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
with open("losses.csv", "w", buffering=1) as file:
    file.write("run,step,loss\n")
    for run in ("run-amber", "run-night"):
        for step, loss in training.learn(run):
            file.write(f"{run},{step},{loss}\n")
server.wait()
