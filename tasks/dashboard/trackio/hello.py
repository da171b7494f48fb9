# https://huggingface.co/docs/trackio/track and https://huggingface.co/docs/trackio/launch
import os
import subprocess
from pathlib import Path

import trackio
import training

trackio.init(project="dashboard", name="run-amber")
for step, loss in training.learn("run-amber"):
    trackio.log({"loss": loss}, step=step)
trackio.finish()

port = os.environ["PORT"]
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
show = ["trackio", "show", "--project", "dashboard"]
subprocess.run(show, check=True, env={**os.environ, "GRADIO_SERVER_PORT": port})
