# https://huggingface.co/docs/trackio/track and https://huggingface.co/docs/trackio/launch
import os
from pathlib import Path

import trackio
import training

other = "run-birch"  # evalkit: edit
for run in ("run-amber", other):
    trackio.init(project="dashboard", name=run)
    for step, loss in training.learn(run):
        trackio.log({"loss": loss}, step=step)
    trackio.finish()

port = int(os.environ["PORT"])
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
trackio.show(project="dashboard", server_port=port, open_browser=False)
