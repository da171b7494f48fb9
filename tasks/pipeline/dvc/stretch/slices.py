"""Split into files, one for each slice, and join them."""

import json
import sys
from pathlib import Path

import steps


def split():
    parts = steps.split(json.loads(Path("table.json").read_text()))
    Path("parts").mkdir()
    for part in parts:
        Path(f"parts/{part['place']}.json").write_text(json.dumps(part))
    Path("slices.json").write_text(json.dumps({"slices": [part["place"] for part in parts]}))


def join():
    scores = [json.loads(file.read_text()) for file in sorted(Path("scores").iterdir())]
    Path("report.json").write_text(json.dumps(steps.join(scores)))


{"split": split, "join": join}[sys.argv[1]]()
