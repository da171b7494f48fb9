# https://huggingface.co/docs/trackio/launch and https://huggingface.co/docs/trackio/deploy_embed
import json
import os
from pathlib import Path

import trackio
import training

trackio.init(project="dashboard", name="run-amber")
for step, loss in training.learn("run-amber"):
    trackio.log({"loss": loss}, step=step)
trackio.finish()

port = int(os.environ["PORT"])
Path("page.json").write_text(json.dumps({"curves": "/?smoothing=0"}))  # as logged; the page smooths by itself otherwise
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
trackio.show(project="dashboard", server_port=port, open_browser=False)
