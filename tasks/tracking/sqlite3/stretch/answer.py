# https://docs.python.org/3/library/sqlite3.html
import json
from pathlib import Path

import store

runs = store.opened()
curves = {
    name: runs.execute("SELECT step, value FROM losses WHERE run = ? ORDER BY step", (number,)).fetchall()
    for number, name in runs.execute("SELECT id, name FROM runs").fetchall()
}
deployed = Path("inputs/deployed.json").read_text()
made_it = "SELECT name, data, source, packages FROM runs WHERE model = ?"
name, data, source, packages = runs.execute(made_it, (deployed,)).fetchone()
Path("outputs/interrupted.json").write_text(json.dumps(curves.pop("night")))
Path("outputs/curves.json").write_text(json.dumps(curves, sort_keys=True))
Path("outputs/origin.json").write_text(json.dumps({"run": name, "data": data}))
Path("outputs/packages.json").write_text(json.dumps(packages.split("\n")))
Path("outputs/source.py").write_text(source)
