# https://www.tensorflow.org/tensorboard/image_summaries and https://tensorboardx.readthedocs.io/en/latest/tensorboard.html
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import training
from PIL import Image
from tensorboardX import SummaryWriter

port = os.environ["PORT"]
server = subprocess.Popen(["tensorboard", "--logdir", "logs", "--port", port])
with SummaryWriter("logs/run-amber") as writer:
    for step, loss in training.learn("run-amber"):
        writer.add_scalar("loss", loss, step)
    writer.add_image("learned", np.asarray(Image.open(training.picture())), dataformats="HWC")
    writer.add_histogram("weights", np.array(training.weights()))
places = {
    "curves": {"path": "/", "press": ["css=settings-button button", "Reload data", "key=Escape"]},
    "image": "/#images",
    "histogram": "/#histograms",
    "link": "/?runFilter=run-amber#timeseries",
}
Path("page.json").write_text(json.dumps(places))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
with SummaryWriter("logs/run-night", flush_secs=1) as writer:
    for step, loss in training.learn("run-night"):
        writer.add_scalar("loss", loss, step)
server.wait()
