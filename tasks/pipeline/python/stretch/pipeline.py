"""The pipeline of both stages: whoever runs it again goes on where it stopped."""

# time-limit: archive is left out; a step in another process, ended and tried again, does not fit into 40 lines beside this.

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import steps
from _kept import kept, load_kept


def run():
    table = load_kept(steps.load, "inputs/rows.csv")
    parts = kept(steps.split, table)
    with ThreadPoolExecutor(max_workers=2) as pool:
        scores = list(pool.map(partial(kept, steps.score), parts))
    Path("outputs/report.json").write_text(json.dumps(kept(steps.join, scores)))
