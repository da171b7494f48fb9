# https://docs.wandb.ai/models/ref/cli/wandb-leet/wandb-leet-inspect
# interrupted: W&B writes its log every 15 seconds, and the power fails before that,
# https://github.com/wandb/wandb/blob/v0.31.0/wandb/sdk/wandb_settings.py
import json
import shutil
from pathlib import Path

from _offline import curve, summaries

finished = {run: about for run, about in summaries().items() if about["state"] == "finished"}
curves = {about["name"]: curve(run) for run, about in finished.items()}
Path("outputs/curves.json").write_text(json.dumps(curves, sort_keys=True))
deployed = Path("inputs/deployed.json").read_text()
for run, about in finished.items():
    files = run / "files"
    if (files / "model.json").read_text() == deployed:
        origin = {"run": about["name"], "data": about["config"]["data"]}
        Path("outputs/origin.json").write_text(json.dumps(origin))
        Path("outputs/packages.json").write_text(json.dumps((files / "requirements.txt").read_text().splitlines()))
        shutil.copy(files / "log.py", "outputs/source.py")
