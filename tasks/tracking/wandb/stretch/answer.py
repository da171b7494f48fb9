# https://docs.wandb.ai/models/ref/cli/wandb-leet/wandb-leet-inspect
import json
import shutil
from pathlib import Path

from _offline import curve, summaries

runs = summaries()
curves = {about["name"]: curve(run) for run, about in runs.items()}
Path("outputs/interrupted.json").write_text(json.dumps(curves.pop("night")))
Path("outputs/curves.json").write_text(json.dumps(curves, sort_keys=True))
deployed = Path("inputs/deployed.json").read_text()
for run, about in runs.items():
    files = run / "files"
    if about["name"] in curves and (files / "model.json").read_text() == deployed:
        origin = {"run": about["name"], "data": about["config"]["data"]}
        Path("outputs/origin.json").write_text(json.dumps(origin))
        Path("outputs/packages.json").write_text(json.dumps((files / "requirements.txt").read_text().splitlines()))
        shutil.copy(files / "log.py", "outputs/source.py")
