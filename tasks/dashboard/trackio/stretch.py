# https://huggingface.co/docs/trackio/launch and https://github.com/gradio-app/trackio/pull/438
import json
import os
import subprocess
from pathlib import Path

import trackio
import training

port = os.environ["PORT"]
show = ["trackio", "show", "--project", "dashboard"]
server = subprocess.Popen(show, env={**os.environ, "GRADIO_SERVER_PORT": port})
trackio.init(project="dashboard", name="run-amber")
for step, loss in training.learn("run-amber"):
    trackio.log({"loss": loss}, step=step)
trackio.log({"learned": trackio.Image(training.picture()), "weights": trackio.Histogram(training.weights())})
trackio.finish()

places = {"curves": "/metrics", "image": "/media", "histogram": "/metrics", "link": "/?runs=run-amber"}
Path("page.json").write_text(json.dumps(places))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
trackio.init(project="dashboard", name="run-night")
for step, loss in training.learn("run-night"):
    trackio.log({"loss": loss}, step=step)
trackio.finish()
server.wait()
