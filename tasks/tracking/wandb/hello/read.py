# https://docs.wandb.ai/models/ref/cli/wandb-leet/wandb-leet-inspect
import json
import shutil
from pathlib import Path

from _offline import curve, summaries

[(run, about)] = summaries().items()
found = {"parameters": about["config"], "loss": curve(run), "test_loss": about["summary"]["test_loss"]}
Path("outputs/run.json").write_text(json.dumps(found))
shutil.copy(run / "files/model.json", "outputs")
