# https://docs.wandb.ai/models/ref/cli/wandb-leet/wandb-leet-inspect
import json
from pathlib import Path

import training
from _offline import curve, summaries

other = "run-07"  # evalkit: edit
experiment = training.experiment(training.load("inputs/rows.csv"))
runs = {about["name"]: (run, about) for run, about in summaries().items() if about["project"] == experiment}
finished = [about for _, about in runs.values() if about["state"] == "finished"]
best = min(finished, key=lambda about: about["summary"]["test_loss"])
mine, others = best["config"], runs[other][1]["config"]
broken = [name for name, (_, about) in runs.items() if about["state"] == "failed"]
outputs = {
    "best": {"run": best["name"], "parameters": mine, "test_loss": best["summary"]["test_loss"]},
    "compare": {
        "parameters": {name: [mine[name], others[name]] for name in mine if mine[name] != others[name]},
        "loss": [curve(runs[best["name"]][0]), curve(runs[other][0])],
    },
    "broken": broken,
    "diverged": curve(runs[broken[0]][0]),
}
for name, value in outputs.items():
    Path(f"outputs/{name}.json").write_text(json.dumps(value))
