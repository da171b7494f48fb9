# https://docs.python.org/3/library/sqlite3.html
import json
import sqlite3
from pathlib import Path

import training

other = "run-07"  # evalkit: edit
store = sqlite3.connect("runs.db")
experiment = training.experiment(training.load("inputs/rows.csv"))


def run_named(name):
    """The latest run of a name in this experiment: its parameters and its curve."""
    latest = "SELECT id, parameters FROM runs WHERE experiment = ? AND name = ? ORDER BY id DESC"
    number, parameters = store.execute(latest, (experiment, name)).fetchone()
    curve = store.execute("SELECT step, value FROM losses WHERE run = ? ORDER BY step", (number,))
    # SQLite keeps a value that is no number as NULL
    return json.loads(parameters), [(step, "nan" if value is None else value) for step, value in curve]


finished = "SELECT name, test_loss FROM runs WHERE experiment = ? AND state = 'done' ORDER BY test_loss"
name, test_loss = store.execute(finished, (experiment,)).fetchone()
(best, best_loss), (others, other_loss) = run_named(name), run_named(other)
differ = {key: [best[key], others[key]] for key in best if best[key] != others[key]}
failed = "SELECT DISTINCT name FROM runs WHERE experiment = ? AND state = 'failed'"
broken = [name for (name,) in store.execute(failed, (experiment,))]
diverged = [(step, str(value) if value == float("inf") else value) for step, value in run_named(broken[0])[1]]
outputs = {
    "best": {"run": name, "parameters": best, "test_loss": test_loss},
    "compare": {"parameters": differ, "loss": [best_loss, other_loss]},
    "broken": broken,
    "diverged": diverged,
}
for key, value in outputs.items():
    Path(f"outputs/{key}.json").write_text(json.dumps(value))
