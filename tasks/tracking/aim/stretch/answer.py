# https://aimstack.readthedocs.io/en/latest/using/query_runs.html
import json
import subprocess
from pathlib import Path

from aim import Repo

subprocess.run(["aim", "storage", "reindex", "--yes"], check=True)  # otherwise only Aim's server finds new runs
runs, curves = {}, {}
for metrics in Repo(".").query_metrics("metric.name == 'loss'").iter_runs():
    for metric in metrics:
        steps, (losses, *_) = metric.data.items_list()
        runs[metric.run.name] = metric.run
        curves[metric.run.name] = list(zip(steps, losses))
Path("outputs/interrupted.json").write_text(json.dumps(curves.pop("night")))
Path("outputs/curves.json").write_text(json.dumps(curves, sort_keys=True))
deployed = Path("inputs/deployed.json").read_text()
for name in curves:
    run = runs[name]
    if Path(run.artifacts["model.json"].download(f"found/{name}")).read_text() == deployed:
        Path("outputs/origin.json").write_text(json.dumps({"run": name, "data": run["data"]}))
        packages = [f"{package}=={version}" for package, version in run["__system_params", "packages"].items()]
        Path("outputs/packages.json").write_text(json.dumps(packages))
        source = run.artifacts["source.py"].download("found")
        Path("outputs/source.py").write_text(Path(source).read_text())
