"""Run one step: `_run.py STEP GOT... GAVE`, each a JSON file, a number or a path."""

import json
import sys
from pathlib import Path

import steps


def value(word):
    if word.endswith(".json"):
        return json.loads(Path(word).read_text())
    return int(word) if word.isdigit() else word


name, *got, gave = sys.argv[1:]
result = getattr(steps, name)(*map(value, got))
Path(gave).parent.mkdir(exist_ok=True)
Path(gave).write_text(json.dumps(result))
