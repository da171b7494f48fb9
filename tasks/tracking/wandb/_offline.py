"""What Weights & Biases kept on this machine, read by its own command."""

import json
import subprocess
from pathlib import Path


def inspected(run, *options):
    """What the command prints of a run: lines of JSON, one for each record, or one object."""
    command = ["wandb", "leet", "inspect", run, "--json", *options]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def summaries():
    """The name, parameters, state and last values of each run, by its folder, in the order of their begins."""
    return {run: json.loads(inspected(run, "--summary")) for run in sorted(Path("wandb").glob("offline-run-*"))}


def curve(run):
    records = [json.loads(line) for line in inspected(run).splitlines()]
    items = [record["history"]["item"] for record in records if record["type"] == "history"]
    return [(item["_step"], item["loss"]) for item in items if "loss" in item]
