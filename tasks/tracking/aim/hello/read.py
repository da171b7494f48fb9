# https://aimstack.readthedocs.io/en/latest/using/query_runs.html
import json
import subprocess
from pathlib import Path

from aim import Repo

subprocess.run(["aim", "storage", "reindex", "--yes"], check=True)  # otherwise only Aim's server finds new runs
[run] = Repo(".").iter_runs()
[metric] = [metric for metric in run.metrics() if metric.name == "loss"]
steps, (losses, *_) = metric.data.items_list()
found = {"parameters": run["parameters"], "loss": list(zip(steps, losses)), "test_loss": run["test_loss"]}
Path("outputs/run.json").write_text(json.dumps(found))
run.artifacts["model.json"].download("outputs")
