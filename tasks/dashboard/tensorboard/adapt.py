# https://www.tensorflow.org/tensorboard/scalars_and_keras and https://tensorboardx.readthedocs.io/en/latest/tutorial.html
import os
import subprocess
from pathlib import Path

import training
from tensorboardX import SummaryWriter

other = "run-birch"  # evalkit: edit
for run in ("run-amber", other):
    with SummaryWriter(f"logs/{run}") as writer:
        for step, loss in training.learn(run):
            writer.add_scalar("loss", loss, step)

port = os.environ["PORT"]
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
subprocess.run(["tensorboard", "--logdir", "logs", "--port", port], check=True)
